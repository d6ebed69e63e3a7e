"""A crowd: many people at once, of whom some are hostile; what holds for whatever they send."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from itertools import count
from typing import Any

from sqlalchemy import func, select

from models import DeadLetter, ProcessedUpdate
from playground.memory.ledger import Call
from playground.phones.phone import Phone
from playground.rules.limits import Limits
from playground.rules.markup import length, read_html
from tests.city import City, station

REFUSALS = (
    "chat not found",
    "query is too old",
    "not modified",
    "message to edit not found",
    "message can't be edited",
    "message thread not found",
    "wrong remote file identifier",
)
"""What Telegram may answer to somebody who names chats, topics, presses, messages and files that there are not."""
HELP = "12348"

_numbers = count(6_000_000_000_001)


class Crowd:
    """People who each write to the bot once, and then ask for help."""

    def __init__(self, city: City) -> None:
        self.city = city

    def gathers(self, number: int) -> list[Phone]:
        """So many new people, each in a group with the bot too, whose id is theirs below nought."""
        self.city.playground.ledger.clear()
        phones = [self.city.phone("Ana", id=next(_numbers)) for _ in range(number)]
        for phone in phones:
            self.city.playground.group("<3 办事群", [phone.person], id=-phone.person.id, is_forum=True)
        return phones

    async def sends(self, updates: dict[Phone, dict[str, Any]]) -> list[int]:
        """Have all of this reach the bot, and each ask for help; when everybody was helped: the updates' numbers."""
        push = self.city.playground.push_update
        numbers = [push(update, phone.person.id) for phone, update in updates.items()]
        for phone in updates:
            await phone.types("/help")
        async with asyncio.timeout(20):
            while not all(any(HELP in text for text in self.heard_by(phone)) for phone in updates):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            # What belongs to no chat goes another way, and may be taken later.
            while await self._taken(numbers) < len(numbers) or self.city.playground.ledger.in_flight:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return numbers

    def heard_by(self, phone: Phone) -> list[str]:
        """The words that reached somebody."""
        return [_text(call) for call in self.city.playground.ledger.messages_to(phone.person.id)]

    async def is_well(self, numbers: Sequence[int]) -> None:
        """Each update was taken once; no call went out that Telegram would not understand or take."""
        assert await self._taken(numbers) == len(numbers)
        ledger = self.city.playground.ledger
        assert ledger.verdicts() == []
        refused = {outcome for outcome in ledger.outcomes() if outcome.startswith("4")}
        assert not {outcome for outcome in refused if not any(known in outcome for known in REFUSALS)}, refused
        for call in ledger.calls:
            assert length(read_html(_text(call))[0]) <= (200 if call.method == "answerCallbackQuery" else 4_096)
            rows = (call.parameters.get("reply_markup") or {}).get("inline_keyboard", [])
            assert all(len(key.get("callback_data", "").encode()) <= 64 for row in rows for key in row)

    async def letters(self, numbers: Sequence[int]) -> Sequence[DeadLetter]:
        """The updates that died."""
        async with self.city._house.database.reading() as session:
            return (await session.scalars(select(DeadLetter).where(DeadLetter.update_id.in_(numbers)))).all()

    async def _taken(self, numbers: Sequence[int]) -> int:
        async with self.city._house.database.reading() as session:
            known = select(func.count()).where(ProcessedUpdate.update_id.in_(numbers))
            return await session.scalar(known) or 0


def _text(call: Call) -> str:
    return str(call.parameters.get("text", ""))


@contextlib.asynccontextmanager
async def crowd_in(city: City) -> AsyncIterator[Crowd]:
    """A crowd in a city with a station, where the bot is at work and may say as much as it likes."""
    city.playground.limits = Limits("off")
    city.settings = city.settings.model_copy(update={"messages_per_second": 1_000.0})
    async with city.at_work():
        await city.has(station("红旗路", meters_east=300, adcode="330302", photo="photo-1"))
        yield Crowd(city)

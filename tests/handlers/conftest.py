"""What holds after every conversation: Telegram had nothing to complain about, and no update died."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from models import DeadLetter, Worker
from playground.phone import Phone
from tests.city import City

Says = Callable[[Phone, dict[str, Any]], None]
Known = Callable[..., Awaitable[Phone]]
Kept = Callable[[Phone], Awaitable[Any]]


@pytest.fixture
async def city(quiet_city: City) -> AsyncIterator[City]:
    """A city with the bot at work; when the conversation is over, the ledger and the dead letters are looked at."""
    async with quiet_city.at_work() as house:
        yield quiet_city
        ledger = quiet_city.playground.ledger
        assert ledger.verdicts() == []
        refused = [outcome for outcome in ledger.outcomes() if outcome[0].isdigit() and "not modified" not in outcome]
        assert refused == []
        async with house.database.reading() as session:
            assert (await session.scalars(select(DeadLetter.traceback))).all() == []


@pytest.fixture
def says(city: City) -> Says:
    """Any content at all, as a phone that can do more than ours would send it."""

    def say(phone: Phone, content: dict[str, Any]) -> None:
        city.playground.state.receive(phone.person, phone.chat, content)

    return say


@pytest.fixture
def known(city: City) -> Known:
    """Somebody who has been through the set-up."""

    async def know(phone: Phone, occupation: str = "food_delivery", travel: str = "ebike", **more: Any) -> Phone:
        kept = {"language": "", "setup_step": "", "started_at": city.clock.now(), **more}
        assert city.house is not None
        async with city.house.database.writing() as session, session.begin():
            session.add(Worker(id=phone.person.id, occupation=occupation, travel=travel, **kept))
        return phone

    return know


@pytest.fixture
def kept(city: City) -> Kept:
    """What the bot keeps of a person."""

    async def look(phone: Phone) -> Worker | None:
        assert city.house is not None
        async with city.house.database.reading() as session:
            worker: Worker | None = await session.get(Worker, phone.person.id)
            return worker

    return look

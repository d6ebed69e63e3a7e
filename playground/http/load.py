"""Load: many strangers at once, and how long each of them waits for an answer."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from playground.memory import contents
from playground.memory.chats import Chat
from playground.memory.ledger import Call, is_message
from playground.memory.people import Person
from playground.memory.updates import Waiting

if TYPE_CHECKING:
    from playground.playground import Playground

Json = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """A question and when it went where: queued, handed to the bot, answered in its chat (seconds since 1970)."""

    update_id: int
    chat_id: int
    queued_at: float
    handed_at: float | None = None
    answered_at: float | None = None
    answers: int = 0
    texts: set[str] = field(default_factory=set)
    repeats: int = 0


MOST = 1_000_000
"""So many messages are ordered at once: more would fill the memory before anybody has stopped them."""


@dataclass(slots=True)
class Order:
    """What to send: how many, of what kind, how many a second (None: all at once), from how many people, where."""

    count: Annotated[int, Field(ge=0, le=MOST)]
    kind: str = "location"
    rate: float | None = None
    distinct_chats: bool = True
    lat: float = 30.27
    lng: float = 120.15
    spread: float = 0.05
    text: str = "/start"
    seed: int = 0


class Load:
    """Sends orders of messages and keeps the time of each; answers are matched to questions in order, chat by chat."""

    def __init__(self, playground: "Playground") -> None:
        self._playground = playground
        self._asked: dict[int, Asked] = {}
        self._open: dict[int, list[Asked]] = {}
        self._latest: dict[int, Asked] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        playground.updates.on_hand_out = self._note_handed

    def send(self, order: Order) -> None:
        """Begin to carry out an order."""
        task = asyncio.create_task(self._send(order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Leave what is not sent yet unsent."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def reset(self) -> None:
        """Stop and forget all times."""
        await self.stop()
        self._asked, self._open, self._latest = {}, {}, {}

    def notice(self, call: Call) -> None:
        """Note that something was said in a chat; the first thing said after a question is its answer."""
        latest = self._latest.get(call.chat_id) if is_message(call.method) else None
        if latest is None:
            return
        now = time.time()
        for asked in self._open.pop(call.chat_id, ()):
            asked.answered_at = now
        words = str(call.parameters.get("text", ""))
        latest.answers += 1
        latest.repeats += bool(words) and words in latest.texts
        latest.texts.add(words)

    def report(self) -> Json:
        """Counts, and the percentiles of the waits in seconds: from the queue and from the hand-out to the answer."""
        asked = list(self._asked.values())
        answered = [one for one in asked if one.answered_at is not None]
        return {
            "asked": len(asked),
            "handed_out": sum(one.handed_at is not None for one in asked),
            "answered": len(answered),
            "answers": sum(one.answers for one in asked),
            "chats_with_repeats": len({one.chat_id for one in asked if one.repeats}),
            "most_answers_to_a_chat": max((one.answers for one in asked), default=0),
            "from_hand_out": percentiles([_gap(one.handed_at, one.answered_at) for one in answered]),
            "from_queue": percentiles([_gap(one.queued_at, one.answered_at) for one in answered]),
            "seconds": _span(asked),
            "is_sending": bool(self._tasks),
        }

    def rows(self) -> list[Json]:
        """Every question with its times."""
        names = ("update_id", "chat_id", "queued_at", "handed_at", "answered_at", "answers", "repeats")
        return [{name: getattr(asked, name) for name in names} for asked in self._asked.values()]

    async def _send(self, order: Order) -> None:
        dice = random.Random(order.seed)
        people = [self._playground.person()] if not order.distinct_chats else []
        begun = time.monotonic()
        for number in range(order.count):
            person = people[0] if people else self._playground.person(first_name=f"W{number}")
            self._ask(person, self._content(order, dice))
            if order.rate:
                await asyncio.sleep(max(0.0, begun + (number + 1) / order.rate - time.monotonic()))
            elif number % 500 == 499:
                await asyncio.sleep(0)

    def _content(self, order: Order, dice: random.Random) -> Json:
        if order.kind != "location":
            return contents.typed(order.text)
        away = (dice.uniform(-order.spread, order.spread) for _ in range(2))
        return contents.located(round(order.lat + next(away), 6), round(order.lng + next(away), 6))

    def _ask(self, person: Person, content: Json) -> None:
        chat: Chat = self._playground.state.chats[person.id]
        _, update_id = self._playground.state.receive(person, chat, content)
        if update_id is None:
            return
        asked = Asked(update_id, chat.id, time.time())
        self._asked[update_id] = self._latest[chat.id] = asked
        self._open.setdefault(chat.id, []).append(asked)

    def _note_handed(self, waiting: Waiting) -> None:
        asked = self._asked.get(waiting.id)
        if asked:
            asked.handed_at = waiting.handed_at


def percentiles(waits: list[float]) -> Json:
    """The median, the slower ones and the slowest."""
    ordered = sorted(waits)
    if not ordered:
        return {}
    shares = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: ordered[min(int(len(ordered) * share), len(ordered) - 1)] for name, share in shares.items()}


def _gap(begun: float | None, ended: float | None) -> float:
    return 0.0 if begun is None or ended is None else ended - begun


def _span(asked: list[Asked]) -> float:
    """Seconds from the first hand-out to the last answer."""
    handed = [one.handed_at for one in asked if one.handed_at is not None]
    answered = [one.answered_at for one in asked if one.answered_at is not None]
    return max(answered) - min(handed) if handed and answered else 0.0

"""Updates: what waits for the bot, in order, until the bot confirms it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from playground.memory.bell import Bell

Json = dict[str, Any]

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that come only to a bot that names them."""
MOST_AT_ONCE = 100
REMEMBERED = 100_000
"""So many updates can be sent again."""


@dataclass(slots=True)
class Waiting:
    """An update on its way; `chat_id` keeps one chat's updates in order."""

    update: Json
    chat_id: int | None
    queued_at: float
    expires_at: float
    handed_at: float | None = None

    @property
    def id(self) -> int:
        """Its number."""
        number: int = self.update["update_id"]
        return number


def first_id() -> int:
    """Ids start from the clock, a thousand for each second, so that a second run begins above the first."""
    return int(time.time()) * 1000


@dataclass(slots=True)
class Updates:
    """The queue of one bot."""

    next_id: int = field(default_factory=first_id)
    allowed: list[str] = field(default_factory=list)
    keep_seconds: float = 86400.0
    press_seconds: float = 150.0
    bell: Bell = field(default_factory=Bell)
    on_hand_out: Callable[[Waiting], None] = lambda waiting: None
    _pending: dict[int, Waiting] = field(default_factory=dict)
    _again: list[Waiting] = field(default_factory=list)
    _history: dict[int, Waiting] = field(default_factory=dict)

    def add(self, kind: str, content: Json, chat_id: int | None = None) -> int | None:
        """Queue an update of this kind; None if the bot does not want to hear of it."""
        if not self.is_wanted(kind):
            return None
        number = self.next_id
        self.next_id += 1
        life = self.press_seconds if kind == "callback_query" else self.keep_seconds
        self._queue({"update_id": number, kind: content}, chat_id, life)
        return number

    def push(self, raw: Json, chat_id: int | None = None) -> int:
        """Queue anything at all as an update; it gets the next id unless it brings its own."""
        update = {"update_id": self.next_id} | raw
        number: int = update["update_id"]
        if number < self.next_id:
            self._again.append(self._remembered(update, chat_id, self.keep_seconds))
            self.bell.ring()
        else:
            self.next_id = number + 1
            self._queue(update, chat_id, self.keep_seconds)
        return number

    def resend(self, update_id: int) -> None:
        """Hand an update out once more, whatever the bot has confirmed."""
        self._again.append(self._history[update_id])
        self.bell.ring()

    def is_wanted(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def confirm(self, offset: int) -> None:
        """Drop everything below the offset; a negative one keeps so many of the newest."""
        if offset < 0:
            offset = next(islice(reversed(self._pending), -offset - 1, None), 0)
        # Only the front is copied: a queue of thousands is confirmed a hundred at a time.
        while confirmed := [number for number in islice(self._pending, MOST_AT_ONCE) if number < offset]:
            for number in confirmed:
                del self._pending[number]

    def take(self, limit: int) -> list[Json]:
        """The next updates in order; they stay until confirmed."""
        self._drop_stale()
        again, self._again = self._again[:limit], self._again[limit:]
        taken = again + list(islice(self._pending.values(), limit - len(again)))
        for waiting in taken:
            self.hand_out(waiting)
        return [waiting.update for waiting in taken]

    def hand_out(self, waiting: Waiting) -> None:
        """Note when an update first left."""
        if waiting.handed_at is None:
            waiting.handed_at = time.time()
            self.on_hand_out(waiting)

    def pop_all(self) -> list[Waiting]:
        """Empty the queue, for one who answers for each update himself."""
        self._drop_stale()
        everything = self._again + list(self._pending.values())
        self.drop()
        return everything

    def put_back(self, undelivered: list[Waiting]) -> None:
        """Let those wait again who were taken out and not accepted."""
        self._pending = {waiting.id: waiting for waiting in undelivered} | self._pending

    def drop(self) -> None:
        """Forget what waits."""
        self._pending.clear()
        self._again.clear()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._pending) + len(self._again)

    def _queue(self, update: Json, chat_id: int | None, life: float) -> None:
        self._pending[update["update_id"]] = self._remembered(update, chat_id, life)
        self.bell.ring()

    def _remembered(self, update: Json, chat_id: int | None, life: float) -> Waiting:
        now = time.time()
        waiting = Waiting(update, chat_id, now, now + life)
        self._history[waiting.id] = waiting
        if len(self._history) > REMEMBERED:
            del self._history[next(iter(self._history))]
        return waiting

    def _drop_stale(self) -> None:
        """Only those whose turn it is are looked at: presses die after minutes, the rest after a day."""
        now = time.time()
        while stale := [one.id for one in islice(self._pending.values(), MOST_AT_ONCE) if one.expires_at < now]:
            for number in stale:
                del self._pending[number]

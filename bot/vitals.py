"""Vital signs: what can be seen of a running bot, for its health and its metrics."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.house import House
from models import Lane, Lease
from services.cases.alive import count_without_a_way
from services.clock import machine_now, machine_seconds
from services.delivery import outbox
from services.delivery.lease import COURIER

FRESH_SECONDS: Final = 2.0
PATIENCE_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Seen:
    """What the database shows of the outbox, its courier and the cases that no staff can see, at one look."""

    waiting: dict[Lane, int] = field(default_factory=lambda: dict.fromkeys(Lane, 0))
    oldest_reply_at: datetime | None = None
    lease_is_held: bool = False
    cases_unseen: int = 0

    @property
    def oldest_reply_seconds(self) -> float:
        """How long the reply that was due first has waited."""
        return max(0.0, (machine_now() - self.oldest_reply_at).total_seconds()) if self.oldest_reply_at else 0.0


@dataclass
class Vitals:
    """A house, looked at from outside; whoever asks often is told what was seen two seconds ago."""

    house: House
    _seen: Seen | None = None
    _seen_at: float = -FRESH_SECONDS
    _look: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_ready(self) -> bool:
        """Whether a person who writes now is answered."""
        return self.house.is_working and self.house.source.is_taking and not self.token_is_refused

    @property
    def token_is_refused(self) -> bool:
        """Whether Telegram does not know our token any more."""
        return self.house.courier.token_is_refused or self.house.registration.token_is_refused

    @property
    def dead_loops(self) -> list[str]:
        """The names of those that should run for ever, and do not."""
        dead = [loop.get_name() for loop in self.house.loops if loop.done()]
        return dead + ([] if self.house.timetable.is_ticking or not self.house.is_working else ["the timetable"])

    @property
    def weather_silence(self) -> Mapping[str, float]:
        """For how many seconds each source of the weather has not answered; 0 where this process does not ask it."""
        return self.house.weather.silent_seconds if self.house.weather else {}

    @property
    def silent_sources(self) -> Sequence[str]:
        """The sources of the weather that have been silent for too long."""
        return self.house.weather.silent if self.house.weather else ()

    async def seen(self) -> Seen | None:
        """The outbox and its courier; None if the database does not answer."""
        async with self._look:
            now = asyncio.get_running_loop().time()
            if now - self._seen_at >= FRESH_SECONDS:
                self._seen = await self._read()
                self._seen_at = asyncio.get_running_loop().time()
            return self._seen

    async def _read(self) -> Seen | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self.house.database.reading() as session:
                lanes = await outbox.waiting(session)
                unseen = await count_without_a_way(session, self.house.clock.now())
                held_until = await session.scalar(select(Lease.expires).where(Lease.name == COURIER))
        except (SQLAlchemyError, OSError, TimeoutError):
            return None
        numbers = {lane: lanes[lane].number if lane in lanes else 0 for lane in Lane}
        oldest = lanes[Lane.REPLY].oldest_due_at if Lane.REPLY in lanes else None
        return Seen(numbers, oldest, (held_until or 0.0) > machine_seconds(), unseen)

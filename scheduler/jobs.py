"""Jobs: what is done at a slot, so that it is done once however many processes try and whenever one is killed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import Slot
from models.database import Sessions
from scheduler.slots import Times
from services.clock import machine_now


class SlotTaken(Exception):
    """Another process, or an earlier life of this one, has run the slot."""


@dataclass(frozen=True)
class Due:
    """What is due at its times; after downtime it still runs within `grace` of its slot.

    `is_missed`: people wait for it, so staff are told, in the words of [job] and [job_missed], when it comes too late.
    """

    name: str
    times: Times
    grace: timedelta
    is_missed: bool = field(default=False, kw_only=True)

    def newest_slot(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last moment at or before `now` when it was due."""
        return self.times.newest(now, zone)


@dataclass(frozen=True)
class Job(Due):
    """`function(session, slot, now)` works, shortly, in the slot's own transaction: both are kept or neither."""

    function: Callable[[AsyncSession, datetime, datetime], Awaitable[object]]

    async def run(self, sessions: Sessions, slot: datetime, now: datetime) -> None:
        """Run a slot; raises SlotTaken."""
        async with sessions() as session, session.begin():
            await take(session, self.name, slot)
            await self.function(session, slot, now)


@dataclass(frozen=True)
class LongJob(Due):
    """`function(sessions, now)` works in many transactions of its own, and goes on where a killed one stopped.

    The slot is taken when all is done: two processes may work at once, so doing it twice must do it once.
    """

    function: Callable[[Sessions, datetime], Awaitable[object]]

    async def run(self, sessions: Sessions, slot: datetime, now: datetime) -> None:
        """Run a slot; raises SlotTaken."""
        async with sessions() as session:
            await _check_free(session, self.name, slot)
        await self.function(sessions, now)
        async with sessions() as session, session.begin():
            await take(session, self.name, slot)


AnyJob = Job | LongJob


async def take(session: AsyncSession, job: str, slot: datetime) -> None:
    """Take a slot in this transaction; raises SlotTaken, after which nothing of it is kept."""
    await _check_free(session, job, slot)
    session.add(Slot(job=job, due_at=slot, taken_at=machine_now()))
    try:
        await session.flush()
    except IntegrityError:  # two at once
        raise SlotTaken from None


async def _check_free(session: AsyncSession, job: str, slot: datetime) -> None:
    """Ask first: a server would write each row it refused into its log."""
    if await session.get(Slot, (job, slot)):
        raise SlotTaken

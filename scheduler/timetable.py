"""The timetable: name, when, function, grace after downtime; each slot runs once, whoever runs it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import IntegrityError

from models import Slot
from models.database import Database, Sessions
from services.clock import Clock
from services.retention import Keep, delete_the_old

log = structlog.get_logger(__name__)

TICK_SECONDS = 30


@dataclass(frozen=True)
class Job:
    """What is due daily at `hour`:`minute`; after downtime it still runs within `grace` of its slot."""

    name: str
    hour: int
    minute: int
    function: Callable[[Sessions, datetime], Awaitable[object]]
    grace: timedelta


def timetable(keep: Keep) -> tuple[Job, ...]:
    """All that is due, on one screen."""
    return (Job("delete_the_old", 3, 40, partial(delete_the_old, keep=keep), grace=timedelta(hours=23)),)


class Timetable:
    """Ticks through APScheduler; the unique row (job, slot) decides who runs it."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo, keep: Keep) -> None:
        """`zone` is the one the hours are meant in."""
        self._jobs = timetable(keep)
        self._database = database
        self._clock = clock
        self._zone = zone
        self._scheduler = AsyncIOScheduler(timezone=zone)
        self._ticked_at = -math.inf

    @property
    def is_ticking(self) -> bool:
        """Whether the scheduler has done anything within the last minute."""
        return asyncio.get_running_loop().time() - self._ticked_at < 2 * TICK_SECONDS

    async def start(self) -> None:
        """Run what became due while nobody ran, then keep ticking until `stop`."""
        for job in self._jobs:
            tick = partial(self.run_due, job)
            trigger = CronTrigger(hour=job.hour, minute=job.minute, timezone=self._zone)
            self._scheduler.add_job(tick, trigger, id=job.name, misfire_grace_time=None, coalesce=True)
        self._scheduler.add_job(self._tick, IntervalTrigger(seconds=TICK_SECONDS), id="tick", coalesce=True)
        self._scheduler.start()
        await self._tick()
        for job in self._jobs:
            await self.run_due(job)

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def run_due(self, job: Job) -> None:
        """Run a job's newest slot, unless it was run or is too long ago."""
        now = self._clock.now()
        slot = self.newest_slot(job, now)
        if now - slot > job.grace or not await self._take(job, slot, now):
            return
        try:
            await job.function(self._database.writing, now)
        except Exception as error:  # the next slot comes; the bot goes on
            log.error("job failed", job=job.name, error=type(error).__name__)

    def newest_slot(self, job: Job, now: datetime) -> datetime:
        """The last moment at or before `now` when the job was due."""
        local = now.astimezone(self._zone)
        slot = local.replace(hour=job.hour, minute=job.minute, second=0, microsecond=0)
        return slot if slot <= local else slot - timedelta(days=1)

    async def _tick(self) -> None:
        """Show that it lives."""
        self._ticked_at = asyncio.get_running_loop().time()

    async def _take(self, job: Job, slot: datetime, now: datetime) -> bool:
        try:
            async with self._database.writing() as session, session.begin():
                session.add(Slot(job=job.name, due_at=slot, taken_at=now))
        except IntegrityError:
            return False
        return True

"""The timetable: name, when, function, grace after downtime; each slot runs once, whoever runs it."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from models import Slot
from models.database import Database, Sessions
from services.clock import Clock, machine_now
from services.retention import Keep, delete_the_old

log = structlog.get_logger(__name__)

TICK_SECONDS = 2
SILENT_SECONDS = 60
"""After so long without a tick the timetable is dead."""


@dataclass(frozen=True)
class Job:
    """What is due daily at `hour`:`minute`; after downtime it still runs within `grace` of its slot."""

    name: str
    hour: int
    minute: int
    function: Callable[[Sessions, datetime], Awaitable[object]]
    grace: timedelta

    def newest_slot(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last moment at or before `now` when it was due."""
        local = now.astimezone(zone)
        slot = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return slot if slot <= local else slot - timedelta(days=1)


def timetable_of(keep: Keep) -> tuple[Job, ...]:
    """All that is due, on one screen."""
    return (Job("delete_the_old", 3, 40, partial(delete_the_old, keep=keep), grace=timedelta(hours=23)),)


class Timetable:
    """APScheduler only ticks; the bot's clock says what is due, and the unique row (job, slot) who runs it."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo, jobs: Sequence[Job]) -> None:
        """`zone` is the one the hours are meant in."""
        self._jobs = jobs
        self._database = database
        self._clock = clock
        self._zone = zone
        self._scheduler = AsyncIOScheduler(timezone=zone)
        self._ticked_at = -math.inf
        self._taken: dict[str, datetime] = {}  # what a row decided already: a tick writes nothing
        self._running: dict[str, asyncio.Task[None]] = {}

    @property
    def is_ticking(self) -> bool:
        """Whether the scheduler has done anything within the last minute."""
        return asyncio.get_running_loop().time() - self._ticked_at < SILENT_SECONDS

    def start(self) -> None:
        """Begin with what became due while nobody ran, then keep ticking until `stop`."""
        every = IntervalTrigger(seconds=TICK_SECONDS)
        self._scheduler.add_job(self._tick, every, id="tick", misfire_grace_time=None, coalesce=True)
        self._scheduler.start()
        self._begin_jobs()

    async def stop(self) -> None:
        """Tick no more, and leave what is under way."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        running = [*self._running.values()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def run_due(self, job: Job) -> None:
        """Run a job's newest slot, unless it was run or is too long ago."""
        now = self._clock.now()
        slot = job.newest_slot(now, self._zone)
        if now - slot > job.grace or not await self._take(job, slot):
            return
        try:
            await job.function(self._database.writing, now)
        except Exception as error:  # the next slot comes; the bot goes on
            log.error("job failed", job=job.name, error=type(error).__name__)

    async def _tick(self) -> None:  # a coroutine: of a plain function APScheduler would make a thread
        self._begin_jobs()

    def _begin_jobs(self) -> None:
        """Each job in a task of its own: nobody waits for a slow one."""
        self._ticked_at = asyncio.get_running_loop().time()
        for job in self._jobs:
            if job.name not in self._running:
                self._running[job.name] = asyncio.create_task(self._look_at(job))

    async def _look_at(self, job: Job) -> None:
        try:
            await self.run_due(job)
        finally:
            del self._running[job.name]

    async def _take(self, job: Job, slot: datetime) -> bool:
        """Whether the slot is ours; a database that refuses is asked again at the next tick."""
        if self._taken.get(job.name) == slot:
            return False
        try:
            async with self._database.writing() as session, session.begin():
                session.add(Slot(job=job.name, due_at=slot, taken_at=machine_now()))
        except IntegrityError:
            is_ours = False
        except SQLAlchemyError as error:
            log.warning("slot not taken", job=job.name, error=type(error).__name__)
            return False
        else:
            is_ours = True
        self._taken[job.name] = slot
        return is_ours

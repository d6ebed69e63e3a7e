"""The timetable: name, when, function, grace after downtime; each slot runs once, whoever runs it."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from models.database import Database
from scheduler.absence import tell_missed
from scheduler.jobs import AnyJob, Job, LongJob, SlotTaken
from scheduler.slots import At, Every
from services.cases.clocks import Clocks
from services.cases.closing import Closing
from services.cases.digest import Digests
from services.cases.reminders import Reminder
from services.clock import Clock, machine_now
from services.delivery.lease import last_held
from services.events.asking import Asker
from services.events.pushing import Pusher
from services.events.round import Round
from services.events.telling import Teller
from services.heat.warden import Warden
from services.retention import Keep, delete_the_old

log = structlog.get_logger(__name__)

TICK_SECONDS = 2
LONGEST_WAIT_SECONDS = 60
SILENT_SECONDS = 60
"""After so long without a tick the timetable is dead."""


def timetable_of(
    keep: Keep,
    teller: Teller,
    pusher: Pusher,
    asker: Asker,
    warden: Warden,
    reminder: Reminder,
    clocks: Clocks,
    closing: Closing,
    digests: Digests,
) -> tuple[AnyJob, ...]:
    """All that is due, on one screen."""
    return (
        LongJob("delete_the_old", At("03:40"), timedelta(hours=23), partial(delete_the_old, keep=keep)),
        Job("servings", Every(minutes=1), timedelta(days=1), Round(teller).go),
        Job("days_off_asked", At("16:00"), timedelta(hours=5), asker.ask),
        Job("deadlines_reminded", At("08:00"), timedelta(hours=14), reminder.remind),
        LongJob("meals_evening", At("20:00"), timedelta(hours=2), pusher.evening, is_missed=True),
        LongJob("meals_morning", Every(minutes=1), timedelta(minutes=5), pusher.soon),
        Job("heat_ends", Every(minutes=1), timedelta(days=1), warden.end),
        Job("heat_reworded", At("05:50"), timedelta(hours=12), warden.reword),
        LongJob("keepers_asked_at_once", Every(minutes=1), timedelta(days=1), warden.ask_keepers),
        LongJob("keepers_asked", At("07:00"), timedelta(hours=6), warden.ask_in_the_morning, is_missed=True),
        Job("keepers_asked_ahead", At("19:00"), timedelta(hours=2), warden.ask_for_tomorrow),
        Job("supplies_told", Every(minutes=1), timedelta(days=1), warden.tell_supplies),
        LongJob("case_clocks", Every(minutes=1), timedelta(days=1), clocks.look),
        LongJob("desk_digests", Every(minutes=1), timedelta(hours=3), digests.look),
        LongJob("silent_cases_closed", At("10:00"), timedelta(hours=9), closing.close_the_silent),
    )


class Timetable:
    """APScheduler only ticks; the bot's clock says what is due, and the unique row (job, slot) who runs it."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo, jobs: Sequence[AnyJob], language: str) -> None:
        """`zone` is the one the hours are meant in, `language` that of the staff."""
        self._jobs = jobs
        self._database = database
        self._clock = clock
        self._zone = zone
        self._language = language
        self._scheduler = AsyncIOScheduler(timezone=zone)
        self._ticked_at = -math.inf
        self._seen_at = machine_now()
        self._down: tuple[datetime, datetime] | None = None  # when nobody worked, by the bot's clock
        self._taken: dict[str, datetime] = {}  # what a row decided already: a tick writes nothing
        self._failures: defaultdict[str, int] = defaultdict(int)
        self._again_at: defaultdict[str, float] = defaultdict(lambda: -math.inf)
        self._running: dict[str, asyncio.Task[None]] = {}

    @property
    def is_ticking(self) -> bool:
        """Whether the scheduler has done anything within the last minute."""
        return _seconds() - self._ticked_at < SILENT_SECONDS

    async def start(self) -> None:
        """Begin with what became due while nobody ran, then keep ticking until `stop`; before the courier runs."""
        async with self._database.reading() as session:
            self._seen_at = await last_held(session) or self._seen_at
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

    async def run_due(self, job: AnyJob) -> None:
        """Run a job's newest slot, unless it was run or is too long ago; a failed one is tried again, less and less."""
        now = self._clock.now()
        slot = job.newest_slot(now, self._zone)
        if self._taken.get(job.name) == slot or _seconds() < self._again_at[job.name]:
            return
        if now - slot <= job.grace:
            await self._run(job, slot, now)
        elif job.is_missed and (self._was_down_at(slot) or self._failures[job.name]):
            tell = partial(tell_missed, job=job.name, zone=self._zone, language=self._language)
            await self._run(Job(job.name, job.times, job.grace, tell), slot, now)

    async def _run(self, job: AnyJob, slot: datetime, now: datetime) -> None:
        try:
            await job.run(self._database.writing, slot, now)
        except SlotTaken:
            pass
        except Exception as error:
            self._failed(job, error)
            return
        self._taken[job.name] = slot
        self._failures[job.name] = 0

    def _failed(self, job: AnyJob, error: Exception) -> None:
        log.error("job failed", job=job.name, error=type(error).__name__)
        self._again_at[job.name] = _seconds() + min(LONGEST_WAIT_SECONDS, TICK_SECONDS * 2 ** self._failures[job.name])
        self._failures[job.name] += 1

    async def _tick(self) -> None:  # a coroutine: of a plain function APScheduler would make a thread
        self._begin_jobs()

    def _was_down_at(self, slot: datetime) -> bool:
        return self._down is not None and self._down[0] < slot <= self._down[1]

    def _begin_jobs(self) -> None:
        """Each job in a task of its own: nobody waits for a slow one."""
        self._note_absence()
        self._ticked_at = _seconds()
        for job in self._jobs:
            if job.name not in self._running:
                self._running[job.name] = asyncio.create_task(self._look_at(job))

    def _note_absence(self) -> None:
        """What the last sign of life is older than, nobody did: the bot was away, or its machine slept."""
        seen_at, self._seen_at = self._seen_at, machine_now()
        away = self._seen_at - seen_at
        if away > timedelta(seconds=SILENT_SECONDS):
            now = self._clock.now()
            self._down = now - away, now

    async def _look_at(self, job: AnyJob) -> None:
        try:
            await self.run_due(job)
        finally:
            del self._running[job.name]


def _seconds() -> float:
    return asyncio.get_running_loop().time()

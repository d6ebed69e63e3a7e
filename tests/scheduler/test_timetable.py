"""The timetable: each slot runs once, late if it must, never too late, by the clock of the world we serve."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models import Slot
from models.database import Database, Sessions
from scheduler.jobs import AnyJob, Job, LongJob
from scheduler.slots import At
from scheduler.timetable import TICK_SECONDS, Timetable
from services.clock import Clock, TurnedClock
from tests.city import ZONE, StoppedClock

PATIENCE_SECONDS = TICK_SECONDS + 3.0


class Deed:
    """A job's function that remembers when it was done."""

    def __init__(self) -> None:
        """Not yet."""
        self.done: list[datetime] = []

    async def __call__(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """Do it."""
        self.done.append(now)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


def daily(deed: Deed, hours_of_grace: int = 2) -> Job:
    return Job("deed", At("03:40"), timedelta(hours=hours_of_grace), deed)


def timetable(database: Database, clock: Clock, *jobs: AnyJob) -> Timetable:
    return Timetable(database, clock, ZONE, jobs, "zh-Hans")


@asynccontextmanager
async def ticking(database: Database, clock: Clock, *jobs: AnyJob) -> AsyncIterator[Timetable]:
    """A timetable at work."""
    running = timetable(database, clock, *jobs)
    await running.start()
    yield running
    await running.stop()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110 - what APScheduler does rings no bell
            await asyncio.sleep(0.02)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


async def test_a_slot_runs_once_however_many_ask(database: Database, clock: StoppedClock) -> None:
    deed, first, second = Deed(), timetable(database, clock), timetable(database, clock)
    clock.reads("03:41")
    for one in (first, second, first):
        await one.run_due(daily(deed))
    assert len(deed.done) == 1


async def test_the_next_day_it_runs_again(database: Database, clock: StoppedClock) -> None:
    deed, one = Deed(), timetable(database, clock)
    clock.reads("03:40")
    await one.run_due(daily(deed))
    clock.goes_on(days=1)
    await one.run_due(daily(deed))
    assert len(deed.done) == 2


@pytest.mark.parametrize(
    ("time", "runs"), [("05:39", 1), ("05:41", 0), ("03:39", 0)], ids=["late", "too late", "early"]
)
async def test_after_downtime_it_runs_if_its_grace_allows(
    database: Database, clock: StoppedClock, time: str, runs: int
) -> None:
    deed = Deed()
    clock.reads(time)
    await timetable(database, clock).run_due(daily(deed))
    assert len(deed.done) == runs


async def test_a_job_that_fails_stops_nobody(database: Database, clock: StoppedClock) -> None:
    async def fails(session: AsyncSession, slot: datetime, now: datetime) -> None:
        raise ZeroDivisionError

    clock.reads("03:41")
    await timetable(database, clock).run_due(Job("fails", At("03:40"), timedelta(hours=2), fails))


async def test_a_job_that_fails_leaves_its_slot_to_the_next_try_and_nothing_half_done(
    database: Database, clock: StoppedClock
) -> None:
    async def fails(session: AsyncSession, slot: datetime, now: datetime) -> None:
        session.add(Slot(job="half", due_at=slot, taken_at=now))
        await session.flush()
        raise ZeroDivisionError

    deed, due = Deed(), daily(Deed())
    clock.reads("03:41")
    await timetable(database, clock).run_due(replace(due, function=fails))
    await timetable(database, clock).run_due(replace(due, function=deed))
    assert len(deed.done) == 1
    assert await jobs_that_ran(database) == ["deed"]


async def test_who_is_killed_between_the_slot_and_the_work_leaves_both_to_the_next(
    database: Database, clock: StoppedClock
) -> None:
    reached, deed = asyncio.Event(), Deed()

    async def never_ends(session: AsyncSession, slot: datetime, now: datetime) -> None:
        reached.set()
        await asyncio.Event().wait()

    clock.reads("03:41")
    killed = asyncio.create_task(timetable(database, clock).run_due(replace(daily(deed), function=never_ends)))
    await reached.wait()
    killed.cancel()
    await asyncio.wait([killed])
    await timetable(database, clock).run_due(daily(deed))
    assert len(deed.done) == 1


async def test_a_long_job_goes_on_after_a_kill_and_ends_once(database: Database, clock: StoppedClock) -> None:
    done: list[int] = []

    async def in_portions(sessions: Sessions, now: datetime) -> None:
        done.append(len(done))
        if len(done) == 1:
            raise asyncio.CancelledError

    job = LongJob("long", At("03:40"), timedelta(hours=2), in_portions)
    clock.reads("03:41")
    with pytest.raises(asyncio.CancelledError):
        await timetable(database, clock).run_due(job)
    for _ in range(2):
        await timetable(database, clock).run_due(job)
    assert done == [0, 1]


async def test_a_clock_set_back_repeats_nothing(database: Database, clock: StoppedClock) -> None:
    deed, one = Deed(), timetable(database, clock)
    clock.reads("03:41")
    await one.run_due(daily(deed))
    clock.goes_on(hours=-3)
    await one.run_due(daily(deed, hours_of_grace=24))
    clock.goes_on(hours=3)
    await one.run_due(daily(deed))
    assert deed.done.count(datetime(2026, 7, 13, 19, 41, tzinfo=UTC)) == 1


async def test_a_slot_that_is_known_to_be_run_costs_the_database_nothing(
    database: Database, clock: StoppedClock
) -> None:
    deed, one = Deed(), timetable(database, clock)
    clock.reads("03:41")
    await one.run_due(daily(deed))
    async with database.writing() as session, session.begin():
        await session.execute(delete(Slot))
    await one.run_due(daily(deed))
    assert len(deed.done) == 1, "the row was asked for once"


async def test_started_it_does_at_once_what_is_due_and_no_more_when_stopped(
    database: Database, clock: StoppedClock
) -> None:
    deed = Deed()
    clock.reads("03:41")
    async with ticking(database, clock, daily(deed)):
        await until(lambda: bool(deed.done))
    clock.goes_on(days=1)
    await asyncio.sleep(TICK_SECONDS + 0.5)
    assert len(deed.done) == 1


async def test_a_clock_that_is_turned_wakes_it(database: Database) -> None:
    deed, clock = Deed(), TurnedClock()
    clock.turn(at("2026-07-14 02:00"), speed=0)
    async with ticking(database, clock, daily(deed)):
        await asyncio.sleep(0.2)
        assert not deed.done
        clock.turn(at("2026-07-14 03:41"), speed=0)
        await until(lambda: len(deed.done) == 1)
        clock.turn(at("2027-07-14 03:41"), speed=0)
        await until(lambda: len(deed.done) == 2)
    assert deed.done == [at("2026-07-14 03:41"), at("2027-07-14 03:41")], "not once for each day of the year between"


async def test_a_clock_that_runs_a_day_in_a_second_leaves_no_slot_to_be_run_twice(database: Database) -> None:
    deed, clock = Deed(), TurnedClock()
    clock.turn(at("2026-07-14 03:00"), speed=86_400)
    async with ticking(database, clock, daily(deed, hours_of_grace=24)):
        await until(lambda: len(deed.done) >= 3)
    assert len({moment.astimezone(ZONE).date() for moment in deed.done}) == len(deed.done)


async def test_a_slow_job_keeps_neither_the_others_nor_the_vital_signs_waiting(
    database: Database, clock: StoppedClock
) -> None:
    begun: list[datetime] = []
    deed, over = Deed(), asyncio.Event()

    async def takes_its_time(sessions: Sessions, now: datetime) -> None:
        begun.append(now)
        await over.wait()

    slow = LongJob("slow", At("03:40"), timedelta(hours=2), takes_its_time)
    clock.reads("03:41")
    async with ticking(database, clock, slow, daily(deed)) as running:
        await until(lambda: bool(begun and deed.done))
        clock.goes_on(days=1)
        running._ticked_at -= 61
        assert not running.is_ticking
        await until(lambda: running.is_ticking and len(deed.done) == 2)
        assert len(begun) == 1, "the slow one has not ended"
        over.set()
        await until(lambda: len(begun) == 2)


async def test_a_database_that_refuses_is_asked_again(database: Database, clock: StoppedClock) -> None:
    deed = Deed()
    clock.reads("03:41")
    await says(database, "alter table slot rename to elsewhere")
    async with ticking(database, clock, daily(deed)):
        await asyncio.sleep(0.3)
        assert not deed.done
        await says(database, "alter table elsewhere rename to slot")
        await until(lambda: len(deed.done) == 1)


async def jobs_that_ran(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(select(Slot.job)))


async def says(database: Database, statement: str) -> None:
    async with database.writing() as session, session.begin():
        await session.execute(text(statement))

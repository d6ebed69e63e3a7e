"""The timetable: each slot runs once, late if it must, never too late."""

from datetime import UTC, datetime, timedelta

import pytest

from models.database import Database, Sessions
from scheduler.timetable import Job, Timetable
from services.retention import Keep
from tests.city import ZONE, StoppedClock


class Deed:
    """A job's function that remembers when it was done."""

    def __init__(self) -> None:
        """Not yet."""
        self.done: list[datetime] = []

    async def __call__(self, sessions: Sessions, now: datetime) -> None:
        """Do it."""
        self.done.append(now)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


def daily(deed: Deed, hours_of_grace: int = 2) -> Job:
    return Job("deed", 3, 40, deed, timedelta(hours=hours_of_grace))


async def test_a_slot_runs_once_however_many_ask(database: Database, clock: StoppedClock) -> None:
    deed, first, second = Deed(), Timetable(database, clock, ZONE, Keep()), Timetable(database, clock, ZONE, Keep())
    clock.reads("03:41")
    for timetable in (first, second, first):
        await timetable.run_due(daily(deed))
    assert len(deed.done) == 1


async def test_the_next_day_it_runs_again(database: Database, clock: StoppedClock) -> None:
    deed, timetable = Deed(), Timetable(database, clock, ZONE, Keep())
    clock.reads("03:40")
    await timetable.run_due(daily(deed))
    clock.goes_on(days=1)
    await timetable.run_due(daily(deed))
    assert len(deed.done) == 2


@pytest.mark.parametrize(
    ("time", "runs"), [("05:39", 1), ("05:41", 0), ("03:39", 0)], ids=["late", "too late", "early"]
)
async def test_after_downtime_it_runs_if_its_grace_allows(
    database: Database, clock: StoppedClock, time: str, runs: int
) -> None:
    deed = Deed()
    clock.reads(time)
    await Timetable(database, clock, ZONE, Keep()).run_due(daily(deed))
    assert len(deed.done) == runs


async def test_a_job_that_fails_stops_nobody(database: Database, clock: StoppedClock) -> None:
    async def fails(sessions: Sessions, now: datetime) -> None:
        raise ZeroDivisionError

    clock.reads("03:41")
    await Timetable(database, clock, ZONE, Keep()).run_due(Job("fails", 3, 40, fails, timedelta(hours=2)))


async def test_a_clock_set_back_repeats_nothing(database: Database, clock: StoppedClock) -> None:
    deed, timetable = Deed(), Timetable(database, clock, ZONE, Keep())
    clock.reads("03:41")
    await timetable.run_due(daily(deed))
    clock.goes_on(hours=-3)
    await timetable.run_due(daily(deed, hours_of_grace=24))
    clock.goes_on(hours=3)
    await timetable.run_due(daily(deed))
    assert deed.done.count(datetime(2026, 7, 13, 19, 41, tzinfo=UTC)) == 1


async def test_started_it_does_what_is_due_and_stops(database: Database, clock: StoppedClock) -> None:
    timetable = Timetable(database, clock, ZONE, Keep())
    await timetable.start()
    timetable.stop()

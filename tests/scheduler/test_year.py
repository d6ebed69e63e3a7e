"""A year of the timetable in seconds: five schedulers, a clock that is set now and then, and every slot once."""

import asyncio
import random
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.database import Database
from models.secrets import use_keys
from scheduler.jobs import Job
from scheduler.slots import At
from scheduler.timetable import Timetable
from tests.city import StoppedClock
from tests.every_zone import wrong_days
from tests.homes import Home

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YEAR, YEAR = datetime(2026, 1, 1, tzinfo=BERLIN), 2026
FRIDAY = 4
SCHEDULERS, SEED = 5, 2026
LONGEST_STEP_HOURS = 11
TOGETHER = 0.1  # of the times: then SQLite has them wait for each other
ODD_ZONES = (
    "Asia/Shanghai", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia",
    "America/Nuuk", "Africa/Casablanca", "Asia/Gaza",
)  # fmt: skip


async def test_five_schedulers_with_clocks_that_jump_run_each_slot_of_a_year_once(home: Home) -> None:
    ran: dict[str, list[date]] = {"daily": [], "friday": []}

    def job(name: str, times: At) -> Job:
        async def runs(session: AsyncSession, slot: datetime, now: datetime) -> None:
            ran[name].append(slot.astimezone(BERLIN).date())

        return Job(name, times, timedelta(hours=20), runs)

    jobs = [job("daily", At("02:30")), job("friday", At("06:20", weekdays=[FRIDAY]))]
    dice, clock = random.Random(SEED), StoppedClock()
    clock.reads("00:00", NEW_YEAR.date())
    use_keys([home.key])
    async with AsyncExitStack() as stack:
        timetables = []
        for _ in range(SCHEDULERS):
            database = Database(home.database_url)
            stack.push_async_callback(database.close)
            timetables.append(Timetable(database, clock, BERLIN, jobs, "zh-Hans"))
        while clock.now() < NEW_YEAR + timedelta(days=365, hours=2):
            awake = dice.sample(timetables, SCHEDULERS if dice.random() < TOGETHER else 1)
            await asyncio.gather(*(timetable.run_due(one) for timetable in awake for one in jobs))
            clock.goes_on(hours=dice.uniform(2, LONGEST_STEP_HOURS) if dice.random() < 0.9 else dice.choice([-3, 3]))
    days = [NEW_YEAR.date() + timedelta(days=number) for number in range(365)]
    assert [day for day in ran["daily"] if day.year == YEAR] == days
    assert [day for day in ran["friday"] if day.year == YEAR] == [day for day in days if day.weekday() == FRIDAY]


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_in_any_zone_a_daily_job_runs_once_on_each_day_there_is(zone: str) -> None:
    for first in (date(2011, 1, 1), date(2023, 1, 1)):
        assert not list(wrong_days(ZoneInfo(zone), first, first + timedelta(days=2 * 365)))

"""Absence: staff are told what was lost while the bot was away, as they cannot know it otherwise."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.opening import connect
from locales import LANGUAGES, locale
from models import Delivery, Lane, Lease
from models.database import Database
from models.secrets import use_keys
from playground.phones.phone import Phone
from scheduler.jobs import Job
from scheduler.slots import At
from scheduler.timetable import Timetable
from services.clock import machine_seconds
from tests.city import ZONE, City
from tests.unions import appoint, found_unions

HOUR = 3600.0


@pytest.fixture
async def database_of_the_city(quiet_city: City) -> AsyncIterator[Database]:
    """The city's database, for what happens while the bot is away."""
    use_keys([quiet_city.home.key])
    database = connect(quiet_city.settings)
    yield database
    await database.close()


@pytest.fixture
async def chidi(quiet_city: City, database_of_the_city: Database) -> Phone:
    """Chidi, an admin of the root union, who has spoken to the bot."""
    phone = quiet_city.phone("Chidi")
    unions = await found_unions(database_of_the_city)
    await appoint(database_of_the_city, phone.person.id, "admin", unions["浙江省"])
    async with quiet_city.at_work():
        await phone.types("/start")
        await phone.reads()
    return phone


async def falls_silent(database: Database, hours: float) -> None:
    async with database.writing() as session, session.begin():
        await session.execute(update(Lease).values(expires=machine_seconds() - hours * HOUR))


async def has_read(phone: Phone, words: str) -> str:
    """The card that begins so, once it is there."""
    async with asyncio.timeout(10):
        while not (found := [card.text for card in phone.screen() if card.text.startswith(words)]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found[-1]


async def test_after_a_day_and_more_of_silence_the_admins_of_the_root_are_told_once(
    quiet_city: City, database_of_the_city: Database, chidi: Phone
) -> None:
    await falls_silent(database_of_the_city, hours=26)
    async with quiet_city.at_work():
        text = await has_read(chidi, "机器人停过，现在好了。")
        assert "更早的没了，有几条不知道" in text
        for job in ("前一晚的免费餐预告", "早上问站长"):
            await has_read(chidi, job)
        await chidi.reads()
    async with quiet_city.at_work():
        await chidi.hears_nothing(1.5)


async def test_a_night_of_silence_is_nothing_to_tell(
    quiet_city: City, database_of_the_city: Database, chidi: Phone
) -> None:
    quiet_city.clock.reads("06:30")
    await falls_silent(database_of_the_city, hours=8)
    async with quiet_city.at_work():
        await chidi.hears_nothing(1.5)


async def test_how_long_it_was_is_told_by_the_clock_that_people_go_by(
    quiet_city: City, database_of_the_city: Database, chidi: Phone
) -> None:
    await falls_silent(database_of_the_city, hours=26)
    async with quiet_city.at_work():
        assert "停到14:30" in await has_read(chidi, "机器人停过")


# --- a slot that was missed ------------------------------------------------------------------------


async def at_eight(session: AsyncSession, slot: datetime, now: datetime) -> None:
    """Tell nobody: what is told here is that it was not done."""


def evening(hours_of_grace: float, *, is_missed: bool = True) -> Job:
    return Job("meals_evening", At("20:00"), timedelta(hours=hours_of_grace), at_eight, is_missed=is_missed)


async def comes_back(city: City, database: Database, job: Job) -> None:
    """A bot with this job begins to work, and has looked at what was due."""
    timetable = Timetable(database, city.clock, ZONE, [job], "zh-Hans")
    await timetable.start()
    while timetable._running:  # noqa: ASYNC110 - for milliseconds
        await asyncio.sleep(0.005)
    await timetable.stop()


async def test_what_was_due_while_nobody_worked_and_is_too_late_now_is_told_once(
    quiet_city: City, database_of_the_city: Database, chidi: Phone
) -> None:
    quiet_city.clock.reads("22:30")
    for _ in range(2):
        await falls_silent(database_of_the_city, hours=3)
        await comes_back(quiet_city, database_of_the_city, evening(hours_of_grace=2))
    async with quiet_city.at_work():
        first, second, third = (await chidi.reads()).splitlines()
        assert (first, third) == ("前一晚的免费餐预告没发成。", "开饭前半小时会再发一次。")
        assert second.startswith("该20:00发")
        await chidi.hears_nothing(1)


@pytest.mark.parametrize(
    ("hours_away", "job"),
    [(3, evening(4)), (0.5, evening(2)), (3, evening(2, is_missed=False))],
    ids=["still worth it", "somebody worked then", "nobody waits for it"],
)
async def test_what_was_done_or_harms_nobody_is_not_told(
    quiet_city: City, database_of_the_city: Database, chidi: Phone, hours_away: float, job: Job
) -> None:
    quiet_city.clock.reads("22:30")
    await falls_silent(database_of_the_city, hours_away)
    await comes_back(quiet_city, database_of_the_city, job)
    async with database_of_the_city.reading() as session:
        assert await session.scalar(select(func.count(Delivery.id)).where(Delivery.lane == Lane.ALERT)) == 0


async def test_what_failed_until_it_was_too_late_is_told_too(
    quiet_city: City, database_of_the_city: Database, chidi: Phone
) -> None:
    async def fails(session: AsyncSession, slot: datetime, now: datetime) -> None:
        raise ZeroDivisionError

    job = replace(evening(hours_of_grace=2), function=fails)
    timetable = Timetable(database_of_the_city, quiet_city.clock, ZONE, [job], "zh-Hans")
    for time in ("20:00", "22:30"):
        quiet_city.clock.reads(time)
        await timetable.run_due(job)
        timetable._again_at.clear()
    async with quiet_city.at_work():
        assert "没发成" in await chidi.reads()


async def test_every_job_that_people_wait_for_has_its_words(city: City) -> None:
    assert city.house is not None
    for job in city.house.timetable._jobs:
        for language in LANGUAGES if job.is_missed else ():
            words = locale(language).word
            assert words("job", job.name)
            assert words("job_missed", job.name)

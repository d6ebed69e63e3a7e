"""Absence: after a day and more of silence staff are told what they cannot know otherwise."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from bot.build import connect
from models import Lease
from models.database import Database
from models.secrets import use_keys
from playground.phones.phone import Phone
from services.clock import machine_seconds
from tests.city import City
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


async def test_after_a_day_and_more_of_silence_the_admins_of_the_root_are_told_once(
    quiet_city: City, database_of_the_city: Database, chidi: Phone
) -> None:
    await falls_silent(database_of_the_city, hours=26)
    async with quiet_city.at_work():
        text = await chidi.reads()
    assert text.startswith("机器人停过，现在好了。")
    assert "更早的没了，有几条不知道" in text
    async with quiet_city.at_work():
        await chidi.hears_nothing(1.5)


async def test_a_night_of_silence_is_nothing_to_tell(
    quiet_city: City, database_of_the_city: Database, chidi: Phone
) -> None:
    await falls_silent(database_of_the_city, hours=10)
    async with quiet_city.at_work():
        await chidi.hears_nothing(1.5)

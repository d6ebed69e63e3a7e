"""The database on a bad day: away, silent or busy, it refuses in one way, and takes again when it is back."""

import asyncio
import time
from collections.abc import Sequence

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from bot.intake import REFUSALS
from models import DeadLetter
from models.database import Database
from playground.phones.phone import Phone
from tests.city import City
from tests.homes import Home, only_postgresql
from tests.line import Line

pytestmark = only_postgresql


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
async def test_an_address_may_be_written_as_hosts_write_it(home: Home, scheme: str) -> None:
    address = home.database_url.replace("postgresql+asyncpg", scheme) + "&sslmode=disable"
    database = Database(address)
    async with database.reading() as session:
        assert await session.scalar(text("select 1")) == 1
    await database.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://ana:canary@127.0.0.1:1/x", "OSError|ConnectionRefusedError|Connect call failed"),
        ("postgresql://postgres:canary@/nowhere?host={directory}", 'database "nowhere" does not exist'),
        ("postgresql://postgres:canary@/x?host={directory}&colour=blue", "colour"),
    ],
)
def test_a_database_that_cannot_be_reached_is_one_line(home: Home, address: str, said: str) -> None:
    assert home.server
    refused = home.refuses(
        "stations", "near", "30", "120", NUANYI_DATABASE_URL=address.format(directory=home.server.directory)
    )
    [line] = [line for line in refused.splitlines() if line.startswith("nuanyi:")]
    assert refused.splitlines()[-1] == line
    assert line.startswith("nuanyi: the database cannot be reached (")
    assert any(words in line for words in said.split("|"))
    assert "canary" not in refused
    assert "Traceback" not in refused


async def test_every_way_of_refusing_is_one_kind_of_error(quiet_city: City, line: Line) -> None:
    database = Database(line.url)
    async with database.writing() as session:
        await session.execute(text("select 1"))
        line.cut()
        with pytest.raises(REFUSALS):
            await session.execute(text("select 1"))
    line.goes_down()
    with pytest.raises(REFUSALS):
        async with database.writing() as session:
            await session.execute(text("select 1"))
    line.comes_up()
    async with database.writing() as session:
        with pytest.raises(OperationalError):
            await session.execute(text("select pg_sleep(60)"))
    line.falls_silent()
    begun = time.monotonic()
    with pytest.raises(REFUSALS):
        async with database.writing() as session:
            await session.execute(text("select 1"))
    assert time.monotonic() - begun < 15
    line.comes_up()
    async with database.writing() as session:
        assert await session.scalar(text("select 1")) == 1
    await database.close()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["goes_down", "falls_silent"])
async def test_a_database_that_is_away_loses_nothing_and_blames_nobody(quiet_city: City, line: Line, how: str) -> None:
    async with quiet_city.at_work() as house:
        people = [quiet_city.phone("Ana") for _ in range(20)]
        await share(people[:5])
        await asyncio.sleep(0.05)
        getattr(line, how)()
        await share(people[5:])
        await asyncio.sleep(15)
        line.comes_up()
        for person in people:
            assert await person.reads(timeout=30)
        async with house.database.reading() as session:
            assert (await session.scalars(select(DeadLetter))).all() == []
    copies = quiet_city.playground.ledger.messages_per_chat()
    assert [copies[person.person.id] for person in people[5:]] == [1] * 15
    assert all(copies[person.person.id] <= 2 for person in people)


async def share(people: Sequence[Phone]) -> None:
    for person in people:
        await person.shares_location()

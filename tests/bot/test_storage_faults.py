"""The file: several write at once, and one day there is no room left."""

import asyncio
import sys

import pytest
from sqlalchemy import select, text

from models import DeadLetter
from models.database import Database
from tests.city import City
from tests.homes import Home, only_sqlite

PROCESSES, ROUNDS = 8, 60
WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from models import ProcessedUpdate
from models.database import Database

async def write(address, number, rounds):
    database = Database(address)
    for update_id in range(rounds):
        async with database.writing() as session, session.begin():
            session.add(ProcessedUpdate(bot_id=number, update_id=update_id, taken_at=datetime.now(UTC)))
    await database.close()

asyncio.run(write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
"""


@pytest.mark.slow
async def test_eight_processes_that_write_at_once_are_all_heard(home: Home) -> None:
    words = [sys.executable, "-c", WRITER, home.database_url]
    writers = [
        await asyncio.create_subprocess_exec(
            *words, str(number), str(ROUNDS), env=home.environment(), stderr=asyncio.subprocess.PIPE
        )
        for number in range(PROCESSES)
    ]
    said = [(await writer.communicate())[1].decode() for writer in writers]
    assert said == [""] * PROCESSES
    assert home.asks("select count(*) from processed_update") == [[str(PROCESSES * ROUNDS)]]


@pytest.fixture
def database(city: City) -> Database:
    """The bot's own."""
    return city._house.database


async def fills_the_disk(database: Database, pages: int = 1) -> None:
    """Let the file grow no more (or as much as it likes)."""
    async with database.writing() as session:
        await session.execute(text(f"pragma max_page_count={pages}"))


@only_sqlite
async def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(city: City, database: Database) -> None:
    people = [city.phone("Ana") for _ in range(60)]
    await fills_the_disk(database)
    for person in people:
        await person.types("/start")
    await asyncio.sleep(3)
    assert len(city.playground.ledger.messages_per_chat()) < len(people)
    await fills_the_disk(database, 1_000_000)
    for person in people:
        await person.reads(timeout=30)
    await until_all_is_said(city, 2 * len(people))
    async with database.reading() as session:
        assert (await session.scalars(select(DeadLetter.incident))).all() == []
        assert await session.scalar(text("pragma integrity_check")) == "ok"
    assert set(city.playground.ledger.messages_per_chat().values()) == {2}


async def until_all_is_said(city: City, messages: int) -> None:
    async with asyncio.timeout(20):
        while city.playground.ledger.messages_per_chat().total() < messages:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

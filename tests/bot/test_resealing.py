"""`nuanyi db reseal`: the old key can be taken out, and nothing that it sealed is lost."""

import asyncio
import sqlite3
from contextlib import closing

from sqlalchemy import LargeBinary, select, type_coerce

from models import Form, StaffMember
from models.database import Database
from models.resealing import reseal_table, sealed_tables
from models.schema import Sealed
from models.secrets import is_newest, new_key, use_keys
from playground import ServerError
from playground.phones.phone import Phone
from tests.city import City, StoppedClock
from tests.homes import Home, only_sqlite
from tests.unions import appoint, found_unions

TRADE = "跑哪一行"
NOW = StoppedClock().now()


def keeps(home: Home, *keys: str) -> None:
    (home.directory / "secret.key").write_text(",".join(keys))


async def seals(home: Home) -> list[bytes]:
    """Every sealed text of the database, as it stands there."""
    database = Database(home.database_url)
    async with database.reading() as session:
        found = [
            await session.scalars(select(type_coerce(column, LargeBinary)).where(column.is_not(None)))
            for table in sealed_tables()
            for column in table.columns
            if isinstance(column.type, Sealed)
        ]
    await database.close()
    return [seal for column in found for seal in column]


async def lived_in(city: City) -> Phone:
    """Ana's phone: a question is open, an answer waits to be sent, and somebody works for a union."""
    ana = city.phone("Ana")
    async with city.at_work() as house:
        union = (await found_unions(house.database))["浙江省"]
        await appoint(house.database, 700001, "admin", union, "赵主席")
        await ana.types("/start")
        assert TRADE in await ana.reads()
        city.playground.faults.always("sendMessage", ServerError(502))
        await ana.types("/help")
        async with asyncio.timeout(5):
            while not city.home.asks("select 1 from delivery where body is not null"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    city.playground.faults.clear()
    return ana


async def asks(database: Database, person: int, trade: str) -> None:
    """Somebody is in the middle of the set-up."""
    async with database.writing() as session, session.begin():
        answers = f'{{"occupation": "{trade}"}}'
        session.add(Form(person_id=person, name="start", step="travel", answers=answers, asked_at=NOW))


async def test_who_changes_the_key_takes_the_old_one_out_and_everything_opens(quiet_city: City, home: Home) -> None:
    ana = await lived_in(quiet_city)
    old, new = home.key, new_key()
    keeps(home, new, old)
    said = await asyncio.to_thread(home.runs, "db", "reseal")
    assert "staff_member: 1 sealed anew" in said
    assert "the bot needs no other one" in said
    keeps(home, new)
    use_keys([new])
    found = await seals(home)
    assert len(found) >= 5  # two of the form, what waits, the name, the seal
    assert all(is_newest(seal) for seal in found)
    assert "赵主席" in await asyncio.to_thread(home.runs, "staff", "list")
    async with quiet_city.at_work():
        quiet_city.clock.goes_on(minutes=1)
        assert "12351" in await ana.reads()  # what had waited
        await ana.types("外卖跑腿")
        assert "怎么走" in await ana.reads()


@only_sqlite
async def test_a_kill_half_way_leaves_the_old_key_needed_and_the_next_run_ends_it(quiet_city: City, home: Home) -> None:
    await lived_in(quiet_city)
    old, new = home.key, new_key()
    use_keys([new, old])
    database = Database(home.database_url)
    await reseal_table(database, StaffMember.metadata.tables["staff_member"])
    await database.close()
    keeps(home, new)
    assert "put back the secret.key" in await asyncio.to_thread(home.refuses, "db", "reseal")
    keeps(home, new, old)
    said = await asyncio.to_thread(home.runs, "db", "reseal")
    assert "staff_member" not in said
    assert "form: " in said


async def test_what_no_key_opens_is_left_as_it_is_and_said(home: Home, database: Database) -> None:
    await asks(database, 1, "外卖")
    use_keys([new_key()])
    await asks(database, 2, "快递")
    before = home.asks("select answers from form order by person_id")[1]
    keeps(home, new_key(), home.key)
    refused = await asyncio.to_thread(home.refuses, "db", "reseal")
    assert "2 open with none of the keys" in refused  # the answers and the last key
    assert home.asks("select answers from form order by person_id")[1] == before


async def test_what_somebody_answers_meanwhile_is_not_overwritten(home: Home, database: Database) -> None:
    await asks(database, 1, "外卖")
    use_keys([new_key(), home.key])
    async with database.writing() as session:
        form = await session.get(Form, (1, "start"))
        assert form
        form.answers = "快递"
        await session.flush()
        resealing = asyncio.create_task(reseal_table(database, Form.metadata.tables["form"]))
        await asyncio.sleep(0.3)  # until it has read what stood there, and waits to write
        await session.commit()
    assert (await resealing).anew == 1  # the last key, which stands as it was
    async with database.reading() as session:
        assert [form.answers for form in await session.scalars(select(Form))] == ["快递"]


@only_sqlite
async def test_a_bot_that_still_seals_with_the_old_key_is_noticed(home: Home, database: Database) -> None:
    await appoint(database, 700001, "admin", (await found_unions(database))["浙江省"])
    with closing(sqlite3.connect(home.file)) as connection, connection:
        connection.execute(
            "create trigger old_bot after update on staff_member begin "
            "update staff_member set name = old.name where id = old.id; end"
        )
    old, new = home.key, new_key()
    keeps(home, new, old)
    assert "does the bot run with the new key first?" in await asyncio.to_thread(home.refuses, "db", "reseal")
    keeps(home, new)
    assert "put back the secret.key" in await asyncio.to_thread(home.refuses, "db", "reseal")

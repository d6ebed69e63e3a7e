"""Upgrade: what a person was in the middle of goes on after it."""

import asyncio
from datetime import UTC, datetime

from alembic import command
from sqlalchemy import Connection, bindparam, select, text

from handlers.start import OUTLINE
from models import Form, Worker
from models.database import Database
from models.schema import UtcDateTime
from models.secrets import new_key, use_keys
from models.upgrading import alembic_config, upgrade
from services.forms.store import read
from tests.homes import Home

BEGAN = datetime(2026, 7, 14, 6, 30, tzinfo=UTC)


def the_first_schema(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "0001")
    row = "insert into worker (id, language, occupation, travel, setup_step, started_at) values "
    for values in ("(1, '', '', '', 'occupation', :began)", "(2, '', 'taxi', '', 'travel', :began)",
                   "(3, '', 'taxi', 'car', '', :began)"):  # fmt: skip
        connection.execute(text(row + values).bindparams(bindparam("began", BEGAN, UtcDateTime())))


async def test_a_set_up_that_waits_at_its_first_or_second_question_waits_there_still(empty_home: Home) -> None:
    use_keys([new_key()])
    database = Database(empty_home.database_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(the_first_schema)
    await upgrade(database)
    async with database.reading() as session:
        forms = (await session.scalars(select(Form).order_by(Form.person_id))).all()
        states = {form.person_id: read(form, OUTLINE) for form in forms}
        assert {number: (state.step, state.answers) for number, state in states.items()} == {
            1: ("occupation", {}), 2: ("travel", {"occupation": "taxi"}),
        }  # fmt: skip
        assert (forms[0].asked_at, forms[0].last_key) == (BEGAN, "")
        assert len((await session.scalars(select(Worker))).all()) == 3
    await database.close()


async def test_an_upgrade_that_fails_in_the_middle_leaves_everything_as_it_was(empty_home: Home) -> None:
    database = Database(empty_home.database_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(the_first_schema)
        await connection.execute(text("create table invitation (x integer)"))  # in the way of the next step's end
    await database.close()
    before = empty_home.asks("select id, setup_step from worker order by id")
    assert "Nothing was changed" in await asyncio.to_thread(empty_home.refuses, "db", "upgrade")
    assert empty_home.asks("select version_num from alembic_version") == [["0001"]]
    assert empty_home.asks("select id, setup_step from worker order by id") == before

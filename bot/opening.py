"""Opens what the settings name, for the bot and for each command: the database, the calendar."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, InvalidRequestError

from bot.settings import Settings, read_settings
from models.database import NO_ADDRESS, Database
from models.upgrading import is_current
from services.errors import StateFault
from services.hours.holidays import Calendar


@asynccontextmanager
async def open_database(settings: Settings | None = None) -> AsyncIterator[Database]:
    """The database of the settings at this version's schema; StateFault says what to do if it is not."""
    database = connect(settings or read_settings())
    try:
        if not await _is_there(database):
            raise StateFault("the database is not at this version's schema: run `nuanyi db upgrade`")
        yield database
    finally:
        await database.close()


def connect(settings: Settings) -> Database:
    """The database of the settings, whatever its schema."""
    try:
        return Database(settings.database)
    except (InvalidRequestError, ModuleNotFoundError, TypeError):  # TypeError: a database in memory
        raise StateFault(f"NUANYI_DATABASE_URL: {NO_ADDRESS}") from None


async def _is_there(database: Database) -> bool:
    """Whether it has our schema; a file is not made by asking for it."""
    file = database.url.database or ""
    if database.is_sqlite and not Path(file).is_file():  # noqa: ASYNC240 - before anything runs
        return False
    try:
        return await is_current(database)
    except (DBAPIError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise StateFault(f"the database cannot be reached ({reason}): is NUANYI_DATABASE_URL right?") from None


def open_calendar(settings: Settings) -> Calendar:
    """The years of holidays that we ship, and those an operator put into {data_dir}/calendar."""
    return Calendar.load(settings.data_dir / "calendar")

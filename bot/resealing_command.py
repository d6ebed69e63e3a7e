"""`nuanyi db reseal`: a change of the secret key that comes to an end, while the bot is at work."""

import asyncio

import typer
from sqlalchemy import Table
from sqlalchemy.exc import OperationalError

from bot.keys import check_seal, use_secret_key
from bot.opening import open_database
from bot.settings import Settings, read_settings
from models import Seal
from models.database import Database
from models.resealing import Resealed, reseal_table, sealed_tables
from services.errors import StateFault


def reseal_database() -> None:
    """Seal everything anew with the first key of NUANYI_SECRET_KEY, so that older keys can be taken out."""
    asyncio.run(_reseal(read_settings()))
    typer.echo("everything is under the first key of NUANYI_SECRET_KEY: the bot needs no other one")


async def _reseal(settings: Settings) -> None:
    """Seal anew; StateFault says what is not under the first key, and what to do."""
    use_secret_key(settings, make=False)
    async with open_database(settings) as database:
        await check_seal(database)
        try:
            await _through(database)
        except OperationalError as error:
            raise StateFault(
                f"the database refused ({type(error.orig).__name__}): run it again, it goes on where it stopped"
            ) from None


async def _through(database: Database) -> None:
    """All but the seal, told table by table; then a second look; then the seal, which says that it is done."""
    tables = [table for table in sealed_tables() if table.name != Seal.__tablename__]
    unopened = sum([_told(table, await reseal_table(database, table)).unopened for table in tables])
    late = sum([(await reseal_table(database, table)).anew for table in tables])
    if late:
        raise StateFault(
            f"{late} came in meanwhile under an older key: does the bot run with the new key first? "
            "Start it anew, then run this again"
        )
    # Last: until here a start without the older key is refused, and rightly.
    await reseal_table(database, Seal.metadata.tables[Seal.__tablename__])
    if unopened:
        raise StateFault(f"{unopened} open with none of the keys and were left as they are: add the key they are under")


def _told(table: Table, done: Resealed) -> Resealed:
    if done.anew:
        typer.echo(f"{table.name}: {done.anew} sealed anew")
    if done.unopened:
        typer.echo(f"{table.name}: {done.unopened} open with no key")
    return done

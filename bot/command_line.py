"""The command line: what an operator types; a person's mistake is one line, never a traceback."""

import asyncio
import gc
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer
from sqlalchemy.exc import DBAPIError

from bot.backup import back_up
from bot.build import build, connect
from bot.demo_command import demo
from bot.doctor import examine
from bot.heat_commands import heat
from bot.keys import check_seal, use_secret_key
from bot.law_command import law
from bot.logs import set_up_logs
from bot.meal_commands import meals
from bot.near_command import near
from bot.resealing_command import reseal_database
from bot.settings import Settings, misspelled, read_settings
from bot.staff_commands import staff
from bot.station_commands import stations
from bot.stopping import until_asked
from bot.union_commands import unions
from models.secrets import new_key
from models.upgrading import upgrade
from services.errors import NuanyiError, StateFault

OBJECTS_BETWEEN_COLLECTIONS = 50_000

log = structlog.get_logger(__name__)

application = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
database_commands = typer.Typer(no_args_is_help=True, help="The database.")
application.add_typer(database_commands, name="db")
database_commands.command("reseal")(reseal_database)
stations.command("near", context_settings={"ignore_unknown_options": True})(near)
application.add_typer(stations, name="stations")
application.add_typer(unions, name="unions")
application.add_typer(meals, name="meals")
application.add_typer(staff, name="staff")
application.add_typer(heat, name="heat")
application.add_typer(law, name="law")
application.command()(demo)


@application.callback()
def nuanyi() -> None:
    """Nuanyi 暖驿: leads people who work outdoors to a station that will be open when they arrive."""


@application.command()
def run() -> None:
    """Run the bot, its clock and its courier until it is stopped."""
    settings = read_settings()
    set_up_logs(settings.log_level, as_json=settings.log_json)
    for sentence in misspelled():
        log.warning(sentence)
    asyncio.run(until_asked(_run(settings)))


async def _run(settings: Settings) -> None:
    async with build(settings) as house:
        spare_the_collector()
        await house.run()


def spare_the_collector() -> None:
    """What is loaded stays, and an update's objects die with it: the collector need not look so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


@application.command()
def secret() -> None:
    """Print a new key for NUANYI_SECRET_KEY."""
    print(new_key())


@application.command()
def doctor() -> None:
    """Look at everything, one line each; exit 1 if something a worker would notice is wrong."""
    if asyncio.run(_doctor(read_settings())):
        raise typer.Exit(1)


async def _doctor(settings: Settings) -> bool:
    """Print what was found; whether anything is wrong."""
    lines = [line async for line in examine(settings)]
    print(*lines, sep="\n")
    return any(line.is_wrong for line in lines)


@database_commands.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to this version's schema; the first time, make it and its secret key."""
    settings = read_settings()
    set_up_logs(settings.log_level, as_json=settings.log_json)
    asyncio.run(_upgrade(settings))
    print("the database is at this version's schema")


@database_commands.command("backup")
def back_up_database(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; nothing is overwritten.")],
) -> None:
    """Copy the database into a file, consistently, while the bot is at work."""
    how = back_up(read_settings().database, file)
    print(f"backed up to {file}: the secret key is not in it, keep that elsewhere. To restore, {how}")


async def _upgrade(settings: Settings) -> None:
    from alembic.util.exc import CommandError  # Alembic stays out of a running bot

    use_secret_key(settings, make=True)
    if not settings.database_url:
        settings.make_data_dir()
    database = connect(settings)
    try:
        await upgrade(database)
        await check_seal(database)
    except CommandError:
        raise StateFault("the database is of a later version than this program: install that one") from None
    except (DBAPIError, OSError) as error:
        raise StateFault(
            f"the database cannot be brought to this version's schema ({type(error).__name__}): "
            "is it in use, or not ours? Nothing was changed"
        ) from None
    finally:
        await database.close()


def main() -> None:
    """Run the command; errors that we raise on purpose become one line and exit code 1."""
    try:
        application()
    except* NuanyiError as errors:
        print(f"nuanyi: {first_of(errors)}", file=sys.stderr)
        sys.exit(1)


def first_of(error: BaseException) -> BaseException:
    """The first error in a group of errors, which tasks running beside each other end in."""
    return first_of(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error

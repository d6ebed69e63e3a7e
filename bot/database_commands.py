"""`nuanyi db`: the database is made, brought to this version, copied, sealed anew."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from bot.backup import back_up
from bot.keys import check_seal, use_secret_key
from bot.logs import set_up_logs
from bot.opening import connect
from bot.resealing_command import reseal_database
from bot.settings import Settings, read_settings
from models.upgrading import upgrade
from services.errors import StateFault

db = typer.Typer(no_args_is_help=True)
db.command("reseal")(reseal_database)


@db.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to this version's schema; the first time, make it and its secret key."""
    settings = read_settings()
    set_up_logs(settings.log_level, as_json=settings.log_json)
    asyncio.run(_upgrade(settings))
    typer.echo("the database is at this version's schema")


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


@db.command("backup")
def back_up_database(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; nothing is overwritten.")],
) -> None:
    """Copy the database into a file, consistently, while the bot is at work."""
    how = back_up(read_settings().database, file)
    typer.echo(f"backed up to {file}: the secret key is not in it, keep that elsewhere. To restore, {how}")

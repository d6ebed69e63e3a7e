"""The secret key: from the settings, or from a file that the first start makes."""

import os
from pathlib import Path

import structlog
import typer
from sqlalchemy import select

from bot.settings import Settings
from models import Seal
from models.database import Database
from models.secrets import WrongKey, new_key, use_keys
from services.errors import StateFault

log = structlog.get_logger(__name__)

WORD = "nuanyi"


def secret() -> None:
    """Print a new key."""
    typer.echo(new_key())


def use_secret_key(settings: Settings, *, make: bool) -> None:
    """Seal with the key of the settings, else with the one in the data directory, made if there is none yet."""
    given = settings.secret_key.get_secret_value()
    keys = [key.strip() for key in (given or _own_key(settings, make=make)).split(",") if key.strip()]
    try:
        use_keys(keys)
    except ValueError:
        raise StateFault("NUANYI_SECRET_KEY is no key: `nuanyi secret` prints one") from None


async def check_seal(database: Database) -> None:
    """Refuse a key that does not open what this database holds; seal an empty one."""
    async with database.writing() as session, session.begin():
        try:
            word = await session.scalar(select(Seal.word))
        except WrongKey:
            raise StateFault(
                "the secret key does not open this database: put back the secret.key it was begun with, or set "
                "NUANYI_SECRET_KEY to it (a new key goes before it, with a comma between)"
            ) from None
        if word is None:
            session.add(Seal(id=1, word=WORD))


def _own_key(settings: Settings, *, make: bool) -> str:
    """The key in the data directory; StateFault if there is none or it is out of reach."""
    path = settings.data_dir / "secret.key"
    try:
        if path.exists():
            return path.read_text().strip()
        if not make:
            raise StateFault(f"there is no secret key: `nuanyi db upgrade` makes {path}, or set NUANYI_SECRET_KEY")
        settings.make_data_dir()
        return _made(path)
    except OSError as error:
        raise StateFault(f"{path} cannot be read or made ({error.strerror}): is NUANYI_DATA_DIR right?") from None
    except UnicodeDecodeError:
        raise StateFault(f"{path} holds no key: put the one back that this database was begun with") from None


def _made(path: Path) -> str:
    key = new_key()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key + "\n")
    log.warning("made a secret key: keep a copy apart from the backups", path=str(path))
    return key

"""An operator's desk: a fresh installation, and `nuanyi` typed in it."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.command_line import application
from bot.keys import check_seal, use_secret_key
from bot.settings import read_settings
from models.database import Database
from models.upgrading import upgrade


def types(*words: object) -> Result:
    """Type `nuanyi` and these words."""
    return CliRunner().invoke(application, [str(word) for word in words])


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`nuanyi db upgrade` in a folder, which the settings then name."""
    url = f"sqlite+aiosqlite:///{folder / 'nuanyi.sqlite3'}"
    monkeypatch.setenv("NUANYI_DATABASE_URL", url)
    monkeypatch.setenv("NUANYI_DATA_DIR", str(folder))

    async def prepare() -> None:
        database = Database(url)
        await upgrade(database)
        use_secret_key(read_settings(), make=True)
        await check_seal(database)
        await database.close()

    asyncio.run(prepare())

"""What every test may ask for: a city with the bot at work, and the cast."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.build import connect
from bot.keys import check_seal, use_secret_key
from models import Model
from models.database import Database
from models.secrets import new_key, use_keys
from models.upgrading import upgrade
from playground.phone import Phone
from playground.playground import Playground
from tests.city import City, StoppedClock, settings_for


@pytest.fixture(scope="session")
def fresh_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory as `nuanyi db upgrade` makes it; each test gets a copy."""
    directory = tmp_path_factory.mktemp("fresh")
    (directory / "secret.key").write_text(new_key())

    async def make() -> None:
        async with Playground() as playground:
            settings = settings_for(playground, directory)
        use_secret_key(settings, make=False)
        database = connect(settings)
        await upgrade(database)
        await check_seal(database)
        await database.close()

    asyncio.run(make())
    return directory


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of this test's own, without a bot around it."""
    use_keys([new_key()])
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'bare.sqlite3'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Model.metadata.create_all)
    yield database
    await database.close()


@pytest.fixture
def data_dir(fresh_data: Path, tmp_path: Path) -> Path:
    """A data directory of this test's own."""
    return Path(shutil.copytree(fresh_data, tmp_path / "data"))


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A pocket Telegram with its limits on."""
    async with Playground() as playground:
        yield playground


@pytest.fixture
async def quiet_city(playground: Playground, data_dir: Path) -> City:
    """A city where the bot is not at work yet: `async with quiet_city.at_work():`."""
    return City(playground, StoppedClock(), settings_for(playground, data_dir))


@pytest.fixture
async def city(quiet_city: City) -> AsyncIterator[City]:
    """A city with the bot at work."""
    async with quiet_city.at_work():
        yield quiet_city


@pytest.fixture
def ana(city: City) -> Phone:
    """Ana, a rider whose phone speaks Chinese."""
    return city.phone("Ana")


@pytest.fixture
def bao(city: City) -> Phone:
    """Bao, another worker."""
    return city.phone("Bao")


@pytest.fixture
def eve(city: City) -> Phone:
    """Eve, a stranger whose phone speaks English."""
    return city.phone("Eve", language_code="en")

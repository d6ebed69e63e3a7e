"""What every test may ask for: a city with the bot at work, and the cast."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from models.database import Database
from models.secrets import use_keys
from playground.phones.phone import Phone
from playground.playground import Playground
from tests import fuzzing  # noqa: F401 - how long it is fuzzed is chosen on the command line
from tests.city import City, StoppedClock
from tests.homes import DIALECTS, Home
from tests.line import Line, line_to
from tests.postgresql import NoPostgresql, Server, memory, running


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run, a line for each reason."""
    skipped = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", ()))
    for reason, number in skipped.items():
        terminalreporter.write_line(f"{number} tests not run: {reason.removeprefix('Skipped: ')}", yellow=True)


@pytest.fixture(scope="session", params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Where things are stored: whatever stands on it is tested on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server for the session. Where none can be had, its tests are not run, which is said; with CI=true all fail."""
    try:
        with running(memory()) as server:
            yield server
    except NoPostgresql as reason:
        missing = f"no PostgreSQL to be had: {reason}"
        if os.environ.get("CI") == "true":
            pytest.exit(missing, returncode=1)
        pytest.skip(missing)


@pytest.fixture(scope="session")
def server(dialect: str, request: pytest.FixtureRequest) -> Server | None:
    """The server to live on, none for SQLite."""
    server: Server | None = request.getfixturevalue("postgresql") if dialect == "postgresql" else None
    return server


@pytest.fixture(scope="session")
def first_home(server: Server | None, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home as `nuanyi db upgrade` makes it; each test gets a copy."""
    home = Home.empty(tmp_path_factory.mktemp("first"), server)
    home.runs("db", "upgrade")
    return home


@pytest.fixture
def home(first_home: Home, tmp_path: Path) -> Iterator[Home]:
    """A home of this test's own."""
    home = first_home.copy_to(tmp_path / "home")
    yield home
    home.raze()


@pytest.fixture
def empty_home(server: Server | None, tmp_path: Path) -> Iterator[Home]:
    """A home where nobody ever was."""
    home = Home.empty(tmp_path / "empty", server)
    yield home
    home.raze()


@pytest.fixture
async def database(home: Home) -> AsyncIterator[Database]:
    """A database of this test's own, without a bot around it."""
    use_keys([home.key])
    database = Database(home.database_url)
    yield database
    await database.close()


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A pocket Telegram with its limits on."""
    async with Playground() as playground:
        yield playground


@pytest.fixture
async def quiet_city(playground: Playground, home: Home) -> City:
    """A city where the bot is not at work yet: `async with quiet_city.at_work():`."""
    return City(playground, StoppedClock(), home)


@pytest.fixture
async def city(quiet_city: City) -> AsyncIterator[City]:
    """A city with the bot at work."""
    async with quiet_city.at_work():
        yield quiet_city


@pytest.fixture
async def line(quiet_city: City) -> AsyncIterator[Line]:
    """The city's way to its PostgreSQL, which can be cut."""
    async with line_to(quiet_city.home) as line:
        quiet_city.settings = quiet_city.settings.model_copy(update={"database_url": line.url})
        yield line


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

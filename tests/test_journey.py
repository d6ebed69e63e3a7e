"""The journey of docs/tour.md in a terminal, with real processes: a list, an import, a bot, a location, three doors."""

import asyncio
import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from demo.city import MIDDLE
from playground import TOKEN, Playground
from tests.homes import Home
from tests.postgresql import Server
from tests.second_reading import Door, Place, certain_place, read_doors

DEMO = ("demo.stations", "12000")
PLAYGROUND = ("playground", "--phone")
IMPORT = ("bot", "stations", "import", "stations.csv", "--datum", "gcj02")
PATIENCE_SECONDS = 20.0
ENTRY = re.compile(r"\| ([123]) (\S+) ")
CLOSED = "http://127.0.0.1:{}"


@dataclass(frozen=True)
class Town:
    """A directory in which somebody followed it, and what they read."""

    home: Home
    said: tuple[str, ...] = ()

    @property
    def directory(self) -> Path:
        """Where they typed."""
        return self.home.directory

    def runs(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """One command to its end."""
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=self.directory, env=self.home.environment(**settings),
            capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip

    def says(self, *words: str) -> str:
        """What a command that must succeed prints."""
        finished = self.runs(*words)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    def certain_place(self) -> tuple[Place, list[Door]]:
        """Where to stand now, and the doors to be offered there."""
        now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
        return certain_place(read_doors(self.directory / "stations.csv", MIDDLE), MIDDLE, now)


@pytest.fixture(scope="module")
def first_town(server: Server | None, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Everything up to the import, once."""
    town = Town(Home.empty(tmp_path_factory.mktemp("town"), server))
    (town.directory / "stations.csv").write_text(town.says(*DEMO), encoding="utf-8")
    return Town(town.home, (town.says("bot", "db", "upgrade"), town.says(*IMPORT), town.says(*IMPORT)))


@pytest.fixture
def town(first_town: Town, tmp_path: Path) -> Iterator[Town]:
    """A copy of it for this test."""
    town = Town(first_town.home.copy_to(tmp_path / "town"))
    yield town
    town.home.raze()


@dataclass
class Journey:
    """The phone in the terminal."""

    terminal: asyncio.subprocess.Process

    async def asks(self, place: Place) -> list[str]:
        """Share a place, and read the names of the doors on the card, best first."""
        assert self.terminal.stdin
        self.terminal.stdin.write(f"at {place[0]} {place[1]}\n".encode())
        card = await self.reads("[导航1]")
        return [name for _, name in ENTRY.findall(card)]

    async def reads(self, words: str) -> str:
        """The lines up to the one with these words."""
        assert self.terminal.stdout
        lines = [""]
        async with asyncio.timeout(PATIENCE_SECONDS):
            while words not in lines[-1]:
                lines.append((await self.terminal.stdout.readline()).decode())
        return "".join(lines)


@contextlib.asynccontextmanager
async def at_work(home: Home, *words: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that runs until the end of the block; then it must stop when it is asked to."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, cwd=home.directory, env=home.environment(**settings),
        stdin=pipe, stdout=pipe, stderr=pipe,
    )  # fmt: skip
    try:
        yield process
        process.terminate()
        await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
        assert process.returncode == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture
async def journey(town: Town) -> AsyncIterator[Journey]:
    """The playground with its phone, and the bot in a terminal of its own."""
    async with at_work(town.home, *PLAYGROUND) as terminal:
        assert terminal.stdout
        url = (await terminal.stdout.readline()).decode().split()[-1]
        settings = {"NUANYI_TELEGRAM_API_URL": url, "NUANYI_TELEGRAM_TOKEN": TOKEN, "NUANYI_LOG_LEVEL": "WARNING"}
        async with at_work(town.home, "bot", "run", **settings):
            yield Journey(terminal)


def test_the_list_comes_in_and_again_changes_nothing(first_town: Town) -> None:
    upgraded, first, again = first_town.said
    assert upgraded == "the database is at this version's schema\n"
    assert first == "added 12000, changed 0, unchanged 0, missing 0\n"
    assert again == "added 0, changed 0, unchanged 12000, missing 0\n"


async def test_a_location_is_answered_with_the_three_doors_of_a_second_reading(town: Town, journey: Journey) -> None:
    place, doors = town.certain_place()
    assert await journey.asks(place) == [door.name for door in doors]


def test_the_command_line_answers_with_the_same_doors(town: Town) -> None:
    place, doors = town.certain_place()
    answer = json.loads(town.says("bot", "stations", "near", *map(str, place), "--json"))
    assert [each["code"] for each in answer] == [door.code for door in doors]


async def test_a_station_imported_meanwhile_is_offered_within_5_seconds(town: Town, journey: Journey) -> None:
    place, doors = town.certain_place()
    assert (await journey.asks(place))[0] == doors[0].name
    row = f"编号,名称,纬度,经度,开放时间\nN1,新开的驿站,{place[0] + 0.00001},{place[1]},24小时\n"
    (town.directory / "new.csv").write_text(row, encoding="utf-8")
    said = await asyncio.to_thread(town.says, "bot", "stations", "import", "new.csv", "--datum", "wgs84")
    imported = time.monotonic()
    assert said.endswith("added 1, changed 0, unchanged 0, missing 12000\n")
    while (await journey.asks(place))[0] != "新开的驿站":
        assert time.monotonic() - imported < 5
        await asyncio.sleep(0.2)


async def test_a_bot_that_does_not_reach_telegram_says_so_and_keeps_trying(town: Town) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings = {"NUANYI_TELEGRAM_API_URL": CLOSED.format(port), "NUANYI_TELEGRAM_TOKEN": TOKEN}
    async with at_work(town.home, "bot", "run", **settings) as bot, asyncio.timeout(PATIENCE_SECONDS):
        assert bot.stderr
        while b"Telegram not reached" not in (line := await bot.stderr.readline()):
            assert line
        async with Playground(port=port):
            while b"Telegram reached" not in (line := await bot.stderr.readline()):
                assert line


def test_without_a_token_the_bot_says_who_gives_one(town: Town) -> None:
    finished = town.runs("bot", "run")
    assert finished.returncode == 1
    assert finished.stderr.splitlines()[-1].startswith("nuanyi: NUANYI_TELEGRAM_TOKEN is not set: @BotFather gives you")


@pytest.mark.parametrize("words", [("run",), IMPORT[1:], ("stations", "near", "28.0", "120.65")], ids=" ".join)
def test_before_the_database_is_made_every_command_says_how(
    first_town: Town, empty_home: Home, words: tuple[str, ...]
) -> None:
    shutil.copy(first_town.directory / "stations.csv", empty_home.directory)
    finished = Town(empty_home).runs("bot", *words, NUANYI_TELEGRAM_TOKEN=TOKEN)
    assert finished.returncode == 1
    last = finished.stderr.splitlines()[-1]
    assert last == "nuanyi: the database is not at this version's schema: run `nuanyi db upgrade`"

"""A trial by killing: the bot dies again and again while people ask, and at the end every account must add up."""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from playground.playground import Playground
from playground.rules.limits import Limits
from tests.doomed import POINTS
from tests.homes import Home

LONGEST_LIFE = 6.0


@dataclass
class Verdict:
    """What was measured."""

    kills: int = 0
    kills_at: dict[str, int] = field(default_factory=dict)
    updates: int = 0
    unanswered: int = 0
    effects_too_many: int = 0
    effects_too_few: int = 0
    dead_letters: int = 0
    duplicates: int = 0
    in_flight_at_kills: int = 0
    broken_databases: int = 0
    slowest_resumption_seconds: float = 0.0


async def at_once() -> None:
    """Wait for nothing more."""


@dataclass
class Trial:
    """One database and one playground that outlive every bot; `begin` starts a life and gives its process number."""

    playground: Playground
    home: Home
    reader: asyncio.subprocess.Process
    dice: random.Random
    verdict: Verdict = field(default_factory=Verdict)
    asked: list[int] = field(default_factory=list)
    births: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def begin(self, point: str, number: int, **settings: object) -> int:
        """A new life with these settings, doomed at the number-th passing of a point."""
        assert self.reader.stdin is not None
        assert self.reader.stdout is not None
        more = "".join(f" NUANYI_{name.upper()}={value}" for name, value in settings.items())
        async with self.births:
            self.reader.stdin.write(f"{point} {number}{more}\n".encode())
            return int(await self.reader.stdout.readline())

    def ask(self, count: int) -> None:
        """So many people share where they are, each for the first and only time."""
        for _ in range(count):
            phone = self.playground.phone(first_name="Ana")
            self.asked.append(phone.person.id)
            asyncio.get_running_loop().create_task(phone.shares_location())
        self.verdict.updates += count

    async def kill_at(self, point: str, number: int) -> None:
        """A life that ends at a point, while a few people ask."""
        process = await self.begin(point, number)
        life = asyncio.create_task(self.is_gone(process, LONGEST_LIFE))
        while not life.done():
            self.ask(self.dice.randint(1, 4))
            await asyncio.wait([life], timeout=self.dice.uniform(0.02, 0.2))
        self.bury(process, point)

    async def kill_after(self, seconds: float) -> None:
        """A life that ends at any moment."""
        process = await self.begin("none", 0)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.ask(self.dice.randint(1, 4))
            await asyncio.sleep(min(self.dice.uniform(0.02, 0.2), max(0.0, until - time.monotonic())))
        self.bury(process, "any moment")

    async def live_on(self, until: Callable[[], Awaitable[None]] = at_once) -> None:
        """A last life in peace: everybody hears, then it lasts `until` then; then the accounts are made up."""
        process = await self.begin("none", 0)
        await self.everybody_hears()
        await until()
        os.kill(process, signal.SIGTERM)
        await self.is_gone(process, 10)
        self.make_up_accounts()

    async def everybody_hears(self) -> None:
        """From a last question on, until all are answered."""
        begun = time.monotonic()
        self.ask(1)
        while time.monotonic() < begun + 60 and not self._answered() >= set(self.asked):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        self.verdict.slowest_resumption_seconds = round(time.monotonic() - begun, 2)
        await asyncio.sleep(0.3)

    def bury(self, process: int, point: str) -> None:
        """End a life, if it has not ended itself, and count what it left half sent."""
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        while _is_alive(process):
            time.sleep(0.001)
        self.verdict.kills += 1
        self.verdict.kills_at[point] = self.verdict.kills_at.get(point, 0) + 1
        [[in_flight]] = self.home.asks("select count(*) from delivery where state = 'sending'")
        self.verdict.in_flight_at_kills += int(in_flight)
        if not self.home.server:
            self._check_the_file()

    def _check_the_file(self) -> None:
        """What the dead process left on the disk, in a copy: as after a power cut, but for the disk's own cache."""
        copy = self.home.directory / "copy.sqlite3"
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(f"{self.home.file}{suffix}", f"{copy}{suffix}")
        with sqlite3.connect(copy) as connection:
            sound = connection.execute("pragma integrity_check").fetchone() == ("ok",)
        connection.close()
        self.verdict.broken_databases += not sound
        for left in self.home.directory.glob("copy.sqlite3*"):
            left.unlink()

    def make_up_accounts(self) -> None:
        """Who heard how often, and how often each question acted."""
        verdict, asked = self.verdict, set(self.asked)
        copies = self.playground.ledger.messages_per_chat()
        verdict.unanswered = sum(copies[person] == 0 for person in asked)
        verdict.duplicates = sum(max(0, copies[person] - 1) for person in asked)
        rows = self.home.asks("select chat_id, count(*) from delivery group by chat_id")
        [[letters]] = self.home.asks("select count(*) from dead_letter")
        verdict.dead_letters = int(letters)
        effects = {int(chat_id): int(number) for chat_id, number in rows}
        verdict.effects_too_many = sum(effects.get(person, 0) > 1 for person in asked)
        verdict.effects_too_few = sum(effects.get(person, 0) < 1 for person in asked)

    def _answered(self) -> set[int]:
        return set(self.playground.ledger.messages_per_chat())

    async def is_gone(self, process: int, within: float) -> None:
        """Wait for the end of a process, not for ever."""
        until = time.monotonic() + within
        while _is_alive(process) and time.monotonic() < until:  # noqa: ASYNC110 - no child of ours
            await asyncio.sleep(0.005)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@asynccontextmanager
async def trial(
    playground: Playground,
    home: Home,
    seed: int,
    *,
    is_limited: bool = False,
    settings: Mapping[str, str] | None = None,
) -> AsyncIterator[Trial]:
    """A trial in a fresh home, without Telegram's limits unless said; its process is gone at the end."""
    playground.limits = Limits("window" if is_limited else "off")
    per_second = "30" if is_limited else "1000"
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.doomed",
        env=home.environment(playground, NUANYI_MESSAGES_PER_SECOND=per_second, **(settings or {})),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Trial(playground, home, reader, random.Random(seed))
    finally:
        assert reader.stdin is not None
        reader.stdin.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.wait(), 5)
        if reader.returncode is None:
            reader.kill()
            await reader.wait()


def dooms(dice: random.Random, kills: int, patience: int = 1) -> list[tuple[str, int]]:
    """Points by turns, each passed a few times before it kills, or so many times as often."""
    most = {"statement": 40, "commit": 12, "committed": 12, "wire": 6, "answer": 6}
    return [
        (point, dice.randint(1, most[point] * patience)) for point, _ in zip(POINTS * kills, range(kills), strict=False)
    ]

"""Updates a second of the whole durable bot, beside a bare echo bot in the same run; and the time of an idle answer."""

import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import insert

from benchmarks.city import CENTER, stations
from benchmarks.echo import free_port
from bot.keys import use_secret_key
from bot.opening import connect
from bot.settings import Settings
from models import Revision, Station
from models.upgrading import upgrade
from tests.postgresql import running

STATIONS = 12_000
ROUNDS = 3
UPDATES = 2_000
NAMES = {
    "echo": "echo bot of python-telegram-bot, its own transport",
    "echo aiohttp": "the same echo bot on our transport",
    "nuanyi": "Nuanyi: 12,000 stations, every answer durable, on SQLite",
    "nuanyi postgresql": "the same on PostgreSQL",
    "echo webhook": "by webhook: the echo bot, its own transport",
    "echo aiohttp webhook": "by webhook: the echo bot on our transport",
    "nuanyi webhook": "by webhook: Nuanyi on SQLite",
    "nuanyi postgresql webhook": "by webhook: Nuanyi on PostgreSQL",
}
POSTGRESQL = {"fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB"}  # as durable as it comes
IDLE_QUESTIONS, IDLE_RATE = 100, 20.0
PATIENCE_SECONDS = 60.0
PLACE = {"lat": CENTER[0], "lng": CENTER[1]}

Json = dict[str, Any]


@dataclass
class Server:
    """A playground in a process of its own, driven over HTTP."""

    url: str
    token: str
    session: aiohttp.ClientSession

    async def ask(self, verb: str, **order: Any) -> Json:
        """One verb of its control."""
        async with self.session.post(f"{self.url}/playground/{verb}", json=order) as answer:
            answer.raise_for_status()
            result: Json = await answer.json()
            return result

    async def answered(self, count: int) -> Json:
        """Wait until so many of the load's questions are answered; give the timing."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (timing := await self.ask("timing"))["answered"] < count:  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.1)
        return timing


@contextlib.asynccontextmanager
async def serving(*options: str) -> AsyncIterator[Server]:
    """A playground without limits unless `options` say so."""
    token = "1000000001:benchmark"
    command = [sys.executable, "-m", "playground", "--port", "0", "--token", token, *(options or ("--limits", "off"))]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().split()[-1]
        async with aiohttp.ClientSession() as session:
            yield Server(url, token, session)
    finally:
        process.terminate()
        await process.wait()


def zone_of_the_afternoon() -> str:
    """The zone where it is past two now: most doors are open there, at whatever hour this runs."""
    hours = (14 - datetime.now(UTC).hour + 11) % 24 - 11  # east of Greenwich; the names count the other way
    return f"Etc/GMT{-hours:+d}"


def settings(server: Server, directory: Path, database: str, *, by_webhook: bool) -> dict[str, str]:
    """Nuanyi's, at a free port; `database` is its address, "" for the file."""
    port = free_port()
    webhook = {"NUANYI_WEBHOOK_URL": f"http://127.0.0.1:{port}", "NUANYI_WEBHOOK_SECRET": "x" * 32}
    return {
        "NUANYI_TELEGRAM_API_URL": server.url,
        "NUANYI_TELEGRAM_TOKEN": server.token,
        "NUANYI_DATA_DIR": str(directory),
        "NUANYI_DATABASE_URL": database,
        "NUANYI_HTTP_PORT": str(port),
        "NUANYI_MESSAGES_PER_SECOND": "100000",
        "NUANYI_LOG_LEVEL": "WARNING",
        "NUANYI_TIMEZONE": zone_of_the_afternoon(),
        **(webhook if by_webhook else {}),
    }


@contextlib.asynccontextmanager
async def working(server: Server, which: str, directory: Path, postgresql: str = "") -> AsyncIterator[None]:
    """A bot at work on the playground, ready to answer; `postgresql` is the address of that database."""
    bot, *how = which.split()
    command = [sys.executable, "-m", "benchmarks.echo", server.url, server.token, *how]
    environment = dict(os.environ)
    if bot == "nuanyi":
        command = [sys.executable, "-m", "bot", "run"]
        database = postgresql if "postgresql" in how else ""
        environment |= settings(server, directory, database, by_webhook="webhook" in how)
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
    try:
        await server.ask("load", count=20, **PLACE, seed=1)
        await server.answered(20)
        yield
    finally:
        process.terminate()
        await process.wait()


async def measure(server: Server, which: str, directory: Path, postgresql: str) -> tuple[float, Json]:
    """Answers a second under a full house, and the timing of single questions."""
    async with working(server, which, directory, postgresql):
        await server.ask("reset")
        await server.ask("load", count=UPDATES, **PLACE, seed=2)
        timing = await server.answered(UPDATES)
        rate = UPDATES / timing["seconds"]
        await server.ask("reset")
        await server.ask("load", count=IDLE_QUESTIONS, rate=IDLE_RATE, **PLACE, seed=3)
        return rate, await server.answered(IDLE_QUESTIONS)


async def found(directory: Path, url: str = "") -> None:
    """A database with a city in it; the file, or what is at `url`."""
    empty = Settings(_env_file=None, data_dir=directory, database_url=url)  # type: ignore[call-arg]
    use_secret_key(empty, make=True)
    database = connect(empty)
    await upgrade(database)
    async with database.writing() as session, session.begin():
        await session.execute(insert(Station), list(stations(STATIONS, 0.92)))
        session.add(Revision(name="stations", number=1))
    await database.close()


async def figures() -> dict[str, list[tuple[float, Json]]]:
    """Several rounds of all, in turn, so that the machine's moods meet each."""
    results: dict[str, list[tuple[float, Json]]] = {which: [] for which in NAMES}
    with tempfile.TemporaryDirectory() as name, running(**POSTGRESQL) as postgresql:
        directory, url = Path(name), postgresql.url(postgresql.make())
        await found(directory)
        await found(directory, url)
        for _ in range(ROUNDS):
            for which in NAMES:
                async with serving() as server:
                    results[which].append(await measure(server, which, directory, url))
    return results


def run() -> str:
    """A section of docs/benchmarks.md; six minutes."""
    results = asyncio.run(figures())
    rates = {which: statistics.median(rate for rate, _ in rounds) for which, rounds in results.items()}
    lines = [
        "## Updates",
        "",
        f"Locations of new people, all at once, in the afternoon; medians of {ROUNDS} rounds in turn.",
        "By long polling, or by webhook; the ratios are to the echo bots of the same way.",
        "Both databases flush to the disk at every commit; PostgreSQL runs on the same machine.",
        f"*Idle* is one question at a time, {IDLE_RATE:.0f} a second, from handing it out to the answer.",
        "",
        "| bot | updates a second | × echo | × echo on our transport | idle p50 / p99 ms |",
        "|:--|--:|--:|--:|--:|",
    ]
    for which, rounds in results.items():
        p50 = statistics.median(timing["from_hand_out"]["p50"] for _, timing in rounds) * 1000
        p99 = statistics.median(timing["from_hand_out"]["p99"] for _, timing in rounds) * 1000
        way = " webhook" if which.endswith(" webhook") else ""
        lines.append(
            f"| {NAMES[which]} | {rates[which]:.0f} | {rates[which] / rates['echo' + way]:.1f} "
            f"| {rates[which] / rates['echo aiohttp' + way]:.2f} | {p50:.1f} / {p99:.1f} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(run())

"""Answers while ten thousand announcements wait, under each form of Telegram's limits; the bot is its own idle peer."""

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.updates import PLACE, Json, Server, found, serving
from bot.opening import connect
from bot.settings import Settings
from models import Kind, Lane
from services.delivery import outbox
from services.delivery.parcel import Parcel, reply

FORMS = {"window": "sliding window", "bucket": "token bucket"}
BACKLOG = 10_000
QUESTIONS_PER_SECOND = 2.0
IDLE_SECONDS, BUSY_SECONDS, WARM_UP_SECONDS = 20, 40, 3
LATENCY, JITTER = 0.02, 0.01


@dataclass
class Measured:
    """One form of the limits."""

    idle: Json
    busy: Json
    per_second: float
    most_in_a_second: int
    refusals: int


def run() -> str:
    """A section of docs/benchmarks.md; three minutes."""
    lines = [
        "## The courier",
        "",
        f"{BACKLOG:,} announcements wait in the bulk lane while {QUESTIONS_PER_SECOND:.0f} questions a second come in;",
        f"{BUSY_SECONDS} seconds of it, at {LATENCY * 1000:.0f} ms give or take {JITTER * 1000:.0f} to Telegram. An",
        "answer's time runs from the person's message to the answer in the chat. Telegram's limit is 30 a second.",
        "",
        "| limits | sends a second | most in a second | refused (429) | idle answers p50 / p95 ms | busy answers |",
        "|:--|--:|--:|--:|--:|--:|",
    ]
    for form, name in FORMS.items():
        it = asyncio.run(measure(form))
        lines.append(
            f"| {name} | {it.per_second:.1f} | {it.most_in_a_second} | {it.refusals} "
            f"| {milliseconds(it.idle)} | {milliseconds(it.busy)} |"
        )
    return "\n".join([*lines, ""])


async def measure(form: str) -> Measured:
    """Idle answers first, then the same questions beside the backlog."""
    options = ("--limits", form, "--latency", str(LATENCY), "--jitter", str(JITTER))
    with tempfile.TemporaryDirectory() as folder:
        await found(Path(folder))
        async with serving(*options) as server, at_work(server, Path(folder)):
            idle = await questions(server, IDLE_SECONDS)
            await owe(Path(folder), (await server.ask("people", count=BACKLOG))["ids"])
            await asyncio.sleep(WARM_UP_SECONDS)
            before, begun = await server.ask("ledger"), time.monotonic()
            busy = await questions(server, BUSY_SECONDS)
            after, seconds = await server.ask("ledger"), time.monotonic() - begun
    sent = after["outcomes"]["ok"] - before["outcomes"]["ok"]
    return Measured(idle, busy, sent / seconds, after["max_per_second"], after["refusals"])


@contextlib.asynccontextmanager
async def at_work(server: Server, directory: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot at Telegram's ordinary rate, ready to answer; its process."""
    environment = os.environ | {
        "NUANYI_TELEGRAM_API_URL": server.url,
        "NUANYI_TELEGRAM_TOKEN": server.token,
        "NUANYI_DATA_DIR": str(directory),
        "NUANYI_HTTP_PORT": "0",
        "NUANYI_MESSAGES_PER_SECOND": "30",
        "NUANYI_LOG_LEVEL": "WARNING",
        **settings,
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment)
    try:
        await server.ask("load", count=5, **PLACE, seed=1)
        await server.answered(5)
        yield process
    finally:
        process.terminate()
        await process.wait()


async def owe(directory: Path, people: list[int]) -> None:
    """An announcement to everybody, committed in one go."""
    database = connect(Settings(_env_file=None, data_dir=directory))  # type: ignore[call-arg]
    async with database.writing() as session, session.begin():
        await outbox.store(session, [_announcement(person) for person in people])
    await database.close()


def _announcement(person: int) -> Parcel:
    now = datetime.now(UTC)
    made = reply(person, "sendMessage", {"text": "今晚有热汤，欢迎来驿站。"}, now)
    made.lane, made.kind, made.expires_at = Lane.BULK, Kind.ANNOUNCEMENT, now + timedelta(hours=6)
    return made


async def questions(server: Server, seconds: int) -> Json:
    """Locations of new people at an even pace; how long each waited for the answer."""
    count = int(seconds * QUESTIONS_PER_SECOND)
    load = server.ask("load", count=count, rate=QUESTIONS_PER_SECOND, **PLACE, seed=seconds)
    earlier = (await server.ask("timing"))["answered"]
    await load
    async with asyncio.timeout(seconds + 30):
        while (await server.ask("timing"))["answered"] < earlier + count:  # noqa: ASYNC110 - over HTTP
            await asyncio.sleep(0.2)
    timing = await server.ask("timing", rows=True)
    waits = sorted(row["answered_at"] - row["queued_at"] for row in timing["rows"][earlier:])
    return {"p50": waits[len(waits) // 2], "p95": waits[int(len(waits) * 0.95)]}


def milliseconds(waits: Json) -> str:
    """The median and the slower ones, for a table."""
    return f"{waits['p50'] * 1000:.0f} / {waits['p95'] * 1000:.0f}"


if __name__ == "__main__":
    print(run())

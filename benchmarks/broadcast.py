"""One notice to a million: how fast it is owed, what it costs those beside it, how fast it goes, and its peer."""

import asyncio
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.addressing import BATCH, PEOPLE, WINDOW
from benchmarks.courier import at_work, milliseconds, questions
from benchmarks.updates import POSTGRESQL, Json, Server, found, serving
from playground.playground import FIRST_PERSON
from services.delivery.notices import PORTION
from tests.postgresql import running

IDLE_SECONDS, BUSY_SECONDS, WARM_UP_SECONDS = 20, 40, 3
REACHED = 70_000  # so many of the people have a phone: more than are reached in the time
FREE, PAID = 30, 1_000
TELEGRAM = ("--limits", "window", "--paid-per-second", str(PAID), "--latency", "0.02", "--jitter", "0.01")


@dataclass
class Sending:
    """What left in how many seconds; `idle` and `busy` are the waits of questions, before and beside it."""

    per_second: float
    most_in_a_second: int
    refusals: int
    idle: Json | None = None
    busy: Json | None = None
    megabytes: float = 0.0


def run() -> str:
    """A section of docs/benchmarks.md; five minutes."""
    owed, sending = asyncio.run(figures())
    lines = [
        f"## A notice to {PEOPLE:,}",
        "",
        f"Owed and stopped in transactions of {PORTION:,}, while somebody else writes every few milliseconds:",
        f"*waits* are their longest. A *look* finds {WINDOW} of those that wait, a *claim* marks {BATCH} and writes",
        "their letters.",
        "",
        "| database | owed s | waits ms | stopped s | waits ms | look ms | claim ms | peak MB |",
        "|:--|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, it in owed.items():
        lines.append(
            f"| {name} | {it['address']['seconds']:.1f} | {it['address']['longest_wait']:.0f} "
            f"| {it['stop']['seconds']:.1f} | {it['stop']['longest_wait']:.0f} "
            f"| {it['look']['look']:.1f} | {it['look']['claim']:.1f} | {it['address']['megabytes']:.0f} |"
        )
    lines += [
        "",
        f"Then it goes out for {BUSY_SECONDS} seconds, 20 ms give or take 10 to Telegram, with two questions a second",
        f"beside it. The limit is {FREE} a second, paid {PAID:,}. The peer is python-telegram-bot's AIORateLimiter as",
        "its documentation has it, a hundred calls waiting for it at once.",
        "",
        "| bot | sends a second | most in a second | refused (429) | idle answers p50 / p95 ms | beside it | peak MB |",
        "|:--|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [f"| {name} | {_row(it)} |" for name, it in sending.items()]
    return "\n".join([*lines, ""])


def _row(it: Sending) -> str:
    waits = " | ".join(milliseconds(waits) if waits else "" for waits in (it.idle, it.busy))
    peak = f"{it.megabytes:.0f}" if it.megabytes else ""
    return f"{it.per_second:.1f} | {it.most_in_a_second} | {it.refusals} | {waits} | {peak}"


async def figures() -> tuple[dict[str, Json], dict[str, Sending]]:
    """What it took to owe it, by database, and how it went out, by bot."""
    with tempfile.TemporaryDirectory() as folder, running(**POSTGRESQL) as postgresql:
        homes = {"SQLite": "", "PostgreSQL": postgresql.url(postgresql.make())}
        owed: dict[str, Json] = {}
        sending: dict[str, Sending] = {}
        for name, url in homes.items():
            await found(Path(folder), url)
            await _verb("people", folder, url)
            owed[name] = {"address": await _verb("address", folder, url)}
            sending[f"Nuanyi, {name}"] = await _sent(folder, url)
            sending[f"Nuanyi, {name}, paid"] = await _sent(folder, url, NUANYI_PAID_BROADCASTS_PER_SECOND=str(PAID))
            owed[name] |= {verb: await _verb(verb, folder, url) for verb in ("look", "stop")}
        sending["python-telegram-bot's AIORateLimiter"] = await _peer()
    return owed, sending


async def _sent(folder: str, url: str, **settings: str) -> Sending:
    """The bot with nothing to do, then the same with the notice let go."""
    async with serving(*TELEGRAM) as server:
        await server.ask("people", count=REACHED)
        async with at_work(server, Path(folder), NUANYI_DATABASE_URL=url, **settings) as bot:
            idle = None if settings else await questions(server, IDLE_SECONDS)
            await _verb("release", folder, url)
            await asyncio.sleep(WARM_UP_SECONDS)
            measured = await _rate(server, questions(server, BUSY_SECONDS))
            measured.idle, measured.megabytes = idle, peak_of(bot.pid)
        return measured


async def _peer() -> Sending:
    async with serving(*TELEGRAM) as server:
        await server.ask("people", count=REACHED)
        words = (server.url, server.token, str(FIRST_PERSON), str(BUSY_SECONDS))
        return await _rate(server, _program("benchmarks.rate_limiter", *words))


async def _rate(server: Server, doing: Any) -> Sending:
    """What reached somebody while something was done."""
    before, begun = await server.ask("ledger"), time.monotonic()
    waits = await doing
    after, seconds = await server.ask("ledger"), time.monotonic() - begun
    sent = after["outcomes"].get("ok", 0) - before["outcomes"].get("ok", 0)
    busy = waits if "p95" in waits else None
    return Sending(sent / seconds, after["max_per_second"], after["refusals"], busy=busy)


async def _verb(verb: str, folder: str, url: str) -> Json:
    return await _program("benchmarks.addressing", verb, NUANYI_DATA_DIR=folder, NUANYI_DATABASE_URL=url)


async def _program(*words: str, **settings: str) -> Json:
    """A program of ours in a process of its own, and the JSON it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, env=os.environ | settings, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    result: Json = json.loads(told)
    return result


def peak_of(process: int) -> float:
    """The most memory a process ever had, in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(run())

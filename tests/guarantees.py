"""The long form of what the tests prove: `python -m tests.guarantees [KILLS]` writes docs/guarantees.json.

Without a kill (0) only what nobody thought of is tried.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from playground.playground import Playground
from tests.case_lives import IN_A_HURRY, file_and_kill
from tests.every_zone import every_zone, wrong_days
from tests.fuzzing import LONG, TRIED
from tests.homes import Home
from tests.killing import Trial, dooms, trial
from tests.postgresql import Server, running
from tests.several import kill_several
from tests.telling_many import announce_and_kill, announce_and_kill_several

KILLS = 600
SEED = 20260714
LAST_YEAR = 2037  # as far as the tz database says each change
RECIPIENTS_A_KILL, RECIPIENTS_A_KILL_OF_SEVERAL = 50, 10
ANY_MOMENT_SHARE = 3  # one of so many kills comes at any moment
FILE = Path(__file__).parent.parent / "docs" / "guarantees.json"


async def kills(number: int, seed: int, server: Server | None, processes: int = 1) -> dict[str, Any]:
    """Kill a bot so often, at named points and at any moment, on `server` or SQLite, and make up the accounts.

    Of several processes each is killed by turns, with Telegram's limits on.
    """
    async with _tried(seed, server, processes) as (doomed, measured):
        if processes > 1:
            await kill_several(doomed, [dooms(doomed.dice, number // processes) for _ in range(processes)])
        else:
            await _kill_often(doomed, number, random.Random(seed))
            await doomed.live_on()
        refusals = doomed.playground.ledger.refusals()
    verdict = asdict(doomed.verdict)
    return measured | {"effects_per_update": _effects(verdict), "refused_for_speed": refusals, **verdict}


async def kills_while_announcing(number: int, seed: int, server: Server | None, processes: int = 1) -> dict[str, Any]:
    """Kill a bot so often while one notice goes out to many, and hold every row of it against what reached the phones.

    Of several processes each is killed by turns, with Telegram's limits on.
    """
    async with _tried(seed, server, processes) as (doomed, measured):
        if processes > 1:
            people = number * RECIPIENTS_A_KILL_OF_SEVERAL
            accounts = await announce_and_kill_several(doomed, people, number, processes, for_a_desk=40)
        else:
            accounts = await announce_and_kill(doomed, number * RECIPIENTS_A_KILL, number)
    return measured | {
        "kills": doomed.verdict.kills,
        "in_flight_at_kills": doomed.verdict.in_flight_at_kills,
        "questions_meanwhile": doomed.verdict.updates,
        "unanswered": doomed.verdict.unanswered,
        "accounts_add_up": accounts.adds_up,
        **asdict(accounts),
    }


async def kills_while_cases_live(number: int, seed: int, server: Server | None) -> dict[str, Any]:
    """Kill a bot so often while cases are filed, answered, closed and passed upwards, and look for every word."""
    async with _tried(seed, server, 1, settings=IN_A_HURRY) as (doomed, measured):
        accounts = await file_and_kill(doomed, number)
    return measured | {
        "kills": doomed.verdict.kills,
        "in_flight_at_kills": doomed.verdict.in_flight_at_kills,
        "broken_databases": doomed.verdict.broken_databases,
        "accounts_add_up": accounts.adds_up,
        **asdict(accounts),
    }


@asynccontextmanager
async def _tried(
    seed: int, server: Server | None, processes: int, settings: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[Trial, dict[str, Any]]]:
    """A bot to kill; beside it what is written down of any trial, once it is over."""
    is_limited = processes > 1
    measured: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Home.empty(Path(folder), server)
        home.runs("db", "upgrade")
        begun = time.monotonic()
        async with (
            Playground() as playground,
            trial(playground, home, seed, is_limited=is_limited, settings=settings) as doomed,
        ):
            yield doomed, measured
    database = "postgresql" if server else "sqlite"
    measured |= {
        "database": database, "processes": processes, "seconds": round(time.monotonic() - begun), "seed": seed,
    }  # fmt: skip


async def _kill_often(doomed: Trial, number: int, dice: random.Random) -> None:
    named = dooms(dice, number)
    for done, (point, times) in enumerate(named, start=1):
        if done % ANY_MOMENT_SHARE:
            await doomed.kill_at(point, times)
        else:
            await doomed.kill_after(dice.uniform(0.02, 2.5))
        if done % 50 == 0:
            sys.stderr.write(f"{done} of {number} kills\n")


def zones() -> dict[str, Any]:
    """Every daily job in every zone for thirty years: which days it would not run once."""
    begun, known = time.monotonic(), every_zone()
    first, last = date(LAST_YEAR - 29, 1, 1), date(LAST_YEAR, 12, 31)
    wrong = [day for zone in known for day in wrong_days(zone, first, last)]
    return {"seconds": round(time.monotonic() - begun), "zones": len(known), "years": 30, "wrong_days": wrong}


def _effects(verdict: dict[str, Any]) -> str:
    return "exactly 1" if verdict["effects_too_many"] == verdict["effects_too_few"] == 0 else "not 1"


def fuzz() -> dict[str, Any]:
    """Try what nobody thought of, many times as often as `make test` does and other things each time."""
    begun = time.monotonic()
    loaded = "-Wignore::pytest.PytestAssertRewriteWarning"  # hypothesis, by us
    words = ["-q", "-m", "fuzz", f"--hypothesis-profile={LONG}", loaded, str(Path(__file__).parent)]
    failed = pytest.main(words) != 0
    return {"seconds": round(time.monotonic() - begun), "failed": failed, "tried": dict(sorted(TRIED.items()))}


def kill_on_both(number: int) -> list[dict[str, Any]]:
    """The trials by killing, on SQLite and on PostgreSQL, there also with two processes."""
    with running() as server:
        trials = (None, 1), (server, 1), (server, 2)
        return [asyncio.run(kills(number, SEED, home, processes)) for home, processes in trials]


def announce_on_both(number: int) -> list[dict[str, Any]]:
    """The same while a notice goes out; there also with eight processes."""
    with running() as server:
        trials = (None, 1), (server, 1), (server, 8)
        return [asyncio.run(kills_while_announcing(number, SEED, home, processes)) for home, processes in trials]


def live_on_both(number: int) -> list[dict[str, Any]]:
    """The same while cases live."""
    with running() as server:
        return [asyncio.run(kills_while_cases_live(number, SEED, home)) for home in (None, server)]


def main() -> None:
    """Measure, write the file, and fail if a promise was broken."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    trials = {"kills": kill_on_both, "announcing": announce_on_both, "cases": live_on_both}
    killed = {name: tried(number) for name, tried in trials.items()} if number else {}
    measured: dict[str, Any] = killed | {"zones": zones(), "fuzz": fuzz()}
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    FILE.write_text(json.dumps(known | measured, indent=2, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps(measured, indent=2) + "\n")
    broken = [*map(_is_broken, measured.get("kills", [])), *map(_is_broken_promise, measured.get("announcing", []))]
    broken += map(_is_lost_case, measured.get("cases", []))
    sys.exit(any(broken) or bool(measured["zones"]["wrong_days"]) or measured["fuzz"]["failed"])


def _is_broken(measured: dict[str, Any]) -> bool:
    wrong = (
        "refused_for_speed",
        "unanswered",
        "effects_too_many",
        "effects_too_few",
        "dead_letters",
        "broken_databases",
    )
    return any(measured[name] for name in wrong) or measured["duplicates"] > measured["in_flight_at_kills"]


def _is_broken_promise(measured: dict[str, Any]) -> bool:
    too_fast = measured["processes"] > 1 and (measured["most_in_a_second"] > 30 or measured["refused_for_speed"])
    too_many = measured["uncertain"] > measured["in_flight_at_kills"] or measured["most_in_a_minute_of_a_group"] > 20
    return bool(too_fast or too_many or measured["unanswered"] or not measured["accounts_add_up"])


def _is_lost_case(measured: dict[str, Any]) -> bool:
    too_often = measured["twice"] > measured["in_flight_at_kills"]
    return bool(too_often or measured["broken_databases"] or not measured["accounts_add_up"])


if __name__ == "__main__":
    main()

"""The long form of what the tests prove: `python -m tests.guarantees [KILLS]` writes docs/guarantees.json."""

import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.build import connect
from bot.keys import check_seal, use_secret_key
from models.upgrading import upgrade
from playground.playground import Playground
from tests.city import settings_for
from tests.killing import Trial, dooms, trial

KILLS = 600
ANY_MOMENT_SHARE = 3  # one of so many kills comes at any moment
FILE = Path(__file__).parent.parent / "docs" / "guarantees.json"


async def kills(number: int, seed: int) -> dict[str, Any]:
    """Kill a bot so often, at named points and at any moment, and make up the accounts."""
    with tempfile.TemporaryDirectory() as folder:
        async with Playground() as playground:
            await _prepare(playground, Path(folder))
            begun = time.monotonic()
            async with trial(playground, Path(folder), seed) as doomed:
                await _kill_often(doomed, number, random.Random(seed))
                await doomed.live_on()
            seconds = round(time.monotonic() - begun)
    verdict = asdict(doomed.verdict)
    return {"seconds": seconds, "seed": seed, "effects_per_update": _effects(verdict), **verdict}


async def _kill_often(doomed: Trial, number: int, dice: random.Random) -> None:
    named = dooms(dice, number)
    for done, (point, times) in enumerate(named, start=1):
        if done % ANY_MOMENT_SHARE:
            await doomed.kill_at(point, times)
        else:
            await doomed.kill_after(dice.uniform(0.02, 2.5))
        if done % 50 == 0:
            sys.stderr.write(f"{done} of {number} kills\n")


def _effects(verdict: dict[str, Any]) -> str:
    return "exactly 1" if verdict["effects_too_many"] == verdict["effects_too_few"] == 0 else "not 1"


async def _prepare(playground: Playground, folder: Path) -> None:
    settings = settings_for(playground, folder)
    use_secret_key(settings, make=True)
    database = connect(settings)
    await upgrade(database)
    await check_seal(database)
    await database.close()


def main() -> None:
    """Measure, write the file, and fail if a promise was broken."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    measured = asyncio.run(kills(number, seed=20260714))
    FILE.parent.mkdir(exist_ok=True)
    known = json.loads(FILE.read_text()) if FILE.exists() else {}
    FILE.write_text(json.dumps(known | {"kills": measured}, indent=2, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps(measured, indent=2) + "\n")
    broken = measured["unanswered"] + measured["effects_too_many"] + measured["effects_too_few"]
    sys.exit(bool(broken or measured["broken_databases"] or measured["duplicates"] > measured["in_flight_at_kills"]))


if __name__ == "__main__":
    main()

"""A bot that is killed at the worst moment loses nobody's question and acts on none of them twice."""

import asyncio
import random
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from playground.playground import Playground
from tests.homes import Home
from tests.killing import dooms, trial


@pytest.mark.slow
async def test_a_bot_killed_again_and_again_answers_everybody_and_acts_once(playground: Playground, home: Home) -> None:
    async with trial(playground, home, seed=1) as doomed:
        for point, number in dooms(random.Random(2), kills=10):
            await doomed.kill_at(point, number)
        for _ in range(4):
            await doomed.kill_after(doomed.dice.uniform(0.05, 1.8))
        await doomed.live_on()
    verdict = doomed.verdict
    assert verdict.kills == 14
    assert (verdict.unanswered, verdict.effects_too_many, verdict.effects_too_few) == (0, 0, 0)
    assert verdict.dead_letters == 0
    assert verdict.duplicates <= verdict.in_flight_at_kills
    assert verdict.broken_databases == 0
    assert verdict.slowest_resumption_seconds < 60


@asynccontextmanager
async def bot_running(playground: Playground, home: Home, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`nuanyi run` as an operator starts it; killed at the end if it still lives."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=home.environment(playground, **settings), stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.slow
async def test_a_killed_bot_goes_on_within_a_minute_where_it_stopped(playground: Playground, home: Home) -> None:
    ana = playground.phone(first_name="Ana")
    async with bot_running(playground, home):
        await ana.shares_location()
        await ana.reads(timeout=20)
    begun = time.monotonic()
    for _ in range(3):
        await ana.shares_location()
    async with bot_running(playground, home) as process:
        async with asyncio.timeout(60):
            while len(playground.ledger.messages_to(ana.person.id)) < 4:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert time.monotonic() - begun < 60
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    assert len(playground.ledger.messages_to(ana.person.id)) == 4


@pytest.mark.slow
async def test_a_second_bot_on_the_same_token_says_so_in_one_line(
    playground: Playground, home: Home, first_home: Home, tmp_path: Path
) -> None:
    """The older call is the one Telegram ends, so which of the two gives way is Telegram's choice."""
    ana = playground.phone(first_name="Ana")
    elsewhere = first_home.copy_to(tmp_path / "other")
    async with bot_running(playground, home) as one, bot_running(playground, elsewhere) as other:
        ends = [asyncio.create_task(process.wait()) for process in (one, other)]
        done, pending = await asyncio.wait(ends, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        assert [end.result() for end in done] == [1]
        gone = one if one.returncode == 1 else other
        assert gone.stderr is not None
        said = (await gone.stderr.read()).decode().strip().splitlines()
        assert said[-1].startswith("nuanyi: another process takes this bot's updates")
        assert not [line for line in said if "Traceback" in line]
        await ana.shares_location()
        await ana.reads(timeout=20)
        for end in pending:
            end.cancel()

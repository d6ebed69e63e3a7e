"""Stopping and dying by webhook: 200 is said only after the commit, and what was not said comes again."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from playground.phones.phone import Phone
from playground.playground import Playground
from tests.bot.calling import SECRET, by_webhook, caller, free_port, said
from tests.bot.test_intake import taken
from tests.bot.test_kill import bot_running
from tests.city import City
from tests.homes import Home
from tests.killing import trial


def brought(port: int) -> dict[str, str]:
    """The settings of a bot that is brought its updates."""
    url = f"http://127.0.0.1:{port}"
    return {"NUANYI_HTTP_PORT": str(port), "NUANYI_WEBHOOK_URL": url, "NUANYI_WEBHOOK_SECRET": SECRET}


@asynccontextmanager
async def bot_by_webhook(
    playground: Playground, home: Home, **more: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """`nuanyi run` and where it listens; killed at the end if it still lives."""
    playground.settings.webhook_pause = 0.05
    port = free_port()
    async with bot_running(playground, home, **{**brought(port), **more}) as process:
        yield process, f"http://127.0.0.1:{port}"


async def test_who_is_in_when_the_bot_stops_is_answered_first(quiet_city: City) -> None:
    people = [quiet_city.phone("Ana") for _ in range(30)]
    async with caller(by_webhook(quiet_city).settings.webhook_url) as telegram:
        async with quiet_city.at_work() as house:
            posts = [asyncio.create_task(telegram.brings(said(one, 100 + n))) for n, one in enumerate(people)]
            while not house.intake._at_work:  # noqa: ASYNC110
                await asyncio.sleep(0)
        statuses = await asyncio.gather(*posts, return_exceptions=True)
    assert 200 in statuses
    assert {status for status in statuses if isinstance(status, int)} <= {200, 503}
    async with quiet_city.at_work():
        assert await taken(quiet_city) >= statuses.count(200)
        kept = await quiet_city.deliveries()
    assert {one.person.id for one, status in zip(people, statuses, strict=True) if status == 200} <= {
        delivery.chat_id for delivery in kept
    }


async def test_while_it_stops_nobody_hears_200_for_what_is_not_kept(quiet_city: City) -> None:
    """The database is held: stopping gives up after five seconds, and the line is cut without a word."""
    ana = quiet_city.phone("Ana")
    async with caller(by_webhook(quiet_city).settings.webhook_url) as telegram, quiet_city.at_work() as house:
        with quiet_city.home.held():
            post = asyncio.create_task(telegram.brings(said(ana, 100)))
            await asyncio.sleep(0.2)
            begun = time.monotonic()
            await house.door.close()
            assert 4 < time.monotonic() - begun < 6
            [end] = await asyncio.gather(post, return_exceptions=True)
    assert isinstance(end, aiohttp.ClientError) or end == 503


@pytest.mark.slow
async def test_a_signal_ends_a_bot_by_webhook_with_a_clean_farewell(playground: Playground, home: Home) -> None:
    ana: Phone = playground.phone(first_name="Ana")
    async with bot_by_webhook(playground, home) as (process, url):
        await ana.shares_location()
        await ana.reads(timeout=20)
        async with caller(url) as operator:
            assert (await operator.reads("/readyz"))[0] == 200
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        told = (await process.stderr.read()).decode()
        assert await asyncio.wait_for(process.wait(), 10) == 0
    assert time.monotonic() - begun < 5
    assert "Traceback" not in told
    assert SECRET not in told
    await ana.types("你好")
    async with bot_by_webhook(playground, home):
        assert "你好" in await ana.reads(timeout=20)


@pytest.mark.slow
async def test_a_port_that_is_taken_is_one_line(playground: Playground, home: Home) -> None:
    async with bot_by_webhook(playground, home) as (_, url), caller(url) as operator:
        async with asyncio.timeout(20):
            while True:
                try:
                    await operator.reads("/healthz")
                    break
                except OSError:
                    await asyncio.sleep(0.1)
        port = url.rpartition(":")[2]
        async with bot_by_webhook(playground, home, NUANYI_HTTP_PORT=port) as (second, _):
            assert second.stderr is not None
            told = (await second.stderr.read()).decode().splitlines()
            assert await second.wait() == 1
    assert told[-1].startswith(f"nuanyi: nobody can listen at 127.0.0.1:{port}")
    assert not [line for line in told if "Traceback" in line]


@pytest.mark.slow
async def test_a_bot_by_webhook_killed_again_and_again_answers_everybody_and_acts_once(
    playground: Playground, home: Home
) -> None:
    """Telegram knows only one address of it, before and after each death."""
    playground.settings.webhook_pause = 0.05
    async with trial(playground, home, seed=3, settings=brought(free_port())) as doomed:
        for point in ("committed", "commit", "statement", "committed", "wire", "committed", "answer", "committed"):
            await doomed.kill_at(point, doomed.dice.randint(1, 10))
        await doomed.live_on()
    verdict = doomed.verdict
    assert verdict.kills == 8
    assert (verdict.unanswered, verdict.effects_too_many, verdict.effects_too_few) == (0, 0, 0)
    assert verdict.duplicates <= verdict.in_flight_at_kills
    assert verdict.slowest_resumption_seconds < 60

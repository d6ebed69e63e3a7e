"""The clock that can be turned: ours follows it, and runs on when it is out of reach."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from aiohttp import web

from gateways.clock import ClockReader
from services.clock import TurnedClock, machine_now
from tests.answering import listening

NOON = datetime(2026, 7, 14, 4, tzinfo=UTC)


@dataclass
class Tower:
    """A clock on a tower, with whatever it shows."""

    url: str = ""
    shows: Any = None
    status: int = 200

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Tell the time."""
        return web.json_response(self.shows, status=self.status)


@pytest.fixture
async def tower() -> AsyncIterator[Tower]:
    tower = Tower(shows={"now": NOON.isoformat(), "speed": 1.0})
    async with listening(tower.answer) as address:
        tower.url = f"{address}/clock"
        yield tower


def is_about(moment: datetime, other: datetime) -> bool:
    return abs(moment - other) < timedelta(seconds=3)


async def test_ours_shows_what_the_other_shows(tower: Tower) -> None:
    clock = TurnedClock()
    await ClockReader(tower.url, clock).read()
    assert is_about(clock.now(), NOON)
    tower.shows = {"now": "2026-07-15T12:00:00+08:00"}
    await ClockReader(tower.url, clock).read()
    assert is_about(clock.now(), NOON + timedelta(days=1))


async def test_between_two_readings_it_runs_at_the_speed_that_was_said(tower: Tower) -> None:
    clock = TurnedClock()
    tower.shows = {"now": NOON.isoformat(), "speed": 3600}
    await ClockReader(tower.url, clock).read()
    await asyncio.sleep(0.1)
    assert timedelta(minutes=5) < clock.now() - NOON < timedelta(minutes=60)
    tower.shows = {"now": NOON.isoformat(), "speed": 0}
    await ClockReader(tower.url, clock).read()
    assert clock.now() == clock.now() == NOON


async def test_it_is_read_each_second(tower: Tower) -> None:
    clock = TurnedClock()
    running = asyncio.create_task(ClockReader(tower.url, clock).run())
    await asyncio.sleep(1.5)
    assert is_about(clock.now(), NOON)
    running.cancel()


@pytest.mark.parametrize(
    "shows",
    [
        None, [], "noon", {}, {"now": "noon"}, {"now": None}, {"now": "2026-07-14T12:00:00"}, {"now": 5},
        {"now": NOON.isoformat(), "speed": "NaN"}, {"now": NOON.isoformat(), "speed": 1e300},
        {"now": NOON.isoformat(), "speed": -1}, {"now": "9999-12-31T23:59:59Z"},
    ],
    ids=str,
)  # fmt: skip
async def test_what_is_no_time_changes_nothing(tower: Tower, shows: Any) -> None:
    clock = TurnedClock()
    tower.shows = shows
    await ClockReader(tower.url, clock).read()
    assert is_about(clock.now(), machine_now())


async def test_out_of_reach_it_says_so_once_and_goes_on_from_the_last_reading(tower: Tower) -> None:
    clock = TurnedClock()
    reader = ClockReader(tower.url, clock)
    await reader.read()
    reader._url = "http://127.0.0.1:9/clock"
    with structlog.testing.capture_logs() as said:
        for _ in range(3):
            await reader.read()
    assert [line["event"] for line in said] == ["the clock is out of reach: it runs on from the last reading"]
    assert is_about(clock.now(), NOON)

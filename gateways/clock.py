"""The clock of a playground: read again and again, so that a demo or a test can turn the hour."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp
import structlog

from services.clock import TurnedClock

log = structlog.get_logger(__name__)

READ_SECONDS = 0.5
FASTEST = 86_400.0
LAST_YEAR = 9000
_TIMEOUT = aiohttp.ClientTimeout(total=5.0)


class ClockReader:
    """Reads a clock at an address, and sets ours by it; out of reach, ours runs on from the last reading."""

    def __init__(self, url: str, clock: TurnedClock) -> None:
        """`url` answers GET with {"now": ISO-TIME, "speed": 1.0}."""
        self._url = url
        self._clock = clock
        self._is_reached = True

    async def run(self) -> None:
        """Read twice a second until cancelled: who turns it and asks a second later is answered by the new hour."""
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while True:
                await asyncio.sleep(READ_SECONDS)
                await self._read(session)

    async def read(self) -> None:
        """Read once."""
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            await self._read(session)

    async def _read(self, session: aiohttp.ClientSession) -> None:
        try:
            async with session.get(self._url, allow_redirects=False) as answer:
                self._clock.turn(*_reading(await answer.json(content_type=None)))
            self._is_reached = True
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, TypeError, KeyError) as error:
            if self._is_reached:
                log.warning("the clock is out of reach: it runs on from the last reading", error=type(error).__name__)
            self._is_reached = False


def _reading(answer: Mapping[str, Any]) -> tuple[datetime, float]:
    """The moment and the speed; ValueError, TypeError or KeyError if there are none."""
    now, speed = datetime.fromisoformat(answer["now"]), float(answer.get("speed", 1.0))
    if now.tzinfo is None or not (0 <= speed <= FASTEST and now.year < LAST_YEAR):
        raise ValueError("a moment needs its zone, a clock runs forward, and calendars end")
    return now, speed

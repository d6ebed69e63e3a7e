"""Keeps the station finder true: reloads when another process changed the stations, and has the next trees ready."""

import asyncio
from typing import Final

import structlog

from models.database import Sessions
from services.clock import Clock
from services.stations.finder import StationFinder
from services.stations.index import stations_revision

SECONDS_BETWEEN_LOOKS: Final = 2.0

log = structlog.get_logger(__name__)


async def follow(
    finder: StationFinder, sessions: Sessions, clock: Clock, seconds_between: float = SECONDS_BETWEEN_LOOKS
) -> None:
    """Look for changes every two seconds until cancelled; a failed look is logged and tried again."""
    while True:
        try:
            await look(finder, sessions, clock)
        except Exception as error:
            # Whatever it was, the old stations go on answering. Its words may hold data, its kind does not.
            log.warning("stations_not_read", error=type(error).__name__)
        await asyncio.sleep(seconds_between)


async def look(finder: StationFinder, sessions: Sessions, clock: Clock) -> None:
    """Have ready what the next searches need, and reload the stations if their revision moved, their names last."""
    await finder.refresh(clock.now())
    async with sessions() as session:
        if await stations_revision(session) != finder.revision:
            await finder.load(session, clock.now())
    await finder.learn_names()

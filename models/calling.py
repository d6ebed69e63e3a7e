"""Calling: on PostgreSQL a process that changed something calls the others; on SQLite they have to look."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.database import Database

LISTEN_AGAIN_SECONDS: Final = 1.0
PROBE_SECONDS: Final = 10.0  # a line that is cut without a word looks like one on which nobody calls

log = structlog.get_logger(__name__)


async def call(session: AsyncSession, channel: str) -> None:
    """Call those who listen on `channel`, the moment this transaction is committed."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_notify(channel, "")))


async def listen(database: Database, channel: str, heard: Callable[[], None]) -> None:
    """Run `heard` at every call, on a connection of its own, until cancelled; a cut line is taken up again.

    Whenever it begins anew, calls may have been missed: `heard` is run then too.
    """
    while not database.is_sqlite:
        try:
            await _listen(database, channel, heard)
        except Exception as error:  # whatever it was: those who listen look by themselves meanwhile
            log.warning("nobody listens to the database's calls", channel=channel, error=type(error).__name__)
        await asyncio.sleep(LISTEN_AGAIN_SECONDS)


async def _listen(database: Database, channel: str, heard: Callable[[], None]) -> None:
    ended = asyncio.Event()
    async with database.engine.connect() as connection:
        try:
            line = (await connection.get_raw_connection()).driver_connection
            assert line is not None
            line.add_termination_listener(lambda _: ended.set())
            await line.add_listener(channel, lambda *_: heard())
            heard()
            while not ended.is_set():
                await _wait(ended, PROBE_SECONDS)
                await line.execute("select 1")
        finally:
            await connection.invalidate()  # nobody else may get a connection that listens


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return

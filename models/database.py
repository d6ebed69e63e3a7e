"""Engines and sessions: SQLite in WAL with one writer at a time, or PostgreSQL."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from models.refusals import unite_refusals

WRITER_PRAGMAS = ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "busy_timeout=5000")
READER_PRAGMAS = ("busy_timeout=5000", "query_only=on")

NO_ADDRESS = (
    "no address of a database, like sqlite+aiosqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME; "
    "an @ within the password is written %40"
)

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 5.0
SILENT_SECONDS = 8.0  # a server that cannot even say that the time is over
# A process that was stopped in a transaction, or whose machine vanished, may hold the courier's lease that long.
IDLE_TRANSACTION_SECONDS = 10.0
LEISURE_LOCK = 0x6E75616E7969  # "nuanyi": PostgreSQL tells such locks apart by a number

Sessions = async_sessionmaker[AsyncSession]


class Database:
    """The two ways in: `writing` begins every transaction as a writer, `reading` never blocks one."""

    def __init__(self, url: str) -> None:
        """`url` is sqlite+aiosqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME; ValueError if it is neither."""
        self.url = address_of(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = _sqlite(self.url, WRITER_PRAGMAS, immediate=True) if self.is_sqlite else _postgresql(self.url)
        self._reader = _sqlite(self.url, READER_PRAGMAS, immediate=False) if self.is_sqlite else _postgresql(self.url)
        self.writing: Sessions = async_sessionmaker(self._writer, expire_on_commit=False, autoflush=False)
        self.reading: Sessions = async_sessionmaker(self._reader, expire_on_commit=False, autoflush=False)

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine."""
        return self._writer

    @asynccontextmanager
    async def at_leisure(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that may take as long as it takes, such as a migration's; of these one at a time."""
        if self.is_sqlite:
            async with self._writer.begin() as connection:
                yield connection
            return
        patient = _postgresql(self.url, hurried=False)
        try:
            async with patient.begin() as connection:
                await connection.exec_driver_sql(f"select pg_advisory_xact_lock({LEISURE_LOCK})")
                yield connection
        finally:
            await patient.dispose()

    async def close(self) -> None:
        """Give every connection back."""
        await self._reader.dispose()
        await self._writer.dispose()


def address_of(text: str) -> URL:
    """An address of a database of ours; ValueError, which quotes nothing of it, if it is none."""
    try:
        url = _understood(make_url(text))
    except (ArgumentError, ValueError):  # the library quotes the place where the port should be: half a password
        raise ValueError(NO_ADDRESS) from None
    if url.get_backend_name() not in ("sqlite", "postgresql") or "@" in (url.host or ""):
        raise ValueError(NO_ADDRESS)
    return url


def _understood(url: URL) -> URL:
    """The address as our driver wants it: servers and their hosts write it in other ways too."""
    if url.drivername not in ("postgresql", "postgres", "postgresql+asyncpg"):
        return url
    query = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def _postgresql(url: URL, *, hurried: bool = True) -> AsyncEngine:
    limits = {"statement_timeout": STATEMENT_SECONDS, "idle_in_transaction_session_timeout": IDLE_TRANSACTION_SECONDS}
    settings = {name: str(int(seconds * 1000)) for name, seconds in limits.items()} if hurried else {}
    # No ping before each use: it costs three ways there and back, and whoever meets a cut line tries again anyway.
    engine = create_async_engine(
        url,
        hide_parameters=True,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": SILENT_SECONDS if hurried else None,
            "server_settings": {"application_name": "nuanyi"} | settings,
        },
    )
    unite_refusals(engine.sync_engine)
    return engine


def _sqlite(url: URL, pragmas: tuple[str, ...], *, immediate: bool) -> AsyncEngine:
    # One writer at a time is SQLite's rule; waiting for the one connection is fairer and quicker than its busy wait.
    size = {"pool_size": 1, "max_overflow": 0} if immediate else {}
    engine = create_async_engine(url, hide_parameters=True, connect_args={"isolation_level": None}, **size)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"pragma {pragma}").close()

    # A deferred transaction that turns into a writer ignores busy_timeout: every writer asks at once.
    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine

"""Engines and sessions: SQLite in WAL with one writer at a time, or PostgreSQL."""

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

WRITER_PRAGMAS = ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "busy_timeout=5000")
READER_PRAGMAS = ("busy_timeout=5000", "query_only=on")

Sessions = async_sessionmaker[AsyncSession]


class Database:
    """The two ways in: `writing` begins every transaction as a writer, `reading` never blocks one."""

    def __init__(self, url: str) -> None:
        """`url` is sqlite+aiosqlite:///PATH or postgresql+asyncpg://…"""
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writer = _engine(url, WRITER_PRAGMAS, immediate=True)
        self._reader = _engine(url, READER_PRAGMAS, immediate=False)
        self.writing: Sessions = async_sessionmaker(self._writer, expire_on_commit=False, autoflush=False)
        self.reading: Sessions = async_sessionmaker(self._reader, expire_on_commit=False, autoflush=False)

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine."""
        return self._writer

    async def close(self) -> None:
        """Give every connection back."""
        await self._reader.dispose()
        await self._writer.dispose()


def _engine(url: str, pragmas: tuple[str, ...], *, immediate: bool) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, hide_parameters=True, pool_pre_ping=True)
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

"""Homes: where a bot keeps its things, a directory and a database, on SQLite or on PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from playground.playground import Playground
from tests.postgresql import Server

DIALECTS = ("sqlite", "postgresql")
only_postgresql = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
stores_nothing = only_sqlite  # of its own: how what it stands on is stored is tested elsewhere, on both
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Home:
    """A directory, and beside it a database of `server`; without one the database is a file in the directory."""

    directory: Path
    server: Server | None = None
    database: str = ""

    @classmethod
    def empty(cls, directory: Path, server: Server | None) -> "Home":
        """One where nothing was ever stored."""
        directory.mkdir(exist_ok=True)
        return cls(directory, server, server.make() if server else "")

    def copy_to(self, directory: Path) -> "Home":
        """Another with the same things; nobody may be at work here meanwhile."""
        shutil.copytree(self.directory, directory)
        return Home(directory, self.server, self.server.make(self.database) if self.server else "")

    def raze(self) -> None:
        """Give the database back; the directory is pytest's."""
        if self.server:
            self.server.drop(self.database)

    @property
    def key(self) -> str:
        """What opens the database."""
        return (self.directory / "secret.key").read_text().strip()

    @property
    def file(self) -> Path:
        """The SQLite database."""
        return self.directory / "nuanyi.sqlite3"

    @property
    def database_url(self) -> str:
        """The address of the database."""
        return self.server.url(self.database) if self.server else f"sqlite+aiosqlite:///{self.file}"

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that make a bot live here, at any port; the database on SQLite need not be named."""
        return {"data_dir": self.directory, "http_port": 0} | (
            {"database_url": self.database_url} if self.server else {}
        )

    def environment(self, playground: Playground | None = None, /, **more: str) -> dict[str, str]:
        """Ours, for a process that lives here and speaks to `playground`, but without other settings of a bot."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("NUANYI_")}
        telegram = {"telegram_token": playground.token, "telegram_api_url": playground.url} if playground else {}
        settings = {f"NUANYI_{name.upper()}": str(value) for name, value in (self.settings | telegram).items()}
        return ours | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"} | settings | more

    def runs(self, *words: str) -> str:
        """What a command of ours prints, as an operator types it; it must succeed."""
        finished = self._run(*words)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    def refuses(self, *words: str, **settings: str) -> str:
        """What it says on stderr when it must not succeed."""
        finished = self._run(*words, **settings)
        assert finished.returncode == 1, finished.stdout
        return finished.stderr

    def _run(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "bot", *words], cwd=self.directory, env=self.environment(**settings),
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def asks(self, question: str) -> list[list[str]]:
        """The rows that a question to the database brings, asked outside every program of ours."""
        if self.server:
            return [row.split("|") for row in self.server.asks(question, self.database)]
        with closing(sqlite3.connect(self.file)) as connection:
            return [[str(value) for value in row] for row in connection.execute(question)]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Somebody else writes into the database meanwhile and takes their time."""
        if self.server:
            with self.server.holding(self.database):
                yield
            return
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            connection.execute("begin immediate")
            yield
            connection.rollback()

    def on_the_disk(self) -> list[bytes]:
        """What a thief of the disk would find."""
        if self.server:
            return self.server.bytes_of(self.database)
        return [path.read_bytes() for path in self.directory.glob(f"{self.file.name}*")]

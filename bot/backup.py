"""`nuanyi db backup`: a consistent copy of the database while the bot is at work, whole or not at all."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from models.database import address_of
from services.errors import InputFault, StateFault

BUSY_SECONDS: Final = 30.0
ONLY_OURS: Final = 0o600
# A restored copy cannot know what was sent since: nothing that waited then may go out again by itself.
HOLD: Final = (
    "update delivery set state = 'uncertain', body = null, finished_at = owed_at, reason = 'it waited in a backup' "
    "where finished_at is null"
)
RESTORE: Final = {
    "sqlite": "stop the bot, put it in the place of {place} and remove that file's -wal and -shm",
    "postgresql": (
        "stop the bot, then `pg_restore --clean --if-exists --no-owner --dbname=NAME {file}`, and so that nobody "
        f'is sent anything twice `psql --dbname=NAME -c "{HOLD}"`'
    ),
}


def back_up(database_url: str, file: Path) -> str:
    """Copy the database into a new `file` and say how it is brought back; raises InputFault or StateFault."""
    url = address_of(database_url)
    dialect = url.get_backend_name()
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        if file.exists():
            raise InputFault(f"{file} is there already, and a backup overwrites nothing: name another file")
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OURS))
        (_copy_sqlite if dialect == "sqlite" else _dump_postgresql)(url, unfinished)
        _finish(unfinished, file)
    except FileExistsError:  # somebody else was quicker
        raise InputFault(f"{file} is there already, and a backup overwrites nothing: name another file") from None
    except OSError as error:
        raise InputFault(f"{file} cannot be written ({error.strerror}): nothing was kept of it") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return RESTORE[dialect].format(place=url.database, file=file)


def _copy_sqlite(url: URL, unfinished: Path) -> None:
    """SQLite's own online copy, of one moment: in WAL mode it neither waits for a writer nor holds one up."""
    place = Path(url.database or "")
    if not place.is_file():
        raise StateFault(f"there is no database at {place}: is NUANYI_DATA_DIR right?")
    try:
        with (
            closing(sqlite3.connect(place, timeout=BUSY_SECONDS)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
            copy.execute(HOLD)
            copy.commit()
            [found] = copy.execute("pragma quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise StateFault(f"the database cannot be copied ({error}); nothing was kept") from None
    if found != "ok":
        raise StateFault(f"the database is damaged ({found}): look for the last good backup; this copy was not kept")


def _dump_postgresql(url: URL, unfinished: Path) -> None:
    """PostgreSQL's own dump, of one moment; it knows what a database holds, and we would only guess."""
    program = shutil.which("pg_dump")
    if program is None:
        raise StateFault("pg_dump is not here: install PostgreSQL's client programs, or back up where the server is")
    command = [program, "--format=custom", "--no-owner", "--no-password", f"--file={unfinished}"]
    done = subprocess.run(command, env=os.environ | _address(url), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        reason = next(iter(done.stderr.strip().splitlines()), "no reason given").removeprefix("pg_dump: ")
        raise StateFault(f"pg_dump could not copy the database ({reason}); nothing was kept")


def _address(url: URL) -> dict[str, str]:
    """Where the database is, for PostgreSQL's programs; not on their command line, which everybody can read."""
    host = url.host or str(url.query.get("host", ""))
    parts = {"PGHOST": host, "PGPORT": str(url.port or ""), "PGUSER": url.username, "PGPASSWORD": url.password}
    parts |= {"PGDATABASE": url.database, "PGSSLMODE": str(url.query.get("ssl", ""))}  # else it would settle for less
    return {name: str(value) for name, value in parts.items() if value}


def _finish(unfinished: Path, file: Path) -> None:
    """Give the copy its name once all of it is on the disk; FileExistsError if somebody took the name."""
    with unfinished.open("rb") as copy:
        os.fsync(copy.fileno())
    os.link(unfinished, file)
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)

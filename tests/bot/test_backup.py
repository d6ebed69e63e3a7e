"""`nuanyi db backup`: a copy of one moment, whole or not there, that a bot can live on."""

import asyncio
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.backup import HOLD, back_up
from models import Kind
from services.delivery import outbox
from services.errors import InputFault, StateFault
from tests.city import City
from tests.homes import ROOT, Home
from tests.services.test_courier import parcel

TABLES = ("delivery", "processed_update", "worker")


def counted(home: Home) -> dict[str, int]:
    return {table: int(home.asks(f"select count(*) from {table}")[0][0]) for table in TABLES}


@pytest.fixture(autouse=True)
def programs(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's client programs, as old as its server."""
    if home.server:
        monkeypatch.setenv("PATH", f"{home.server.programs}:{os.environ['PATH']}")


def restored(home: Home, backup: Path, directory: Path) -> Home:
    """Another home with what the backup holds, and the key that was kept elsewhere."""
    directory.mkdir()
    shutil.copy(home.directory / "secret.key", directory)
    if home.server is None:
        shutil.copy(backup, directory / home.file.name)
        return Home(directory)
    other = Home(directory, home.server, home.server.make())
    words = ("-U", "postgres", "-h", str(home.server.directory), "--no-owner", f"--dbname={other.database}")
    subprocess.run([home.server.programs / "pg_restore", *words, backup], check=True)
    other.asks(HOLD)
    return other


async def test_a_backup_made_while_the_bot_answers_holds_every_row_and_a_bot_lives_on_it(
    quiet_city: City, home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    async with quiet_city.at_work():
        people = [quiet_city.phone(f"Ana{number}") for number in range(20)]
        for person in people:
            await person.types("/start")
        await asyncio.gather(*(person.reads() for person in people))
        before = counted(home)
        busy = asyncio.create_task(keep_talking(people))
        await asyncio.to_thread(back_up, home.database_url, file)
        busy.cancel()
        after = counted(home)
    other = restored(home, file, tmp_path / "other")
    copied = counted(other)
    assert before["worker"] == copied["worker"] == 20
    assert all(before[table] <= copied[table] <= after[table] for table in TABLES)
    city = City(quiet_city.playground, quiet_city.clock, other)
    async with city.at_work():
        bao = city.phone("Bao")
        await bao.types("/help")
        assert "12351" in await bao.reads()
    other.raze()


async def test_a_backup_of_yesterday_that_comes_back_tells_nobody_anything_twice(
    quiet_city: City, home: Home, tmp_path: Path
) -> None:
    ana, bao, file = quiet_city.phone("Ana"), quiet_city.phone("Bao"), tmp_path / "backup"
    notice = parcel(quiet_city, bao.person.id, kind=Kind.MEAL)
    alarm = parcel(quiet_city, ana.person.id, kind=Kind.ALERT)
    async with quiet_city.at_work() as house:
        await house.courier.close()
        async with house.database.writing() as session, session.begin():
            await outbox.store(session, [parcel(quiet_city, ana.person.id), alarm, notice])
        await asyncio.to_thread(back_up, home.database_url, file)
    async with quiet_city.at_work():
        assert {await ana.reads(), await bao.reads()} == {"早上好"}
    other = restored(home, file, tmp_path / "other")
    quiet_city.playground.ledger.clear()
    city = City(quiet_city.playground, quiet_city.clock, other)
    async with city.at_work():
        await ana.types("/help")
        await ana.reads()
        assert quiet_city.playground.ledger.messages_per_chat() == {ana.person.id: 1}
        assert [delivery.state for delivery in await city.deliveries()][:3] == ["uncertain"] * 3
    other.raze()


async def keep_talking(people: list) -> None:  # type: ignore[type-arg]
    while True:
        for person in people:
            await person.types("/help")
        await asyncio.sleep(0.05)


def test_a_backup_is_nobody_elses_and_says_that_the_key_is_not_in_it(home: Home, tmp_path: Path) -> None:
    said = home.runs("db", "backup", str(tmp_path / "backup"))
    assert "the secret key is not in it" in said
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert home.key.encode() not in (tmp_path / "backup").read_bytes()


def test_nothing_is_overwritten(home: Home, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("the last good one")
    with pytest.raises(InputFault, match="overwrites nothing"):
        back_up(home.database_url, tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "the last good one"
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_a_name_that_is_taken_at_the_last_moment_is_left_alone(home: Home, tmp_path: Path) -> None:
    (tmp_path / "backup").symlink_to(tmp_path / "elsewhere")  # not there to look at, and yet in the way
    with pytest.raises(InputFault, match="overwrites nothing"):
        back_up(home.database_url, tmp_path / "backup")
    assert (tmp_path / "backup").is_symlink()
    assert not (tmp_path / "elsewhere").exists()


def test_where_nothing_can_be_written_one_sentence_says_so(home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="cannot be written"):
        back_up(home.database_url, tmp_path / "nowhere" / "backup")


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StateFault, match="there is no database"):
        back_up(f"sqlite+aiosqlite:///{tmp_path / 'none.sqlite3'}", tmp_path / "backup")
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def test_a_server_out_of_reach_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StateFault, match="pg_dump could not copy the database") as raised:
        back_up("postgresql+asyncpg://nuanyi:canary@127.0.0.1:9/nuanyi", tmp_path / "backup")
    assert "canary" not in str(raised.value)
    assert not (tmp_path / "backup").exists()


def test_a_copy_over_the_net_is_made_behind_the_same_lock_as_the_bot_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "asked for $PGSSLMODE" >&2\nexit 1\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StateFault, match="asked for verify-full"):
        back_up("postgresql://nuanyi@127.0.0.1:9/nuanyi?sslmode=verify-full", tmp_path / "backup")


def test_without_pg_dump_the_operator_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StateFault, match="install PostgreSQL's client programs"):
        back_up("postgresql+asyncpg://nuanyi@127.0.0.1:9/nuanyi", tmp_path / "backup")


def test_a_damaged_database_is_not_passed_off_as_a_backup(home: Home, tmp_path: Path) -> None:
    if home.server:
        return
    with home.file.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 20))
    with pytest.raises(StateFault, match=r"damaged|cannot be copied"):
        back_up(home.database_url, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.mark.slow
def test_a_kill_in_the_middle_leaves_no_half_file_under_the_name(home: Home, tmp_path: Path) -> None:
    if home.server:
        return
    with closing(sqlite3.connect(home.file)) as connection, connection:
        connection.execute("create table ballast (x blob)")
        connection.executemany("insert into ballast values (zeroblob(1000000))", [()] * 60)
    for milliseconds in (350, 420, 500, 600, 700, 850, 1000, 1400):
        file = tmp_path / f"backup{milliseconds}"
        command = [sys.executable, "-c", f"from pathlib import Path; from bot.backup import HOLD, back_up;"
                   f"back_up({home.database_url!r}, Path({str(file)!r}))"]  # fmt: skip
        process = subprocess.Popen(command, cwd=ROOT)
        try:
            process.wait(milliseconds / 1000)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if file.exists():
            with closing(sqlite3.connect(file)) as connection:
                assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
                assert connection.execute("select count(*) from ballast").fetchone() == (60,)

"""The drill: a backup is brought back by typing what docs/operating/backup.md says, line by line."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.backup import HOLD
from tests.city import HERE, City, station
from tests.homes import ROOT, Home
from tests.unions import found_unions

PAGES = ("docs/operating/backup.md", "docs/operating/backup.zh-CN.md")


def drills(page: str) -> list[str]:
    """What is typed in a drill: on SQLite, and on PostgreSQL."""
    [chapter] = re.findall(
        r"^## (?:The drill|演练)\n(.*?)^## ", (ROOT / page).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL)
    return blocks


def types_all(home: Home, city: City, script: str, programs: Path) -> str:
    """What a shell prints in the operator's directory, at the first failure no more."""
    programs.mkdir()
    (programs / "nuanyi").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n')
    (programs / "nuanyi").chmod(0o700)
    paths = [str(programs), *([str(home.server.programs)] if home.server else []), os.environ["PATH"]]
    server = {"PGHOST": str(home.server.directory), "PGUSER": "postgres"} if home.server else {}
    environment = home.environment(city.playground, PATH=":".join(paths), **server)
    if home.server is None:
        (home.directory / "data").symlink_to(home.directory)
        environment["NUANYI_DATA_DIR"] = "data"
    typed = subprocess.run(
        ["sh", "-e"], input=script, cwd=home.directory, env=environment, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert typed.returncode == 0, typed.stdout + typed.stderr
    return typed.stdout


@pytest.mark.slow
async def test_who_types_the_drill_sees_what_the_page_says(quiet_city: City, home: Home, tmp_path: Path) -> None:
    await lives(quiet_city)
    script = drills(PAGES[0])[1 if home.server else 0].replace("28.0 120.65", f"{HERE[0]} {HERE[1]}")
    if home.server:
        script = script.replace("nuanyi_drill", f"{home.database}_drill")
        script = script.replace("host=/var/run/postgresql", f"user=postgres\\&host={home.server.directory}")
    said = await asyncio.to_thread(types_all, home, quiet_city, script, tmp_path / "programs")
    if home.server:
        assert "✓ the secret key opens it" in said
        return
    before, after = said.split("as expected")
    assert "✗ there is no secret key" in before
    for words in ("✓ the secret key opens it", "赵主席", "红旗路"):
        assert words in after, after
    assert not (home.directory / "drill").exists()
    assert home.file.exists()


def test_both_languages_type_the_same_drill() -> None:
    english, chinese = (re.sub(r"echo .*", "echo", "".join(drills(page))) for page in PAGES)
    assert english == chinese


async def lives(city: City) -> None:
    """A bot that has a door and somebody at work for a union."""
    async with city.at_work() as house:
        await city.has(station("红旗路"))
        await found_unions(house.database)
    city.home.runs("staff", "add", "700001", "--name", "赵主席", "--role", "admin", "--union", "330000")


def test_the_page_holds_what_waited_in_a_backup_as_the_command_does() -> None:
    assert f'-c "{HOLD}"' in drills(PAGES[0])[1]

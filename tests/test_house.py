"""The house itself: what keeps it one, told with how to mend it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from importlinter.cli import lint_imports
from sqlalchemy import Connection

from models import Model
from models.database import Database

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "scheduler", "gateways", "services", "models", "locales", "playground", "demo")
LONGEST_MODULE = 330


def modules() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "versions" not in path.parts]


def test_imports_run_downwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_logo=True) == 0, "move the line to its room: see CONTRIBUTING.md"


def test_no_module_holds_two_things() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    assert not {name: lines for name, lines in long.items() if lines > LONGEST_MODULE}, "split it: one noun each"


def test_every_module_says_in_one_line_what_lives_in_it() -> None:
    silent = [str(path.relative_to(ROOT)) for path in modules() if not path.read_text().startswith('"""')]
    assert not silent, "begin it with a docstring of one line"


def test_only_the_clock_asks_the_system_for_the_time() -> None:
    asking = re.compile(r"datetime\.(now|utcnow|today)\(|\btime\.time\(|date\.today\(")
    rooms = [path for path in modules() if path.parts[len(ROOT.parts)] != "playground"]
    guilty = [path.name for path in rooms if asking.search(path.read_text()) and path.name != "clock.py"]
    assert not guilty, "take `now` as a parameter, or ask services/clock.py"


async def test_the_migrations_make_the_tables_that_the_models_describe(database: Database) -> None:
    def difference(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Model.metadata))

    async with database.engine.connect() as connection:
        found = await connection.run_sync(difference)
    assert found == [], "write a migration in models/migrations/versions"


def test_the_locks_hold_hashes_and_no_hosts() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--find-links", text), f"{lock}: make lock"


def test_a_test_cannot_reach_the_network() -> None:
    import socket

    with pytest.raises(Exception, match="A test tried to use socket"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


def test_make_without_a_verb_lists_the_verbs() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(f"make {verb}" in listed for verb in ("setup", "test", "check", "bench", "guarantees"))


def test_python_dash_m_bot_is_nuanyi() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "stations" in shown.stdout

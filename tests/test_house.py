"""The house itself: what keeps it one, told with how to mend it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from importlinter.cli import lint_imports
from sqlalchemy import Connection
from typer.main import get_command
from typer.testing import CliRunner

from bot.command_line import application
from bot.settings import PREFIX, SECRETS, Settings
from models import Model
from models.database import Database
from tests.homes import DIALECTS

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "scheduler", "gateways", "services", "models", "locales", "playground", "demo")
LONGEST_MODULE = 330
READMES = ("README.md", "README.zh-CN.md")
OPERATING = ("docs/operating.md", "docs/operating.zh-CN.md")


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


@pytest.mark.parametrize("page", ["docs/tour.md", "CONTRIBUTING.md", *READMES, *OPERATING])
def test_every_link_to_a_file_leads_to_one(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text("utf-8"))
    names = re.findall(r"`((?:tests|docs)/[\w./]+)`", (ROOT / page).read_text("utf-8"))
    files = [link for link in links if not link.startswith("http")]
    lost = [link for link in files if not (ROOT / page).parent.joinpath(link).exists()]
    lost += [name for name in names if not (ROOT / name).exists()]
    assert not lost, f"{page} names files that are not there"


def told_settings(page: str) -> set[str]:
    files = {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    return set(re.findall(r"NUANYI_[A-Z_]+", (ROOT / page).read_text("utf-8"))) - files


REAL_SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("page", OPERATING)
def test_every_setting_stands_on_the_operators_page_and_the_reverse(page: str) -> None:
    assert told_settings(page) == REAL_SETTINGS, f"{page} and bot/settings.py must name the same settings"


@pytest.mark.parametrize("page", READMES)
def test_the_readme_names_no_setting_that_is_none(page: str) -> None:
    assert told_settings(page) <= REAL_SETTINGS


def test_every_decision_is_found_from_one_page_and_no_file_of_them_grows_long() -> None:
    files = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/decisions").glob("*.md")}
    index = re.findall(r"\(decisions/([\w-]+\.md)\)", (ROOT / "docs/decisions.md").read_text("utf-8"))
    assert sorted(index) == sorted(files), "give it a line in docs/decisions.md"
    assert not [name for name, text in files.items() if len(text.splitlines()) > 150], "split it by subject"


@pytest.mark.parametrize(("readme", "operating"), [*zip(READMES, OPERATING, strict=True)])
def test_the_readme_is_read_in_two_screens_and_leads_to_the_rest(readme: str, operating: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert len(text.splitlines()) <= 110, f"move detail to {operating}"
    assert f"({operating})" in text


@pytest.mark.parametrize("page", OPERATING)
def test_every_command_stands_on_the_operators_page(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    commands = vars(get_command(application))["commands"]
    groups = {name: vars(command).get("commands", {"": command}) for name, command in commands.items()}
    words = [f"nuanyi {group} {name}".strip() for group, names in groups.items() for name in names]
    assert not [each for each in words if each not in text], f"give it a line in {page}"


@pytest.mark.parametrize("page", [*READMES, *OPERATING])
def test_every_command_in_the_readme_exists(page: str) -> None:
    lines = re.findall(r"nuanyi ((?:[a-z]+ ?){1,2})", (ROOT / page).read_text("utf-8"))
    for words in {tuple(line.split()) for line in lines}:
        known = CliRunner().invoke(application, [*words[:2], "--help"])
        assert known.exit_code == 0, f"{page}: nuanyi {' '.join(words)} is no command"


@pytest.mark.parametrize("page", [*READMES, *OPERATING, "CONTRIBUTING.md", ".ci/run"])
def test_every_verb_of_make_in_the_documents_exists(page: str) -> None:
    verbs = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = set(re.findall(r"(?:`|^|\$ )make ([a-z]+)", (ROOT / page).read_text("utf-8"), re.MULTILINE))
    assert told <= verbs


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


def test_every_fault_has_a_test_that_exists_or_a_reason() -> None:
    page = (ROOT / "docs/faults.md").read_text("utf-8")
    known = set(
        re.findall(r"def (test_\w+)", "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")))
    )
    assert set(re.findall(r"`(test_\w+)`", page)) - {"test_house"} <= known, "docs/faults.md names tests that are gone"
    rows = dict(re.findall(r"^\| ([\d, ]+) \|[^|]*\|(.*)\|$", page, re.MULTILINE))
    provoked = {int(number) for numbers, told in rows.items() if told.strip() for number in numbers.split(",")}
    [excused] = re.findall(r"Faults without a test: ([\d, ]+)", (ROOT / "docs/decisions/house.md").read_text("utf-8"))
    missing = {*range(1, 44), *range(63, 68)} - provoked - set(map(int, excused.split(",")))
    assert not missing, "name the test in docs/faults.md, or the reason in docs/decisions/house.md"


@pytest.mark.parametrize("page", READMES)
def test_the_readme_quotes_what_was_measured(page: str) -> None:
    measured = json.loads((ROOT / "docs/guarantees.json").read_text("utf-8"))
    kills = {name: sum(one["kills"] for one in measured["kills"] if one["database"] == name) for name in DIALECTS}
    tried = sum(measured["fuzz"]["tried"][name] for name in ("updates", "presses"))
    told = (ROOT / page).read_text("utf-8").replace(",", "")
    missing = [number for number in (*kills.values(), tried) if not re.search(rf"(?<!\d){number}(?!\d)", told)]
    assert not missing, f"{page} quotes figures that docs/guarantees.json does not hold"

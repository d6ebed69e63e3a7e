"""The units of systemd: they say what systemd understands, run what exists, and leave the machine alone."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from bot.command_line import application
from bot.settings import PREFIX, SECRETS, Settings
from tests.homes import ROOT

UNITS: Final = sorted((ROOT / "deploy").glob("nuanyi*.*"))
SERVICES: Final = [unit for unit in UNITS if unit.suffix == ".service"]
PROGRAM: Final = "/opt/nuanyi/bin/nuanyi"
ANALYZE: Final = shutil.which("systemd-analyze")
EXPOSURE: Final = "15"  # of 100; 92 is a service about which nobody thought
# Both units must shut the same doors: a backup reads all that the bot may read.
CONFINED: Final = (
    "User=nuanyi", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
    "CapabilityBoundingSet=", "SystemCallFilter=@system-service", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "MemoryDenyWriteExecute=yes", "UMask=0077",
)  # fmt: skip
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="no systemd-analyze: install the package systemd")
every_service = pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)


def analyzed(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    assert ANALYZE
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, timeout=30, check=False)


@needs_systemd
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(PROGRAM, shutil.which("true") or ""))
    seen = analyzed("verify", *(tmp_path / unit.name for unit in UNITS))
    assert [line for line in seen.stderr.splitlines() if "nuanyi" in line] == []


@needs_systemd
@every_service
def test_a_service_that_is_taken_over_cannot_do_much(unit: Path) -> None:
    seen = analyzed("security", "--offline=true", f"--threshold={EXPOSURE}", unit)
    assert seen.returncode == 0, seen.stdout


@every_service
def test_both_services_shut_the_same_doors(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    assert [line for line in CONFINED if line not in lines] == []


@every_service
def test_what_a_service_runs_and_sets_exists(unit: Path) -> None:
    text = unit.read_text()
    commands = [
        words.split()[: 2 if words.startswith("db") else 1] for words in re.findall(rf"{PROGRAM} ([a-z ]+)", text)
    ]
    assert commands
    assert all(CliRunner().invoke(application, [*words, "--help"]).exit_code == 0 for words in commands)
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {
        f"{PREFIX}{name.upper()}_FILE" for name in SECRETS
    }
    assert {*re.findall(rf"{PREFIX}\w+", text)} <= known


def test_the_timer_begins_the_backup() -> None:
    assert {unit.name for unit in UNITS} == {"nuanyi.service", "nuanyi-backup.service", "nuanyi-backup.timer"}
    assert "OnCalendar=" in (ROOT / "deploy/nuanyi-backup.timer").read_text()

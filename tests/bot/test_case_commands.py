"""`nuanyi cases`: what an operator exports and reads."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import CaseKind, Union
from models.database import Database
from models.secrets import use_keys
from services.cases.filing import Filing, file_case
from services.cases.talk import Said
from tests.bot.desk import sits_down, types
from tests.cases import Targets
from tests.homes import Home

FILED = datetime(2026, 7, 14, 16, 30, tzinfo=UTC)
"""Half an hour past midnight of the 15th by the union's clock."""


async def files_one(home: Home) -> None:
    use_keys([home.key])
    database = Database(home.database_url)
    async with database.writing() as session, session.begin():
        session.add(Union(adcode="330000", name="浙江省总工会"))
        await session.flush()
        filing = Filing(CaseKind.COMPLAINT, 700_000_001, "330302", category="broken", said=[Said("微波炉不通电")])
        await file_case(session, filing, Targets(), FILED)
    await database.close()


def test_the_cases_of_some_days_are_exported_and_the_trail_says_so(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sits_down(home, monkeypatch)
    asyncio.run(files_one(home))
    out = tmp_path / "cases.csv"
    done = types("cases", "export", out, "--from", "2026-07-15", "--to", "2026-07-15")
    assert done.stdout.strip() == "exported 1 cases", done.output
    assert out.read_text("utf-8-sig").splitlines()[1].startswith("A1,complaint,broken,,,330000,new,2026-07-15 00:30,")
    assert "微波炉" not in out.read_text("utf-8-sig")
    assert "exported_cases" in types("staff", "audit").stdout
    assert (
        types("cases", "export", out, "--from", "2026-07-14", "--to", "2026-07-14").stdout.strip() == "exported 0 cases"
    )
    wrong = types("cases", "export", out, "--from", "2026-07-15", "--to", "2026-07-14")
    assert "is before" in str(wrong.exception)

"""`nuanyi meals import`: what an operator types and reads."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.meal_commands import meals
from bot.station_commands import stations
from services.errors import ImportRefused
from tests.homes import Home

STATIONS = "编号,名称,纬度,经度\nQD03,东侧驿站,30.274085,120.155070\n"
MEALS = "站号,名称,规则,开始,结束,风雨无阻\nQD03,免费早餐,每周五,06:30,08:30,是\n"


@pytest.fixture
def desk(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder: an installation with one station, and a list of meals."""
    monkeypatch.setenv("NUANYI_DATABASE_URL", home.database_url)
    monkeypatch.setenv("NUANYI_DATA_DIR", str(home.directory))
    (tmp_path / "stations.csv").write_text(STATIONS, encoding="utf-8")
    (tmp_path / "meals.csv").write_text(MEALS, encoding="utf-8")
    CliRunner().invoke(stations, ["import", str(tmp_path / "stations.csv"), "--datum", "wgs84"])
    return tmp_path


def imports(file: Path) -> Result:
    return CliRunner().invoke(meals, ["import", str(file)])


def test_a_union_imports_its_meals_and_the_same_list_again_changes_nothing(desk: Path) -> None:
    first = imports(desk / "meals.csv")
    assert (first.exit_code, first.stdout) == (0, "added 1, changed 0, unchanged 0, missing 0\n"), first.output
    assert imports(desk / "meals.csv").stdout == "added 0, changed 0, unchanged 1, missing 0\n"


def test_a_fault_stops_the_list_and_says_what_would_be_right(desk: Path) -> None:
    (desk / "meals.csv").write_text(MEALS.replace("每周五", "每周五早上"), encoding="utf-8")
    refused = imports(desk / "meals.csv")
    assert isinstance(refused.exception, ImportRefused)
    assert "错误 第2行 规则 “每周五早上”：没看懂，可以写 每天、工作日" in refused.stderr

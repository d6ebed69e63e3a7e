"""`nuanyi stations import` and `export`: what an operator types and reads."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from bot.station_commands import stations
from services.errors import ImportRefused
from tests.homes import Home

HEADER = "编号,名称,纬度,经度,开放时间,类型\n"
LIST = HEADER + "D1,红旗路驿站,30.274085,120.155070,24小时,综合\nD2,南门驿站,30.284085,120.165070,待定,茶馆\n"


@pytest.fixture
def desk(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder: a fresh installation and a list of two stations."""
    monkeypatch.setenv("NUANYI_DATABASE_URL", home.database_url)
    monkeypatch.setenv("NUANYI_DATA_DIR", str(home.directory))
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def types(*words: str | Path) -> Result:
    return CliRunner().invoke(stations, [str(word) for word in words])


def test_a_union_imports_its_list_on_the_first_try(desk: Path) -> None:
    result = types("import", desk / "list.csv", "--datum", "gcj02")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "added 2, changed 0, unchanged 0, missing 0"
    assert "提示 第3行 类型 “茶馆”：不认识的类型" in result.stdout


def test_the_same_list_again_changes_nothing(desk: Path) -> None:
    types("import", desk / "list.csv", "--datum", "gcj02")
    again = types("import", desk / "list.csv", "--datum", "gcj02")
    assert again.stdout.splitlines()[-1] == "added 0, changed 0, unchanged 2, missing 0"


def test_a_dry_run_counts_and_writes_nothing(desk: Path) -> None:
    first = types("import", desk / "list.csv", "--datum", "gcj02", "--dry-run")
    assert first.stdout.splitlines()[-2:] == ["只是检查，什么也没有写入", "added 2, changed 0, unchanged 0, missing 0"]
    then = types("import", desk / "list.csv", "--datum", "gcj02")
    assert then.stdout.splitlines()[-1] == "added 2, changed 0, unchanged 0, missing 0"


def test_faults_go_to_stderr_and_nothing_is_taken(desk: Path) -> None:
    (desk / "list.csv").write_text(LIST + "D3,东站,120.155070,30.274085,早上开门,综合\n", encoding="utf-8")
    result = types("import", desk / "list.csv", "--datum", "gcj02")
    assert result.exit_code == 1
    assert isinstance(result.exception, ImportRefused)
    assert "错误 第4行 纬度 “120.155070”：经纬度写反了?" in result.stderr
    assert "错误 第4行 开放时间 “早上开门”" in result.stderr
    assert "茶馆" in result.stdout
    assert types("export", desk / "out.csv").stdout.startswith("0 stations")


def test_stations_that_the_list_lacks_are_named_up_to_twenty(desk: Path) -> None:
    rows = "".join(f"E{n:02},驿站{n},30.274085,120.155070,,\n" for n in range(25))
    (desk / "all.csv").write_text(HEADER + rows, encoding="utf-8")
    types("import", desk / "all.csv", "--datum", "wgs84")
    result = types("import", desk / "list.csv", "--datum", "wgs84")
    assert "E00、E01" in result.stdout
    assert "E19 等25个" in result.stdout
    assert "E20" not in result.stdout
    assert result.stdout.splitlines()[-1] == "added 2, changed 0, unchanged 0, missing 25"


def test_a_workbook_is_imported_and_says_which_sheet_was_read(desk: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].title = "说明"
    sheet = workbook.create_sheet("驿站")
    for line in LIST.splitlines():
        sheet.append(line.split(","))
    workbook.save(desk / "list.xlsx")
    result = types("import", desk / "list.xlsx", "--datum", "gcj02")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == "提示 第1行：读的是工作表“驿站”；“说明”没有读"
    assert result.stdout.splitlines()[-1] == "added 2, changed 0, unchanged 0, missing 0"
    same = types("import", desk / "list.csv", "--datum", "gcj02")
    assert same.stdout.splitlines()[-1] == "added 0, changed 0, unchanged 2, missing 0"


def test_a_new_code_that_is_nearly_a_known_one_is_said(desk: Path) -> None:
    types("import", desk / "list.csv", "--datum", "gcj02")
    (desk / "list.csv").write_text(LIST.replace("D1", "d 1"), encoding="utf-8")
    result = types("import", desk / "list.csv", "--datum", "gcj02")
    assert "提示 新的编号“d 1”和已有的“D1”只差大小写、空格或横线，请核对是不是同一个驿站" in result.stdout
    assert result.stdout.splitlines()[-1] == "added 1, changed 0, unchanged 1, missing 1"


def test_without_a_datum_the_operator_is_told_why_it_matters(desk: Path) -> None:
    result = types("import", desk / "list.csv")
    assert result.exit_code == 2
    assert "500" in result.stderr


def test_an_export_comes_back_as_it_was(desk: Path) -> None:
    types("import", desk / "list.csv", "--datum", "bd09")
    exported = types("export", desk / "out.csv")
    assert exported.exit_code == 0, exported.output
    again = types("import", desk / "out.csv", "--datum", "wgs84")
    assert again.stdout.splitlines()[-1] == "added 0, changed 0, unchanged 2, missing 0"

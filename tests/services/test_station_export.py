"""What is exported opens safely in a spreadsheet and comes back as it was."""

import asyncio
import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import InputFault
from services.lists.spreadsheet_cell import protect, unprotect
from services.lists.station_export import write_stations
from services.places.datum import Datum
from services.station_words import HEADERS
from tests.services.carried import there_and_back, workbook_of

FORMULAS = [
    "=1+1",
    "+86577",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "＝1",
    "'=1",
    "''@x",
    "  =1",
    "\u200b=1",
    "\ufeff＝1",
    "﹦1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_would_run_gets_an_apostrophe_and_loses_it_again(text: str) -> None:
    assert protect(text) == "'" + text
    assert unprotect(protect(text)) == text


@given(st.text())
def test_no_cell_comes_back_changed_but_for_blanks_around_it(text: str) -> None:
    assert unprotect(protect(text)) in (text, text.strip())
    assert protect(text)[:1] not in set("=+-@＝＋－＠\t\r\n\x00")


def written(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_an_export_without_stations_still_has_its_header(tmp_path: Path) -> None:
    write_stations(tmp_path / "out.csv", [])
    assert written(tmp_path / "out.csv") == [list(HEADERS)]


def test_excel_is_told_that_the_file_is_utf_8(tmp_path: Path) -> None:
    write_stations(tmp_path / "out.csv", [])
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_export_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("the old one")

    def broken() -> list[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_stations(file, (broken() for _ in range(1)))
    assert file.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="写不了"):
        write_stations(tmp_path / "nowhere" / "out.csv", [])


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    ["=cmd|'/c calc'!A0", "'", "'=", "饮水、充电", "扫码或按铃", "24小时", "  ", "\t=", '"', "骑手门店"]
)
# Clear of the rim, where nothing stands: there a datum could push a point over it.
LATITUDES, LONGITUDES = st.floats(3.1, 53.9).map(str), st.floats(73.1, 135.9).map(str)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": CELLS.filter(lambda text: unprotect(text).strip())}
        | dict.fromkeys(("kind", "host", "address", "amenities", "entry", "phone", "keeper", "note"), CELLS)
        | {"lat": LATITUDES, "lng": LONGITUDES, "star": st.sampled_from("0345")}
        | {"opening_hours": st.sampled_from(["", "24小时", "周一至周五 8:00-18:00", "待定"])}
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(list(Datum)))
def test_an_export_that_is_imported_again_changes_nothing(rows: list[dict[str, str]], datum: Datum) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        columns = ["code", "name", "lat", "lng", *(set(HEADERS) - {"code", "name", "lat", "lng", "adcode"})]
        with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows([{"code": f"={number}"} | row for number, row in enumerate(rows)])
        result = asyncio.run(there_and_back(folder / "in.csv", datum))
    assert (result.added, result.changed, result.missing) == (0, 0, ())
    assert result.unchanged == len(rows)


WORKBOOK_HEADER = ["code", "name", "lat", "lng", "adcode", "phone", "star", "opening_hours", "note"]
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map("驿站".__add__)
STATIONS = st.lists(
    st.fixed_dictionaries(
        {
            "name": NAMES,
            "lat": st.floats(3.1, 53.9),
            "lng": st.floats(73.1, 135.9),
            "adcode": st.none() | st.integers(110000, 659999),
            "phone": st.none() | st.integers(13000000000, 13999999999) | NAMES,
            "star": st.sampled_from([None, 0, 3, 4.0, "五星"]),
            "opening_hours": st.sampled_from([None, "24小时", "周一至周五 8:00-18:00"]),
            "note": st.none() | st.booleans() | st.integers(0, 10**14) | st.dates(date(1900, 3, 1)) | NAMES,
        }
    ),
    max_size=4,
)


@settings(max_examples=30, deadline=None)
@given(STATIONS, st.sampled_from(list(Datum)))
def test_a_workbook_that_is_exported_and_imported_again_changes_nothing(
    stations: list[dict[str, Any]], datum: Datum
) -> None:
    rows = [[1000 + number, *map(station.get, WORKBOOK_HEADER[1:])] for number, station in enumerate(stations)]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "in.xlsx"
        file.write_bytes(workbook_of([WORKBOOK_HEADER, *rows]))
        result = asyncio.run(there_and_back(file, datum))
    assert (result.added, result.changed, result.unchanged, result.missing) == (0, 0, len(stations), ())

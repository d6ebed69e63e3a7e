"""What is exported opens safely in a spreadsheet and comes back as it was."""

import asyncio
import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.database import Database
from models.schema import Model
from services.errors import InputFault
from services.lists.spreadsheet_cell import protect, unprotect
from services.lists.station_export import stations_to_export, write_stations
from services.lists.station_file import read_station_file
from services.lists.station_import import ImportResult, import_stations
from services.lists.station_rows import read_stations
from services.places.datum import Datum
from services.station_words import HEADERS

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


async def _there_and_back(folder: Path, datum: Datum) -> ImportResult:
    database = Database(f"sqlite+aiosqlite:///{folder / 'nuanyi.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Model.metadata.create_all)
    async with database.writing() as session, session.begin():
        await import_stations(session, read_stations(read_station_file(folder / "in.csv"), datum))
    async with database.reading() as session:
        write_stations(folder / "out.csv", await stations_to_export(session))
    async with database.writing() as session, session.begin():
        again = read_stations(read_station_file(folder / "out.csv"), Datum.WGS84)
        result = await import_stations(session, again)
    await database.close()
    return result


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
        result = asyncio.run(_there_and_back(folder, datum))
    assert (result.added, result.changed, result.missing) == (0, 0, ())
    assert result.unchanged == len(rows)

"""An import adds and changes stations in one transaction, and deletes none."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from models.database import Database
from models.revision import Revision
from models.station import Station
from services.lists.station_file import read_station_file
from services.lists.station_import import ImportResult, import_stations
from services.lists.station_rows import StationList, read_stations
from services.places.datum import Datum

HEADER = "编号,名称,纬度,经度,开放时间,服务设施,备注"
FIRST = "D1,红旗路驿站,30.274085,120.155070,周一至周五 8:30—17:30,饮水、充电,靠里"
SECOND = "D2,南门驿站,30.284085,120.165070,24小时,,"


def listing(folder: Path, *rows: str, header: str = HEADER) -> StationList:
    file = folder / "stations.csv"
    file.write_text("\n".join((header, *rows)), encoding="utf-8")
    return read_stations(read_station_file(file), Datum.GCJ02)


async def take(database: Database, stations: StationList) -> ImportResult:
    async with database.writing() as session, session.begin():
        return await import_stations(session, stations)


async def station(database: Database, code: str) -> Station:
    async with database.reading() as session:
        return (await session.scalars(select(Station).where(Station.code == code))).one()


async def revision(database: Database) -> int:
    async with database.reading() as session:
        found = await session.get(Revision, "stations")
        return found.number if found else 0


async def test_a_first_import_adds_everything(database: Database, tmp_path: Path) -> None:
    result = await take(database, listing(tmp_path, FIRST, SECOND))
    assert str(result) == "added 2, changed 0, unchanged 0, missing 0"
    first = await station(database, "D1")
    assert (first.opening_hours, first.amenities, first.note) == ("Mo-Fr 08:30-17:30", "water;phone_charging", "靠里")
    assert (first.kind, first.star, first.listed) == ("", 0, True)


async def test_the_same_file_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    await take(database, listing(tmp_path, FIRST, SECOND))
    result = await take(database, listing(tmp_path, FIRST, SECOND))
    assert str(result) == "added 0, changed 0, unchanged 2, missing 0"
    assert await revision(database) == 1


async def test_a_running_bot_learns_of_a_change_by_the_revision(database: Database, tmp_path: Path) -> None:
    await take(database, listing(tmp_path, FIRST, SECOND))
    result = await take(database, listing(tmp_path, FIRST, SECOND.replace("24小时", "待定")))
    assert str(result) == "added 0, changed 1, unchanged 1, missing 0"
    assert (await station(database, "D2")).opening_hours == ""
    assert await revision(database) == 2


async def test_a_station_moved_by_a_meter_is_changed(database: Database, tmp_path: Path) -> None:
    await take(database, listing(tmp_path, FIRST))
    result = await take(database, listing(tmp_path, FIRST.replace("30.274085", "30.274094")))
    assert result.changed == 1


async def test_a_station_that_the_file_lacks_is_reported_and_stays(database: Database, tmp_path: Path) -> None:
    await take(database, listing(tmp_path, FIRST, SECOND))
    result = await take(database, listing(tmp_path, FIRST))
    assert result.missing == ("D2",)
    assert (await station(database, "D2")).listed
    assert await revision(database) == 1


async def test_a_column_that_the_file_lacks_keeps_what_is_known(database: Database, tmp_path: Path) -> None:
    await take(database, listing(tmp_path, FIRST))
    short = "D1,红旗路新驿站,30.274085,120.155070"
    result = await take(database, listing(tmp_path, short, header="编号,名称,纬度,经度"))
    assert result.changed == 1
    kept = await station(database, "D1")
    assert (kept.name, kept.amenities, kept.opening_hours) == (
        "红旗路新驿站",
        "water;phone_charging",
        "Mo-Fr 08:30-17:30",
    )


async def test_an_empty_cell_clears_what_is_known(database: Database, tmp_path: Path) -> None:
    await take(database, listing(tmp_path, FIRST))
    await take(database, listing(tmp_path, FIRST.replace("靠里", "")))
    assert (await station(database, "D1")).note == ""


async def test_an_unlisted_station_is_neither_missing_nor_listed_again(database: Database, tmp_path: Path) -> None:
    await take(database, listing(tmp_path, FIRST, SECOND))
    async with database.writing() as session, session.begin():
        (await session.scalars(select(Station).where(Station.code == "D2"))).one().listed = False
    assert (await take(database, listing(tmp_path, FIRST))).missing == ()
    assert (await take(database, listing(tmp_path, FIRST, SECOND))).unchanged == 2
    assert not (await station(database, "D2")).listed


async def test_an_import_that_is_broken_off_leaves_nothing(database: Database, tmp_path: Path) -> None:
    async with database.writing() as session:
        await import_stations(session, listing(tmp_path, FIRST, SECOND))
    async with database.reading() as session:
        assert (await session.scalars(select(Station))).all() == []
    assert await revision(database) == 0


async def test_a_list_of_twelve_thousand_is_taken_in_seconds(
    database: Database, tmp_path: Path, record_property: Any
) -> None:
    rows = [
        f"D{n},驿站{n},30.{n + 100000},120.{n + 100000},周一至周五 8:{n % 60:02}-17:30,饮水," for n in range(12_000)
    ]
    result = await take(database, listing(tmp_path, *rows))
    assert result.added == 12_000
    assert (await take(database, listing(tmp_path, *rows))).unchanged == 12_000

"""Lists that several tests carry in and out: a workbook in memory, and the way there and back."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from models.database import Database
from models.schema import Model
from services.lists.station_export import stations_to_export, write_stations
from services.lists.station_file import read_station_file
from services.lists.station_import import ImportResult, import_stations
from services.lists.station_rows import read_stations
from services.places.datum import Datum


def workbook_of(rows: list[list[Any]], merged: tuple[str, ...] = ()) -> bytes:
    """A workbook of one sheet."""
    workbook, content = openpyxl.Workbook(), BytesIO()
    for row in rows:
        workbook.worksheets[0].append(row)
    for cells in merged:
        workbook.worksheets[0].merge_cells(cells)
    workbook.save(content)
    return content.getvalue()


async def there_and_back(file: Path, datum: Datum) -> ImportResult:
    """Import a list into an empty database, export it beside itself, and import that."""
    database = Database(f"sqlite+aiosqlite:///{file.parent / 'nuanyi.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Model.metadata.create_all)
    async with database.writing() as session, session.begin():
        await import_stations(session, read_stations(read_station_file(file), datum))
    async with database.reading() as session:
        write_stations(file.parent / "out.csv", await stations_to_export(session))
    async with database.writing() as session, session.begin():
        again = read_stations(read_station_file(file.parent / "out.csv"), Datum.WGS84)
        result = await import_stations(session, again)
    await database.close()
    return result

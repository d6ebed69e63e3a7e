"""A union's list brought in from CSV and from Excel, beside the csv module and openpyxl reading it alone."""

import asyncio
import csv
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.city import stations
from models import Model
from models.database import Database
from services.lists.station_file import read_station_file
from services.lists.station_import import ImportResult, import_stations
from services.lists.station_rows import read_stations
from services.places.datum import Datum
from services.station_words import HEADERS

SIZES = (12_000, 180_000)
COLUMNS = [{"lat": "latitude", "lng": "longitude"}.get(header, header) for header in HEADERS]


def run() -> str:
    """A section of docs/benchmarks.md; three minutes."""
    lines = [
        "## Importing a list",
        "",
        "Seconds for a list of all fifteen columns. *Peer* is the csv module, or openpyxl in its read-only mode,",
        "handing out the rows and nothing else; *rows* is our reader doing the same; *import* is all of it into an",
        "empty SQLite file: rows, faults, datum, transaction; *again* is the same list once more.",
        "",
        "| stations | file | peer | rows | import | again |",
        "|--:|:--|--:|--:|--:|--:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        lines += [row for size in SIZES for row in _rows(Path(folder), size)]
    return "\n".join([*lines, ""])


def _rows(folder: Path, size: int) -> Iterator[str]:
    cells = [[row.get(column, "") for column in COLUMNS] for row in stations(size, 0.92)]
    for suffix, write, peer in ((".csv", _write_csv, _read_csv), (".xlsx", _write_workbook, _read_workbook)):
        file = folder / f"{size}{suffix}"
        write(file, cells)
        alone, ours = _seconds(peer, file), _seconds(_read_ours, file)
        first, again = asyncio.run(_import_twice(file, size))
        yield f"| {size:,} | {suffix} | {alone:.1f} | {ours:.1f} | {first:.1f} | {again:.1f} |"


async def _import_twice(file: Path, size: int) -> tuple[float, float]:
    database = Database(f"sqlite+aiosqlite:///{file}.sqlite3")
    async with database.engine.begin() as connection:
        await connection.run_sync(Model.metadata.create_all)

    async def bring_in() -> ImportResult:
        async with database.writing() as session, session.begin():
            return await import_stations(session, read_stations(read_station_file(file), Datum.GCJ02))

    (added, first), (unchanged, again) = await _awaited(bring_in), await _awaited(bring_in)
    await database.close()
    assert (added.added, unchanged.unchanged) == (size, size)
    return first, again


async def _awaited(work: Callable[[], Awaitable[ImportResult]]) -> tuple[ImportResult, float]:
    start = time.perf_counter()
    return await work(), time.perf_counter() - start


def _seconds(read: Callable[[Path], int], file: Path) -> float:
    start = time.perf_counter()
    read(file)
    return time.perf_counter() - start


def _write_csv(file: Path, cells: list[list[Any]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows([list(HEADERS), *cells])


def _write_workbook(file: Path, cells: list[list[Any]]) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("驿站")
    for row in (list(HEADERS), *cells):
        sheet.append(row)
    workbook.save(file)


def _read_ours(file: Path) -> int:
    return sum(1 for _ in read_station_file(file).rows)


def _read_csv(file: Path) -> int:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return sum(1 for _ in csv.reader(opened))


def _read_workbook(file: Path) -> int:
    sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True))


if __name__ == "__main__":
    print(run())

"""Stations as a CSV file that a spreadsheet opens safely and that an import takes back unchanged."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.station import Station
from services.errors import InputFault
from services.lists.spreadsheet_cell import protect
from services.lists.station_places import DECIMALS_STORED
from services.station_words import HEADERS

_COLUMNS = tuple({"lat": "latitude", "lng": "longitude"}.get(header, header) for header in HEADERS)


async def stations_to_export(session: AsyncSession) -> list[list[str]]:
    """The cells of every listed station by code, in the order of HEADERS; points in WGS-84."""
    columns = [Station.__table__.c[name] for name in _COLUMNS]
    rows = await session.execute(select(*columns).where(Station.listed).order_by(Station.code))
    return [[_cell(value) for value in row] for row in rows]


def write_stations(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write the file whole or not at all; InputFault if the place cannot be written."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # With a byte order mark, or Excel shows the Chinese as gibberish.
        with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise InputFault(f"写不了 {path}：{error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.{DECIMALS_STORED}f}"
    # No database that we write to keeps NUL, and a CSV file with one is no text.
    return protect(str(value).replace("\0", ""))

"""Stations as a CSV file that a spreadsheet opens safely and that an import takes back unchanged."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.station import Station
from services.lists.csv_file import cell, write_csv
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
    write_csv(path, tuple(HEADERS), rows)


def _cell(value: Any) -> str:
    return f"{value:.{DECIMALS_STORED}f}" if isinstance(value, float) else cell(value)

"""A union's file of stations, opened as a table."""

from pathlib import Path
from typing import Final

from services.lists.table import Columns, Table, read_table
from services.station_words import HEADERS, REQUIRED

STATION_COLUMNS: Final = Columns(HEADERS, REQUIRED)


def read_station_file(path: Path) -> Table:
    """Open a file; ImportRefused, one sentence, if it is no table. Its rows may still raise it as they are read."""
    return read_table(path, STATION_COLUMNS)

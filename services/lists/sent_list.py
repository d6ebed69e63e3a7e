"""A list that somebody sent: read, judged and thrown away; what stays of the file is its fingerprint."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Final

from services.errors import ImportRefused
from services.lists.station_file import read_station_file
from services.lists.station_rows import StationList, read_stations
from services.places.datum import Datum

ENDINGS: Final = frozenset({".xlsx", ".csv", ".xls", ".xlsm", ".et"})
"""Of files that may be lists, or that somebody takes for one."""


@dataclass(frozen=True, slots=True)
class SentList:
    """What a file holds: stations, or why none of them was taken; the same `digest` is the same file."""

    digest: str
    listing: StationList | ImportRefused


def looks_like_a_list(file_name: str) -> bool:
    """Whether a file of this name may be a list."""
    return _ending(file_name) in ENDINGS


def read_sent_list(content: bytes, file_name: str, datum: Datum) -> SentList:
    """Read a list; seconds for a large one, so this is work for a thread."""
    digest = hashlib.sha256(content).hexdigest()
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"名单{_ending(file_name)}"  # its own name may be anything
        file.write_bytes(content)
        try:
            return SentList(digest, read_stations(read_station_file(file), datum))
        except ImportRefused as refused:
            return SentList(digest, refused)


def _ending(file_name: str) -> str:
    return PurePath(file_name).suffix.casefold()

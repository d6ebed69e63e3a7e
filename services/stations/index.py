"""All listed stations in columns: numbers in arrays, words in one run of bytes, no object for a station."""

import re
from array import array
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import NoonQuestion, OpeningOverride, Revision, Station
from models.revision import STATIONS
from services.places.position import Floats, Position, ecef_of
from services.station_words import AMENITIES
from services.stations.offer import Noon

ROWS_AT_ONCE: Final = 500  # between two of these the loop serves others
MOST_AMENITIES: Final = 63  # bits of an int64; words beyond are shown, but cannot be filtered for
NOBODY: Final = -(1 << 63)  # the bit that is never given
WORDS_KEPT: Final = 4_096  # of the stations asked for most
ADCODE_DIGITS: Final = 6  # those of a district; a street's code begins with its district's
_STARTS_WITH_ADCODE: Final = re.compile("[1-9][0-9]{5}", re.ASCII)
SEPARATOR: Final = "\x1f"

COLUMNS: Final = (
    Station.id,
    Station.latitude,
    Station.longitude,
    Station.opening_hours,
    Station.amenities,
    Station.adcode,
    Station.code,
    Station.name,
    Station.phone,
    Station.entry,
    Station.address,
)


@dataclass(frozen=True, slots=True)
class Details:
    """What is shown of one station."""

    station_id: int
    code: str
    name: str
    position: Position
    phone: str
    entry: tuple[str, ...]
    amenities: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Override:
    """The hours of one station (its row) on certain local days, both included."""

    row: int
    first_day: date
    last_day: date
    opening_hours: str
    noon: Noon | None = None


class StationIndex:
    """The listed stations of one revision; a row is a place in the columns, ordered by id."""

    def __init__(self, revision: int = 0) -> None:
        """An empty index."""
        self.revision = revision
        self.texts: list[str] = [""]  # distinct opening hours; 0 is unknown
        self.overrides: tuple[Override, ...] = ()  # newest first
        self._bits = {code: bit for bit, code in enumerate(AMENITIES)}
        self._keys = {"": 0}
        self._ids, self._latitudes, self._longitudes = array("q"), array("d"), array("d")
        self._hours, self._masks, self._ends = array("i"), array("q"), array("q")
        self._adcodes = array("i")
        self._words = bytearray()
        self.seal()

    def __len__(self) -> int:
        """How many stations are listed."""
        return len(self._ids)

    def extend(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take rows of COLUMNS, in order of id."""
        for station_id, latitude, longitude, hours, amenities, adcode, *words in rows:
            self._ids.append(station_id)
            self._latitudes.append(latitude)
            self._longitudes.append(longitude)
            self._hours.append(self._key(hours.strip()))
            self._masks.append(self._mask(amenities))
            self._adcodes.append(int(adcode[:ADCODE_DIGITS]) if _STARTS_WITH_ADCODE.match(adcode) else 0)
            fields = SEPARATOR.join([word.replace(SEPARATOR, " ") for word in (*words, amenities)]).encode()
            self._words += fields
            self._ends.append(len(self._words))

    def seal(self) -> None:
        """Make the columns searchable; nothing is added afterwards."""
        self.hours: npt.NDArray[np.int32] = np.array(self._hours, np.int32)
        self.masks: npt.NDArray[np.int64] = np.array(self._masks, np.int64)
        self.adcodes: npt.NDArray[np.int32] = np.array(self._adcodes, np.int32)
        self.ecef: Floats = ecef_of(np.array(self._latitudes), np.array(self._longitudes))
        self.tree = cKDTree(self.ecef)
        self._noons = _noons(self.overrides)

    def row_of(self, station_id: int) -> int | None:
        """The row of a listed station."""
        row = bisect_left(self._ids, station_id)
        return row if row < len(self) and self._ids[row] == station_id else None

    def noon(self, row: int, day: date) -> Noon | None:
        """What its keeper said of the hot hours of a day, unless other hours were said of that day since."""
        return self._noons.get(row, {}).get(day)

    def id_of(self, row: int) -> int:
        """The id of a row."""
        return self._ids[row]

    def ids_of(self, rows: Iterable[int]) -> list[int]:
        """The ids of rows."""
        return [self._ids[row] for row in rows]

    def adcode(self, row: int) -> str:
        """The district of a row, six digits; "" where the list said none."""
        return str(self._adcodes[row] or "")

    def rows_in(self, adcode: str) -> npt.NDArray[np.int64]:
        """The rows of a district, by its six digits."""
        return np.flatnonzero(self.adcodes == int(adcode))

    def middle_of(self, rows: npt.NDArray[np.int64]) -> Position:
        """Where several stations are: where the one among them stands that is nearest to their middle."""
        points = self.ecef[rows]
        middle = int(rows[np.argmin(((points - np.median(points, axis=0)) ** 2).sum(axis=1))])
        return Position(self._latitudes[middle], self._longitudes[middle])

    def mask_of(self, amenities: Iterable[str]) -> int:
        """The bits of the amenities; NOBODY if no listed station has one of them."""
        bits = {self._bits.get(word) for word in amenities}
        return NOBODY if None in bits else sum(1 << bit for bit in bits if bit is not None)

    def details(self, row: int) -> Details:
        """The words of a row."""
        start = self._ends[row - 1] if row else 0
        code, name, phone, entry, address, amenities = _words_in(bytes(self._words[start : self._ends[row]]))
        position = Position(self._latitudes[row], self._longitudes[row])
        return Details(self._ids[row], code, name, position, phone, entry, amenities, address)

    def title(self, row: int) -> tuple[str, str, str]:
        """Code, name and address of a row; not remembered, so that whoever reads all rows pushes nothing out."""
        start = self._ends[row - 1] if row else 0
        code, name, _, _, address, _ = self._words[start : self._ends[row]].decode().split(SEPARATOR)
        return code, name, address

    def _key(self, hours: str) -> int:
        key = self._keys.get(hours)
        if key is None:
            key = self._keys[hours] = len(self.texts)
            self.texts.append(hours)
        return key

    def _mask(self, amenities: str) -> int:
        mask = 0
        for word in _listed(amenities):
            bit = self._bits.get(word)
            if bit is None:
                if len(self._bits) == MOST_AMENITIES:
                    continue
                bit = self._bits[word] = len(self._bits)
            mask |= 1 << bit
        return mask


def _noons(overrides: Sequence[Override]) -> dict[int, dict[date, Noon]]:
    """By row and day; what was said later of a day stands alone. `overrides` are newest first."""
    noons: dict[int, dict[date, Noon]] = {}
    for each in reversed(overrides):
        earlier = noons.get(each.row, {})
        noons[each.row] = {day: noon for day, noon in earlier.items() if not each.first_day <= day <= each.last_day}
        if each.noon:
            noons[each.row][each.first_day] = each.noon
    return noons


@lru_cache(WORDS_KEPT)
def _words_in(fields: bytes) -> tuple[str, str, str, tuple[str, ...], str, tuple[str, ...]]:
    code, name, phone, entry, address, amenities = fields.decode().split(SEPARATOR)
    return code, name, phone, _listed(entry), address, _listed(amenities)


async def stations_revision(session: AsyncSession) -> int:
    """How often stations or overrides changed; 0 before the first time."""
    return await session.scalar(select(Revision.number).where(Revision.name == STATIONS)) or 0


async def read_index(session: AsyncSession) -> StationIndex:
    """Read the listed stations in small portions; not sealed yet, which is work for a thread."""
    # The revision first: what changes while we read is then read again.
    index = StationIndex(await stations_revision(session))
    rows = await session.stream(
        select(*COLUMNS).where(Station.listed).order_by(Station.id), execution_options={"yield_per": ROWS_AT_ONCE}
    )
    async for portion in rows.partitions():
        index.extend(portion)
    index.overrides = tuple([each async for each in _overrides(session, index)])
    return index


async def _overrides(session: AsyncSession, index: StationIndex) -> AsyncIterator[Override]:
    said = (
        OpeningOverride.station_id,
        OpeningOverride.first_day,
        OpeningOverride.last_day,
        OpeningOverride.opening_hours,
        NoonQuestion.begins,
        NoonQuestion.open_until,
        NoonQuestion.answered_at,
    )
    newest_first = OpeningOverride.said_at.desc(), OpeningOverride.id.desc()
    query = select(*said).outerjoin(NoonQuestion, NoonQuestion.override_id == OpeningOverride.id)
    for each in await session.execute(query.order_by(*newest_first)):
        station_id, first_day, last_day, hours, begins, ends, said_at = each
        row = index.row_of(station_id)
        if row is not None:
            noon = Noon(begins, ends, said_at) if ends and said_at else None
            yield Override(row, first_day, last_day, hours, noon)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split(";")) if words else ()

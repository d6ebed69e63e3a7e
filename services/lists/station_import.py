"""Stations of a file become the stations we know: all of them or none, and nothing is ever deleted."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.revision import STATIONS, raise_revision
from models.station import Station
from services.lists.station_code import likeness
from services.lists.station_places import DECIMALS_STORED, Record
from services.lists.station_rows import StationList

TEXTS: Final = ("kind", "host", "address", "adcode", "opening_hours", "amenities", "entry", "phone", "keeper", "note")
EMPTY: Final[Record] = dict.fromkeys(TEXTS, "") | {"star": 0, "listed": True}

_TABLE = Station.metadata.tables[Station.__tablename__]
_DEGREES = ("latitude", "longitude")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `missing` are the codes of listed stations that the file does not name.

    `alike` are new codes, each with a known one that the file lacks and that differs only in case, blanks or dashes.
    """

    added: int
    changed: int
    unchanged: int
    missing: tuple[str, ...]
    alike: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The line that a script may read."""
        counts = f"added {self.added}, changed {self.changed}, unchanged {self.unchanged}"
        return f"{counts}, missing {len(self.missing)}"


async def import_stations(session: AsyncSession, listing: StationList) -> ImportResult:
    """Add and change stations in the caller's transaction; raises the revision if that made a difference.

    A column that the file lacks keeps what is stored; a station that the file lacks stays as it is.
    """
    stored = {row["code"]: row for row in (await session.execute(select(_TABLE))).mappings()}
    added = [EMPTY | station for station in listing.stations if station["code"] not in stored]
    known = [station for station in listing.stations if station["code"] in stored]
    changed = [station for station in known if _differs(station, stored[station["code"]])]
    if added:
        await session.execute(insert(_TABLE), added)
    if changed:
        await _change(session, changed)
    if added or changed:
        await raise_revision(session, STATIONS)
    named = {station["code"] for station in listing.stations}
    missing = tuple(sorted(code for code, row in stored.items() if row["listed"] and code not in named))
    likes = {likeness(code): code for code in stored if code not in named}
    alike = tuple((each["code"], likes[like]) for each in added if (like := likeness(each["code"])) in likes)
    return ImportResult(len(added), len(changed), len(known) - len(changed), missing, alike)


def _differs(station: Record, stored: Any) -> bool:
    return any(
        abs(value - stored[name]) > 1.5 * 10**-DECIMALS_STORED if name in _DEGREES else value != stored[name]
        for name, value in station.items()
    )


async def _change(session: AsyncSession, stations: list[Record]) -> None:
    # A column and a parameter may not share a name in an update of many rows.
    values: Record = {name: bindparam(f"new_{name}") for name in stations[0] if name != "code"}
    statement = update(_TABLE).where(_TABLE.c.code == bindparam("new_code")).values(values)
    await session.execute(statement, [{f"new_{name}": value for name, value in each.items()} for each in stations])

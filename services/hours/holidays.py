"""The official days off and make-up workdays of China, year by year, from files."""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from services.errors import StateFault

SHIPPED: Final = Path(__file__).parent / "data"

# (month, day) from and to, both included: where the State Council has put days off, or the moon may.
# Outside these a day of an unpublished year is ordinary.
MAY_BE_OFF: Final = (
    ((1, 1), (1, 3)),  # New Year
    ((1, 19), (3, 1)),  # Spring Festival is between 21 January and 21 February
    ((4, 3), (4, 7)),  # Tomb-sweeping
    ((4, 29), (5, 6)),  # Labour Day
    ((5, 27), (6, 28)),  # Dragon Boat
    ((9, 6), (10, 9)),  # Mid-autumn and National Day
    ((12, 29), (12, 31)),
)


class DayKind(StrEnum):
    """What the official calendar makes of a day."""

    ORDINARY = "ordinary"
    OFF = "off"
    MAKEUP = "makeup"  # a Saturday or Sunday that is worked to make up for a bridge
    UNKNOWN = "unknown"  # the year is not published, and the day may be a holiday


class Calendar:
    """The published years; a later one of the same year replaces the earlier."""

    def __init__(self, years: Mapping[int, Mapping[str, Any]]) -> None:
        """`years` as in the files: off_days (ISO day to name) and makeup_workdays (ISO days) of each year."""
        self._years = frozenset(years)
        self._off = {date.fromisoformat(day) for year in years.values() for day in _off_days(year)}
        self._makeup = {date.fromisoformat(day) for year in years.values() for day in year["makeup_workdays"]}

    @classmethod
    def load(cls, directory: Path | None = None) -> "Calendar":
        """The shipped years and the operator's *.json in `directory`; StateFault names a file that is none."""
        own = sorted(directory.glob("*.json")) if directory else []
        years = [_year_in(path) for path in [*sorted(SHIPPED.glob("cn_calendar_*.json")), *own]]
        return cls({year["year"]: year for year in years})

    @property
    def valid_through(self) -> date | None:
        """The last day of the last year without a gap before it; None if nothing is loaded."""
        if not self._years:
            return None
        last = min(self._years)
        while last + 1 in self._years:
            last += 1
        return date(last, 12, 31)

    def kind(self, day: date) -> DayKind:
        """What the day is; UNKNOWN only where a holiday is possible and its year is not published."""
        if day in self._off:
            return DayKind.OFF
        if day in self._makeup:
            return DayKind.MAKEUP
        return DayKind.ORDINARY if day.year in self._years or not _may_be_off(day) else DayKind.UNKNOWN


def _year_in(path: Path) -> Mapping[str, Any]:
    try:
        year = json.loads(path.read_text(encoding="utf-8"))
        Calendar({int(year["year"]): year})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise StateFault(f"{path.name} is no holiday calendar: it needs year, off_days and makeup_workdays") from None
    return dict(year)


def _off_days(year: Mapping[str, Any]) -> list[str]:
    return list(year["off_days"].keys())


def _may_be_off(day: date) -> bool:
    return any(first <= (day.month, day.day) <= last for first, last in MAY_BE_OFF)

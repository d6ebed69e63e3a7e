"""When every distinct schedule is open over the next days: a few hundred timelines for any number of stations."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntFlag
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from services.errors import UnreadableHours
from services.hours.holidays import Calendar, DayKind
from services.hours.opening_hours import Hours
from services.places.position import Floats
from services.stations.index import StationIndex

DAYS: Final = 10
UNKNOWN: Final = -1


class Mark(IntFlag):
    """What is special about an opening."""

    OVERRIDE = 1  # the keeper said so
    MAKEUP = 2  # only because the day is a make-up workday
    HOLIDAY = 4  # other hours than on an ordinary day, because the day is off
    CALENDAR_UNKNOWN = 8  # the day may be a holiday on which other hours hold


@dataclass(frozen=True, slots=True)
class Opening:
    """An unbroken time in which a door is open, in seconds since 1970; `end` is infinite beyond the horizon."""

    start: float
    end: float
    marks: Mark


Said = tuple[date, date, Hours | None]
"""A keeper's word: first and last day, and the hours (None if unreadable: nothing is promised then)."""


class Horizon:
    """The openings of all schedules of an index from the local day `first_day` on, ten days long."""

    def __init__(self, index: StationIndex, calendar: Calendar, zone: ZoneInfo, first_day: date) -> None:
        """Evaluate every distinct schedule; tens of milliseconds for hundreds of them."""
        self.first_day, self._calendar, self._zone = first_day, calendar, zone
        self.second_day, self.ends = (self._at(first_day + timedelta(days=days), 0) for days in (1, DAYS))
        self.timelines: list[tuple[Opening, ...]] = []
        hours = [_readable(text) for text in index.texts]
        known = [UNKNOWN if each is None else self._add(each, ()) for each in hours]
        self.schedule: npt.NDArray[np.int32] = np.array(known, np.int32)[index.hours]
        for row, said in self._said(index).items():
            self.schedule[row] = self._add_said(hours[index.hours[row]], said)
        self._flatten()

    def _flatten(self) -> None:
        openings = [each for timeline in self.timelines for each in timeline]
        self.starts: Floats = np.array([each.start for each in openings], np.float64)
        self.stops: Floats = np.array([each.end for each in openings], np.float64)
        self.owners: npt.NDArray[np.int32] = np.repeat(
            np.arange(len(self.timelines), dtype=np.int32), [len(timeline) for timeline in self.timelines]
        )

    def _said(self, index: StationIndex) -> dict[int, list[Said]]:
        """The overrides that touch these days, by row, newest first."""
        first, last = self.first_day - timedelta(days=1), self.first_day + timedelta(days=DAYS)
        said: dict[int, list[Said]] = {}
        for each in index.overrides:
            if each.first_day <= last and each.last_day >= first:
                said.setdefault(each.row, []).append((each.first_day, each.last_day, _readable(each.opening_hours)))
        return said

    def _add_said(self, hours: Hours | None, said: Sequence[Said]) -> int:
        # Where the posted hours are unknown, the keeper's word makes them known only for its days.
        if hours is None and not any(first <= self.first_day <= last for first, last, _ in said):
            return UNKNOWN
        return self._add(hours, said)

    def _add(self, hours: Hours | None, said: Sequence[Said]) -> int:
        days = [self.first_day + timedelta(days=day) for day in range(-1, DAYS)]
        self.timelines.append(_joined(piece for day in days for piece in self._pieces(day, hours, said)))
        return len(self.timelines) - 1

    def _pieces(self, day: date, hours: Hours | None, said: Sequence[Said]) -> Iterator[Opening]:
        kind = self._calendar.kind(day)
        word = next((each for each in said if each[0] <= day <= each[1]), None)
        marks = Mark(0)
        if word is not None:
            hours, marks = word[2], Mark.OVERRIDE
        elif hours is not None:
            marks = _marks(hours, day, kind)
        for start, end in hours.on(day, kind) if hours else ():
            stop = self._at(day, end)
            yield Opening(self._at(day, start), stop if stop < self.ends else math.inf, marks)

    def _at(self, day: date, minutes: int) -> float:
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=self._zone).timestamp()


def _readable(text: str) -> Hours | None:
    """None for hours that promise nothing: empty, vague, or unreadable in spite of the importer."""
    try:
        hours = Hours(text)
    except UnreadableHours:
        return None
    return None if hours.is_vague else hours


def _marks(hours: Hours, day: date, kind: DayKind) -> Mark:
    if kind is DayKind.ORDINARY:
        return Mark(0)
    other = hours.on(day, DayKind.OFF if kind is DayKind.UNKNOWN else kind)
    if other == hours.on(day):
        return Mark(0)
    return {DayKind.OFF: Mark.HOLIDAY, DayKind.MAKEUP: Mark.MAKEUP, DayKind.UNKNOWN: Mark.CALENDAR_UNKNOWN}[kind]


def _joined(pieces: Iterator[Opening]) -> tuple[Opening, ...]:
    """Openings in order, those that touch made one."""
    joined: list[Opening] = []
    for piece in sorted(pieces, key=lambda each: each.start):
        if joined and piece.start <= joined[-1].end:
            last = joined[-1]
            joined[-1] = Opening(last.start, max(last.end, piece.end), last.marks | piece.marks)
        else:
            joined.append(piece)
    return tuple(joined)

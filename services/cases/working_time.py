"""Working time: a union's own hours, with lunch breaks, holidays and make-up days; clocks of cases run in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from services.errors import UnreadableHours
from services.hours.holidays import Calendar
from services.hours.opening_hours import MINUTES_A_DAY, Hours, joined

FAR_DAYS: Final = 200
"""A clock that finds no more working time in so many days runs round the clock: nothing waits for ever."""
NOON: Final = 12 * 60

Spell = tuple[datetime, datetime]
"""From and until, in UTC, without a break."""

DAY: Final = timedelta(days=1)


class WorkingTime:
    """The hours of one desk. All moments are aware and in UTC, days are those of its zone.

    A year whose calendar is not published has plain weekdays.
    """

    def __init__(self, hours: str, calendar: Calendar, zone: ZoneInfo) -> None:
        """`hours` in OSM syntax, as Mo-Fr 08:30-12:00,13:30-18:00; PH off. UnreadableHours where nobody ever works."""
        self._hours, self._calendar, self._zone = Hours(hours), calendar, zone
        a_year = map(date.fromordinal, range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()))
        if not any(self._hours.on(day) for day in a_year):
            raise UnreadableHours(f"with “{hours}” nobody is ever at work")

    def is_working_day(self, day: date) -> bool:
        """Whether work begins on that day."""
        return bool(self._hours.on(day, self._calendar.kind(day)))

    def after(self, moment: datetime, minutes: int) -> datetime:
        """So many working minutes later; what ends with the work ends there, and not when it begins again."""
        left = timedelta(minutes=minutes)
        if not left:
            return moment
        for begins, ends in self._spells(moment):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        return moment + timedelta(minutes=minutes)

    def between(self, start: datetime, end: datetime) -> int:
        """The whole working minutes from one moment to a later one; 0 if it is not later."""
        worked = timedelta()
        for begins, ends in self._spells(start, end):
            worked += min(ends, end) - begins
        return worked // timedelta(minutes=1)

    def next_morning(self, moment: datetime) -> datetime:
        """The end of the first working morning that is still to begin: its lunch break, at noon at the latest."""
        for day in self._days_from(moment):
            begins, ends = next(iter(self._on(day)), (0, 0))
            if begins < ends and self._at(day, begins) >= moment:
                return self._at(day, min(ends, NOON) if begins < NOON else ends)
        return moment + DAY

    def end_of_day(self, moment: datetime, days: int) -> datetime:
        """When work ends on the so-manieth working day after that of `moment`: what came in today has 2 whole ones."""
        today = moment.astimezone(self._zone).date()
        for day in self._days_from(moment):
            if day > today and (spans := self._on(day)):
                days -= 1
                if days <= 0:
                    return self._at(day, spans[-1][1])
        return moment + timedelta(days=days)

    # --- days and spells ---------------------------------------------------------------------------

    def _spells(self, start: datetime, end: datetime | None = None) -> Iterator[Spell]:
        """The working time from a moment on, to `end` or far; what began before it begins with it."""
        reached = start
        for day in self._days_from(start, end):
            for first, last in self._on(day):
                begins, ends = max(self._at(day, first), reached), self._at(day, last)
                if begins < ends and (end is None or begins < end):
                    yield begins, ends
                    reached = ends

    def _days_from(self, moment: datetime, end: datetime | None = None) -> Iterator[date]:
        first = moment.astimezone(self._zone).date().toordinal()
        last = end.astimezone(self._zone).date().toordinal() if end else first + FAR_DAYS
        return map(date.fromordinal, range(first, last + 1))

    def _on(self, day: date) -> tuple[tuple[int, int], ...]:
        """The spans of a calendar day: those that begin on it up to midnight, and what last night's run into it."""
        night = [(a - MINUTES_A_DAY, b - MINUTES_A_DAY) for a, b in self._begun_on(day - DAY)]
        spans = joined([*night, *self._begun_on(day)])
        clipped = ((max(a, 0), min(b, MINUTES_A_DAY)) for a, b in spans)
        return tuple((a, b) for a, b in clipped if a < b)

    def _begun_on(self, day: date) -> tuple[tuple[int, int], ...]:
        return self._hours.on(day, self._calendar.kind(day))

    def _at(self, day: date, minutes: int) -> datetime:
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=self._zone).astimezone(UTC)

"""On which days an event takes place: its rule, what was said of a day, holidays and make-up workdays, the weather."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from models import Event, OnHoliday
from services.events.patterns import Week
from services.events.rules import Rule, parse_rule
from services.hours.holidays import Calendar, DayKind
from services.hours.weekdays import SATURDAY

DAY_MINUTES: Final = 24 * 60
RULES_KEPT: Final = 4_096


class Standing(StrEnum):
    """How sure it is that an event takes place on a day."""

    ON = "on"
    UNDECIDED = "undecided"  # a day off, or perhaps one, of which its keepers have not said anything yet
    PAUSED = "paused"  # a day off: not this time
    WEATHER = "weather"  # a red warning stands, and it is not held in all weathers


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of an event: its local day, from when to when in UTC, and how sure it is."""

    event: Event
    day: date
    begins_at: datetime
    ends_at: datetime
    standing: Standing


Said = Mapping[date, bool]
"""What was said of certain days of an event: it takes place, or does not."""

rule_of = lru_cache(RULES_KEPT)(parse_rule)
"""The rule of a stored text."""


@dataclass(frozen=True, slots=True)
class Days:
    """Knows the days of events; `zone` is where they take place."""

    calendar: Calendar
    zone: ZoneInfo

    def of(
        self, event: Event, said: Said, first: date, last: date, now: datetime, *, is_red: bool = False
    ) -> Iterator[Occurrence]:
        """The times of an event from `first` to `last`, with those that a day off stops; `is_red` is the weather.

        On a day off of which nobody said anything until it began it does not take place.
        """
        rule, today = rule_of(event.rule), now.astimezone(self.zone).date()
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
            standing = self._standing(event, rule, said.get(day), day)
            if standing is Standing.UNDECIDED and day <= today:
                standing = Standing.PAUSED
            elif standing is Standing.ON and is_red and not event.weather_exempt:
                standing = Standing.WEATHER
            if standing:
                yield Occurrence(event, day, *hours_on(event, day, self.zone), standing)

    def _standing(self, event: Event, rule: Rule, said: bool | None, day: date) -> Standing | None:
        if said is not None:
            return Standing.ON if said else None
        kind = self.calendar.kind(day)
        if not _is_named(rule, day, kind):
            return None
        if kind is DayKind.OFF and event.on_holiday != OnHoliday.RUN:
            return Standing.PAUSED if event.on_holiday == OnHoliday.SKIP else Standing.UNDECIDED
        is_unsure = isinstance(rule.pattern, Week) or event.on_holiday != OnHoliday.RUN
        return Standing.UNDECIDED if kind is DayKind.UNKNOWN and is_unsure else Standing.ON


def hours_on(event: Event, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to when it is served on a day, in UTC; past midnight too."""
    return _moment(day, event.serves_from, zone), _moment(day, event.serves_until, zone)


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minute, DAY_MINUTES)
    return datetime.combine(day + timedelta(days=days), time(*divmod(minute, 60)), zone).astimezone(UTC)


def _is_named(rule: Rule, day: date, kind: DayKind) -> bool:
    """Whether the rule names the day; to 工作日 and 周末 a make-up workday is one that is worked, a day off is none."""
    if not isinstance(rule.pattern, Week) or kind in (DayKind.ORDINARY, DayKind.UNKNOWN):
        return rule.holds(day)
    is_weekday = day.weekday() < SATURDAY
    if kind is DayKind.OFF and is_weekday:  # neither: a Wednesday off is no weekend
        return False
    return rule.covers(day) and rule.pattern.takes(is_workday=kind is DayKind.MAKEUP)

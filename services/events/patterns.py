"""What a rule may repeat: patterns, each of which knows whether a day is one of its days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from services.events.festivals import festivals
from services.hours.weekdays import SATURDAY

ANCHOR: Final = date(2024, 1, 1)
"""A Monday: every second week or third day is counted from it where a rule does not say since when."""


class Freq(StrEnum):
    """What passes between two times."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True)
class Repeats:
    """Every `interval` days, weeks or months, on those weekdays and days of the month; where there are none, on all.

    A weekday is (which of the month, Monday is 0): 0 is each of them, -1 the last. Month day -1 is the last.
    """

    freq: Freq
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()

    def holds(self, day: date, anchor: date) -> bool:
        """Whether the day is one; the intervals are counted from `anchor`."""
        return self._steps(day, anchor) % self.interval == 0 and self._is_weekday(day) and self._is_month_day(day)

    def _steps(self, day: date, anchor: date) -> int:
        if self.freq is Freq.DAILY:
            return (day - anchor).days
        if self.freq is Freq.WEEKLY:
            return (_monday(day) - _monday(anchor)).days // 7
        return (day.year - anchor.year) * 12 + day.month - anchor.month

    def _is_weekday(self, day: date) -> bool:
        which = (0, (day.day + 6) // 7, -((_length(day) - day.day) // 7 + 1))
        return not self.weekdays or any(day.weekday() == weekday and n in which for n, weekday in self.weekdays)

    def _is_month_day(self, day: date) -> bool:
        return not self.month_days or bool({day.day, day.day - _length(day) - 1} & {*self.month_days})


class Week(StrEnum):
    """A part of the week as the official calendar has it: make-up workdays belong to the one, days off to neither."""

    WORKDAYS = "工作日"
    WEEKEND = "周末"

    def holds(self, day: date, anchor: date) -> bool:
        """Whether the day is one where no calendar says otherwise."""
        return self.takes(is_workday=day.weekday() < SATURDAY)

    def takes(self, *, is_workday: bool) -> bool:
        """Whether a day is one that is worked, or not."""
        return is_workday == (self is Week.WORKDAYS)


@dataclass(frozen=True, slots=True)
class Yearly:
    """The same days every year, each as (month, day)."""

    days: tuple[tuple[int, int], ...]

    def holds(self, day: date, anchor: date) -> bool:
        """Whether the day is one."""
        return (day.month, day.day) in self.days


@dataclass(frozen=True, slots=True)
class Dates:
    """These days, each once."""

    days: tuple[date, ...]

    def holds(self, day: date, anchor: date) -> bool:
        """Whether the day is one."""
        return day in self.days


@dataclass(frozen=True, slots=True)
class Festivals:
    """Festivals, by the names of the table."""

    names: tuple[str, ...]

    def holds(self, day: date, anchor: date) -> bool:
        """Whether the day is one; beyond the years of the table none is."""
        return any(day in festivals()[name] for name in self.names)


Pattern = Repeats | Week | Yearly | Dates | Festivals


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]

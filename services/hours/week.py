"""The week of a station in a few groups of days, as a sign on the door would have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.errors import UnreadableHours
from services.hours.holidays import DayKind
from services.hours.opening_hours import Hours, Span

WEEKS_COMPARED: Final = 5  # the first and third Saturday of a month differ within so many


@dataclass(frozen=True, slots=True)
class Week:
    """The days (Monday is 0) that share the same spans, each group once, in the order of its first day.

    `holidays` are the spans of a statutory holiday where the rule speaks of these, else None. `varies` where not
    all weeks are alike.
    """

    groups: tuple[tuple[tuple[int, ...], tuple[Span, ...]], ...]
    holidays: tuple[Span, ...] | None
    varies: bool


def week_of(opening_hours: str, today: date) -> Week | None:
    """The seven days from `today` on as ordinary ones; None where the hours are unknown."""
    try:
        hours = Hours(opening_hours)
    except UnreadableHours:
        return None
    if hours.is_vague:
        return None
    weeks = [_spans(hours, today + timedelta(weeks=week)) for week in range(WEEKS_COMPARED)]
    holidays = hours.on(today, DayKind.OFF) if "PH" in opening_hours else None
    return Week(_grouped(weeks[0]), holidays, varies=any(week != weeks[0] for week in weeks))


def _spans(hours: Hours, first: date) -> list[tuple[Span, ...]]:
    """What a week from `first` on has, Monday first."""
    days = sorted((first + timedelta(days=day) for day in range(7)), key=date.weekday)
    return [hours.on(day) for day in days]


def _grouped(week: Sequence[tuple[Span, ...]]) -> tuple[tuple[tuple[int, ...], tuple[Span, ...]], ...]:
    days: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in enumerate(week):
        days.setdefault(spans, []).append(day)
    return tuple((tuple(numbers), spans) for spans, numbers in days.items())

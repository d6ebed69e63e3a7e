"""Quiet hours: when a worker is left alone, by the clocks of the union."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from models.worker import QUIET_FROM, QUIET_UNTIL

MORNING: Final = QUIET_UNTIL
"""When a day off ends, in minutes of the local day."""


class Quiet(StrEnum):
    """What a worker can choose."""

    NIGHT = "night"
    DAY = "day"  # who works at night sleeps then
    NEVER = "never"


class Span(NamedTuple):
    """From when to when, in minutes of the local day, past midnight too; both the same: never."""

    begins: int
    ends: int


SPANS: Final = {Quiet.NIGHT: Span(QUIET_FROM, QUIET_UNTIL), Quiet.DAY: Span(8 * 60, 16 * 60), Quiet.NEVER: Span(0, 0)}


def end_of_quiet(span: Span, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet ends in which `now` lies, UTC; None if it lies in none."""
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    begins, ends = span
    if not (begins <= minute < ends if begins <= ends else minute >= begins or minute < ends):
        return None
    return _next(local.date() + timedelta(days=minute >= ends), ends, now, zone)


def tomorrow_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Six o'clock of the next local day, UTC."""
    return _next(now.astimezone(zone).date() + timedelta(days=1), MORNING, now, zone)


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the local day of `now` began, UTC."""
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)


def _next(day: date, minute: int, now: datetime, zone: ZoneInfo) -> datetime:
    """That minute of that day; where clocks are put back it comes twice, and the one after `now` is meant."""
    both = (datetime.combine(day, time(*divmod(minute, 60)), zone).replace(fold=fold) for fold in (0, 1))
    first, second = (moment.astimezone(UTC) for moment in both)
    return first if first > now else second

"""When a job is due: moments that clocks on the wall show, in any zone and over each change of its hour."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

EVERY_DAY: Final = range(7)
DAYS_BACK: Final = 15  # the one weekday that counts may be a day that a zone left out, as Samoa one Friday


class Times(Protocol):
    """The slots of a job, without end in either direction."""

    def newest(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last slot at or before `now`, in UTC; `zone` is the one the hours are meant in."""
        ...


class At:
    """At hours like "06:20" on weekdays, Monday being 0.

    An hour that the clocks leave out comes at the next minute they show, one that they show twice at its first time,
    and a day that a zone leaves out has none.
    """

    def __init__(self, *hours: str, weekdays: Sequence[int] = EVERY_DAY) -> None:
        """ValueError where an hour cannot be read."""
        self._hours = sorted(map(time.fromisoformat, hours))
        self._weekdays = weekdays

    def newest(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last slot at or before `now`, in UTC."""
        return next(slot for slot in self._backwards(now, zone) if slot <= now)

    def _backwards(self, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        # From tomorrow on: where clocks go back at midnight, some of tomorrow was shown already.
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        for day in (tomorrow - timedelta(days=back) for back in range(DAYS_BACK)):
            if day.weekday() in self._weekdays and _is_there(day, zone):
                yield from (_moment(datetime.combine(day, hour), zone) for hour in reversed(self._hours))


class Every:
    """Every so many minutes, counted from 1970: the same moments in all processes, and in all zones."""

    def __init__(self, minutes: int) -> None:
        """ValueError where it is less than one."""
        if minutes < 1:
            raise ValueError("a job is due every minute at most")
        self._seconds = minutes * 60

    def newest(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last slot at or before `now`, in UTC."""
        return datetime.fromtimestamp(int(now.timestamp()) // self._seconds * self._seconds, UTC)


def _is_there(day: date, zone: ZoneInfo) -> bool:
    return _moment(datetime.combine(day, time()), zone).astimezone(zone).date() == day


def _moment(shown: datetime, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone first show this, or the first that they show after leaving it out; in UTC."""
    moment = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == shown:
        return moment
    return _change(shown.replace(tzinfo=zone, fold=1).astimezone(UTC), moment, zone)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second between two moments from which on the clocks are set otherwise."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after

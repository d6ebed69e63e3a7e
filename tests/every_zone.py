"""Every zone: the slots of a job held against what the clocks of a zone show, day by day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from scheduler.slots import At

HOURS = ("00:00", "02:30", "23:59")
"""Midnight, the hour that clocks most often leave out or show twice, and the last minute."""
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def wrong_days(zone: ZoneInfo, first: date, last: date) -> Iterator[str]:
    """The days from first to last on which a daily job would not run exactly once, or not when it should."""
    for hour in map(time.fromisoformat, HOURS):
        expected = [datetime.combine(day, hour) for day in _days(zone, first, last)]
        found = sorted(_slots(At(str(hour)), zone, first, last))
        if len(found) != len(expected):
            yield f"{zone} {hour}: {len(found)} slots on {len(expected)} days"
        for wall, slot in zip(expected, found, strict=False):
            if not _is_right(wall, slot.astimezone(zone), (slot - SECOND).astimezone(zone)):
                yield f"{zone} {wall}: run at {slot.astimezone(zone)}"


def every_zone() -> list[ZoneInfo]:
    """One of each kind that the tz database knows: many names mean the same clocks."""
    names = (files("tzdata") / "zones").read_text().split()
    kinds = {(files("tzdata") / "zoneinfo" / name).read_bytes(): name for name in sorted(names, reverse=True)}
    return [ZoneInfo(name) for name in sorted(kinds.values())]


def _is_right(wall: datetime, shown: datetime, before: datetime) -> bool:
    """Whether clocks showed less a second before, and now this for the first time, or more where they leave it out."""
    return before.replace(tzinfo=None) < wall <= shown.replace(tzinfo=None) and not (
        shown.fold and shown.replace(tzinfo=None) == wall
    )


def _days(zone: ZoneInfo, first: date, last: date) -> Iterator[date]:
    """Those which the zone has: no clock is changed at noon, but for a day left out."""
    for number in range((last - first).days + 1):
        noon = datetime.combine(first + number * DAY, time(12))
        if noon.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == noon:
            yield noon.date()


def _slots(times: At, zone: ZoneInfo, first: date, last: date) -> Iterator[datetime]:
    beginning = datetime.combine(first, time(), zone).astimezone(UTC)
    slot = times.newest(datetime.combine(last + DAY, time(), zone).astimezone(UTC) - SECOND, zone)
    while slot >= beginning:
        yield slot
        slot = times.newest(slot - SECOND, zone)

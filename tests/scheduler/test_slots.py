"""Slots: what clocks on the wall show decides, also where they leave an hour out or show it twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.slots import At, Every, Times

SHANGHAI, BERLIN, APIA = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")
FRIDAY = 4


def slots(times: Times, zone: ZoneInfo, since: str, until: str) -> list[str]:
    """All slots of some local days, the latest first, as clocks show them."""
    first = datetime.fromisoformat(since).replace(tzinfo=zone).astimezone(UTC)
    slot = times.newest(datetime.fromisoformat(until).replace(tzinfo=zone).astimezone(UTC), zone)
    found = []
    while slot >= first:
        found.append(slot.astimezone(zone).isoformat(timespec="minutes"))
        slot = times.newest(slot - timedelta(seconds=1), zone)
    return found


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (At("06:20", "20:00"), ["20:00", "06:20"]),
        (At("20:00", weekdays=[FRIDAY]), []),
        (Every(minutes=480), ["16:00", "08:00", "00:00"]),
    ],
    ids=["two hours a day", "only on Fridays", "every eight hours"],
)
def test_a_tuesday_in_shanghai(times: Times, expected: list[str]) -> None:
    found = slots(times, SHANGHAI, "2026-07-14 00:00", "2026-07-14 23:59")
    assert [slot[11:16] for slot in found] == expected


def test_of_a_week_only_the_weekdays_that_count() -> None:
    assert slots(At("06:20", weekdays=[FRIDAY]), SHANGHAI, "2026-07-01", "2026-07-15") == [
        "2026-07-10T06:20+08:00",
        "2026-07-03T06:20+08:00",
    ]


@pytest.mark.parametrize(
    ("day", "hours", "expected"),
    [
        ("2026-03-29", ["02:30"], ["2026-03-29T03:00+02:00"]),
        ("2026-03-29", ["02:15", "02:45"], ["2026-03-29T03:00+02:00"]),
        ("2026-10-25", ["02:30"], ["2026-10-25T02:30+02:00"]),
    ],
    ids=["left out: the next minute there is", "both left out: once", "shown twice: the first time"],
)
def test_when_the_clocks_change_a_slot_comes_once(day: str, hours: list[str], expected: list[str]) -> None:
    assert slots(At(*hours), BERLIN, f"{day} 00:00", f"{day} 23:59") == expected


def test_a_day_that_a_zone_left_out_has_no_slot() -> None:
    assert slots(At("12:00"), APIA, "2011-12-29", "2011-12-31 23:59") == [
        "2011-12-31T12:00+14:00",
        "2011-12-29T12:00-10:00",
    ]
    assert slots(At("12:00", weekdays=[FRIDAY]), APIA, "2011-12-20", "2012-01-01") == ["2011-12-23T12:00-10:00"]


def test_less_than_a_minute_is_refused() -> None:
    with pytest.raises(ValueError, match="every minute"):
        Every(minutes=0)

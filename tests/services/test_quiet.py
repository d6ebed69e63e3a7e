"""Quiet hours: past midnight, for who works at night, and on the nights when clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notices.quiet import SPANS, Quiet, Span, end_of_quiet, midnight, tomorrow_morning

SHANGHAI, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London")


def at(moment: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A moment by the clocks of a zone, as "07-14 22:00" of 2026."""
    return datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("quiet", "now", "ends"),
    [
        (Quiet.NIGHT, "07-14 21:59", None),
        (Quiet.NIGHT, "07-14 22:00", "07-15 06:00"),
        (Quiet.NIGHT, "07-15 00:00", "07-15 06:00"),
        (Quiet.NIGHT, "07-15 05:59", "07-15 06:00"),
        (Quiet.NIGHT, "07-15 06:00", None),
        (Quiet.NIGHT, "12-31 23:00", "12-31 06:00"),
        (Quiet.DAY, "07-14 07:59", None),
        (Quiet.DAY, "07-14 08:00", "07-14 16:00"),
        (Quiet.DAY, "07-14 16:00", None),
        (Quiet.DAY, "07-14 23:00", None),
        (Quiet.NEVER, "07-14 00:00", None),
        (Quiet.NEVER, "07-14 03:00", None),
    ],
)
def test_who_sleeps_is_left_alone_until_the_end_of_it(quiet: Quiet, now: str, ends: str | None) -> None:
    expected = at(ends) if ends else None
    if now.startswith("12-31"):
        expected = at(now).replace(hour=6) + timedelta(days=1)
    assert end_of_quiet(SPANS[quiet], at(now), SHANGHAI) == expected


@pytest.mark.parametrize(
    ("night", "hours"), [("03-28 22:30", 6.5), ("10-24 22:30", 8.5), ("10-25 22:30", 7.5)],
    ids=["an hour shorter", "an hour longer", "as long as ever"],
)  # fmt: skip
def test_a_night_in_which_clocks_are_changed_ends_at_six_all_the_same(night: str, hours: float) -> None:
    now = at(night, LONDON)
    assert end_of_quiet(SPANS[Quiet.NIGHT], now, LONDON) == now.astimezone(UTC) + timedelta(hours=hours)


def test_an_end_that_the_clock_shows_twice_is_never_past() -> None:
    again = at("10-25 01:10", LONDON).replace(fold=1)
    ends = end_of_quiet(Span(22 * 60, 90), again, LONDON)
    assert ends == again.astimezone(UTC) + timedelta(minutes=20)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(LONDON)),
    span=st.builds(Span, st.integers(0, 1439), st.integers(0, 1439)),
)
def test_quiet_ends_within_a_day_and_never_in_the_past(now: datetime, span: Span) -> None:
    ends = end_of_quiet(span, now, LONDON)
    if ends is not None:
        assert now < ends <= now.astimezone(UTC) + timedelta(hours=25)


@pytest.mark.parametrize("now", ["07-14 00:00", "07-14 05:00", "07-14 14:30", "07-14 23:59"])
def test_tomorrow_begins_at_six_and_today_at_midnight(now: str) -> None:
    assert tomorrow_morning(at(now), SHANGHAI) == at("07-15 06:00")
    assert midnight(at(now), SHANGHAI) == at("07-14 00:00")

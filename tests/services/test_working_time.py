"""Working time of a desk: lunch breaks, weekends, holidays and make-up days, held against a clock of single minutes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cases.working_time import WorkingTime
from services.errors import UnreadableHours
from services.hours.holidays import Calendar
from services.hours.opening_hours import MINUTES_A_DAY, Hours

CALENDAR = Calendar.load()
SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = "Mo-Fr 08:30-12:00,13:30-18:00; PH off"
WORK = WorkingTime(OFFICE, CALENDAR, SHANGHAI)
MINUTE = timedelta(minutes=1)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def shown(moment: datetime) -> str:
    assert moment.tzinfo is UTC
    return moment.astimezone(SHANGHAI).isoformat(sep=" ")[:16]


@pytest.mark.parametrize(
    ("begins", "minutes", "ends"),
    [
        ("2026-07-14 14:38", 180, "2026-07-14 17:38"),
        ("2026-07-14 11:00", 60, "2026-07-14 12:00"),
        ("2026-07-14 11:00", 61, "2026-07-14 13:31"),
        ("2026-07-14 12:30", 30, "2026-07-14 14:00"),
        ("2026-07-14 17:00", 180, "2026-07-15 10:30"),
        ("2026-07-17 17:00", 180, "2026-07-20 10:30"),
        ("2026-07-18 03:00", 1, "2026-07-20 08:31"),
        ("2026-07-14 02:00", 0, "2026-07-14 02:00"),
        ("2026-09-30 17:00", 180, "2026-10-08 10:30"),
        ("2026-10-09 17:00", 180, "2026-10-10 10:30"),
        ("2026-07-14 14:38", 960, "2026-07-16 14:38"),
        ("2027-10-01 09:00", 60, "2027-10-01 10:00"),
    ],
    ids=[
        "afternoon", "till-lunch", "over-lunch", "from-lunch", "over-night", "over-a-weekend", "from-a-weekend",
        "nothing", "over-national-day", "into-a-make-up-saturday", "two-days", "an-unpublished-year",
    ],
)  # fmt: skip
def test_a_clock_runs_while_the_desk_works(begins: str, minutes: int, ends: str) -> None:
    assert shown(WORK.after(at(begins), minutes)) == ends
    assert WORK.between(at(begins), at(ends)) == minutes


@pytest.mark.parametrize(
    ("came", "morning"),
    [
        ("2026-07-14 14:38", "2026-07-15 12:00"),
        ("2026-07-14 09:00", "2026-07-15 12:00"),
        ("2026-07-14 08:30", "2026-07-14 12:00"),
        ("2026-07-14 02:00", "2026-07-14 12:00"),
        ("2026-07-17 09:00", "2026-07-20 12:00"),
        ("2026-09-30 18:30", "2026-10-08 12:00"),
    ],
)
def test_what_comes_in_is_answered_by_the_end_of_the_next_whole_morning(came: str, morning: str) -> None:
    assert shown(WORK.next_morning(at(came))) == morning


def test_a_desk_without_a_lunch_break_has_its_morning_until_noon_and_a_late_one_until_it_shuts() -> None:
    came = at("2026-07-14 20:00")
    assert shown(WorkingTime("Mo-Fr 09:00-17:00", CALENDAR, SHANGHAI).next_morning(came)) == "2026-07-15 12:00"
    assert shown(WorkingTime("Mo-Fr 14:00-17:00", CALENDAR, SHANGHAI).next_morning(came)) == "2026-07-15 17:00"


@pytest.mark.parametrize(
    ("came", "days", "ends"),
    [
        ("2026-07-14 14:38", 2, "2026-07-16 18:00"),
        ("2026-07-14 02:00", 2, "2026-07-16 18:00"),
        ("2026-07-16 23:59", 2, "2026-07-20 18:00"),
        ("2026-07-18 12:00", 1, "2026-07-20 18:00"),
        ("2026-09-30 10:00", 1, "2026-10-08 18:00"),
        ("2026-10-08 10:00", 2, "2026-10-10 18:00"),
    ],
)
def test_what_comes_in_has_whole_working_days_after_its_own(came: str, days: int, ends: str) -> None:
    assert shown(WORK.end_of_day(at(came), days)) == ends


def test_a_desk_works_on_weekdays_and_make_up_days_and_not_on_holidays() -> None:
    days = ["2026-07-14", "2026-07-18", "2026-10-01", "2026-10-10", "2026-10-11"]
    assert [WORK.is_working_day(date.fromisoformat(day)) for day in days] == [True, False, False, True, False]


def test_the_hours_of_a_year_that_a_worker_took_for_their_papers_are_counted_to_the_end() -> None:
    ten_years = WorkingTime("24/7", CALENDAR, SHANGHAI).between(at("2026-01-01 00:00"), at("2036-01-01 00:00"))
    assert ten_years == 3652 * 24 * 60


def test_nothing_is_between_a_moment_and_an_earlier_one() -> None:
    assert WORK.between(at("2026-07-14 10:00"), at("2026-07-14 09:00")) == 0


@pytest.mark.parametrize("hours", ["Mo-Fr off", "off", "Mo-Fr whenever", ""])
def test_hours_in_which_nobody_ever_works_are_refused(hours: str) -> None:
    with pytest.raises(UnreadableHours):
        WorkingTime(hours, CALENDAR, SHANGHAI)


def test_a_clock_that_finds_no_more_working_time_runs_on_and_does_not_wait_for_ever() -> None:
    over = WorkingTime("2026 Mo-Fr 09:00-17:00", CALENDAR, SHANGHAI)
    assert shown(over.after(at("2027-03-01 09:00"), 60)) == "2027-03-01 10:00"
    assert over.next_morning(at("2027-03-01 09:00")) > at("2027-03-01 09:00")
    assert over.end_of_day(at("2027-03-01 09:00"), 2) > at("2027-03-01 09:00")


def is_worked(minute: datetime, hours: Hours, zone: ZoneInfo) -> bool:
    """Whether somebody works in the minute that begins then, asked of the hours alone."""
    wall = minute.astimezone(zone)
    today = wall.hour * 60 + wall.minute
    spans = [(today, wall.date()), (today + MINUTES_A_DAY, wall.date() - timedelta(days=1))]
    return any(a <= at_ < b for at_, day in spans for a, b in hours.on(day, CALENDAR.kind(day)))


ZONES = [SHANGHAI, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")]
HOURS = [
    OFFICE, "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off", "24/7", "Mo-Su 20:00-04:00", "Tu 23:00-24:00",
    "Mo-Fr 22:00-06:00; PH off", "We 10:00-10:07",
]  # fmt: skip
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1)).map(
    lambda each: each.replace(tzinfo=UTC, second=0, microsecond=0)
)


@settings(deadline=None, max_examples=60)
@given(MOMENTS, st.integers(0, 4_000), st.sampled_from(HOURS), st.sampled_from(ZONES))
def test_the_working_minutes_are_those_that_one_counts_one_by_one(
    begins: datetime, length: int, text: str, zone: ZoneInfo
) -> None:
    work, hours = WorkingTime(text, CALENDAR, zone), Hours(text)
    minutes = [begins + number * MINUTE for number in range(length)]
    worked = [minute for minute in minutes if is_worked(minute, hours, zone)]
    assert work.between(begins, begins + length * MINUTE) == len(worked)
    if worked:
        assert work.after(begins, len(worked)) == worked[-1] + MINUTE


@settings(deadline=None, max_examples=60)
@given(MOMENTS, st.integers(1, 5_000), st.sampled_from(HOURS[:4]))
def test_what_a_clock_is_told_to_wait_is_what_lies_between(begins: datetime, minutes: int, text: str) -> None:
    work = WorkingTime(text, CALENDAR, SHANGHAI)
    ends = work.after(begins, minutes)
    assert work.between(begins, ends) == minutes
    assert work.between(begins, ends - MINUTE) < minutes

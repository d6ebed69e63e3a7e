"""On which days an event takes place: holidays, make-up workdays, what was said of a day, midnight, the weather."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models import Event, OnHoliday
from services.events.days import Days, Said, Standing, hours_on
from services.hours.holidays import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = Days(Calendar.load(), ZONE)
LONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def event(rule: str, **more: Any) -> Event:
    given = {"rule": rule, "serves_from": 390, "serves_until": 510, "weather_exempt": False, "on_holiday": "run"}
    return Event(**given | more)


def standings(
    what: Event, first: str, last: str, said: Said | None = None, now: datetime = LONG_BEFORE, **more: bool
) -> dict[str, str]:
    days = DAYS.of(what, said or {}, date.fromisoformat(first), date.fromisoformat(last), now, **more)
    return {f"{each.day:%m-%d}": str(each.standing) for each in days}


def test_a_meal_that_runs_on_holidays_is_served_on_the_national_day() -> None:
    assert standings(event("每周四"), "2026-10-01", "2026-10-08") == {"10-01": "on", "10-08": "on"}


def test_a_meal_that_pauses_on_holidays_says_so_for_that_day() -> None:
    assert standings(event("每周四", on_holiday=OnHoliday.SKIP), "2026-10-01", "2026-10-08") == {
        "10-01": "paused",
        "10-08": "on",
    }


def test_where_the_keeper_is_asked_a_holiday_is_undecided_until_they_say_or_it_begins() -> None:
    asked = event("每周四", on_holiday=OnHoliday.ASK)
    holiday = date(2026, 10, 1)
    assert standings(asked, "2026-10-01", "2026-10-01") == {"10-01": "undecided"}
    assert standings(asked, "2026-10-01", "2026-10-01", {holiday: True}) == {"10-01": "on"}
    assert standings(asked, "2026-10-01", "2026-10-01", {holiday: False}) == {}
    midnight = datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert standings(asked, "2026-10-01", "2026-10-01", now=midnight) == {"10-01": "paused"}


def test_workdays_move_with_the_official_calendar_and_named_weekdays_do_not() -> None:
    # 1 to 7 October are off, Saturday the 10th is worked.
    assert [*standings(event("工作日"), "2026-10-05", "2026-10-12")] == ["10-08", "10-09", "10-10", "10-12"]
    assert [*standings(event("周末"), "2026-10-03", "2026-10-11")] == ["10-03", "10-04", "10-11"]
    assert [*standings(event("每周六"), "2026-10-03", "2026-10-11")] == ["10-03", "10-10"]


def test_in_a_year_without_a_calendar_a_day_that_may_be_off_is_undecided() -> None:
    assert standings(event("每周五", on_holiday=OnHoliday.SKIP), "2031-10-01", "2031-10-17") == {
        "10-03": "undecided",
        "10-10": "on",
        "10-17": "on",
    }
    assert standings(event("工作日"), "2031-10-03", "2031-10-03") == {"10-03": "undecided"}
    assert standings(event("每周五"), "2031-10-03", "2031-10-03") == {"10-03": "on"}


def test_a_day_more_and_a_day_less_win_over_the_rule() -> None:
    said = {date(2026, 7, 14): True, date(2026, 7, 17): False}
    assert [*standings(event("每周五"), "2026-07-13", "2026-07-24", said)] == ["07-14", "07-24"]


def test_red_weather_puts_in_doubt_what_is_not_held_in_all_weathers() -> None:
    assert standings(event("每天"), "2026-07-17", "2026-07-17", is_red=True) == {"07-17": Standing.WEATHER}
    exempt = event("每天", weather_exempt=True)
    assert standings(exempt, "2026-07-17", "2026-07-17", is_red=True) == {"07-17": Standing.ON}


def test_a_night_canteen_ends_the_next_day() -> None:
    night = event("每天", serves_from=22 * 60, serves_until=26 * 60)
    begins, ends = (moment.astimezone(ZONE) for moment in hours_on(night, date(2026, 7, 17), ZONE))
    assert f"{begins:%d %H:%M} {ends:%d %H:%M}" == "17 22:00 18 02:00"

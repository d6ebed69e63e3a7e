"""The official calendar: what is published, what is not, and the operator's own files."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.errors import StateFault
from services.hours.holidays import Calendar, DayKind


def year(number: int, off: dict[str, str], makeup: list[str]) -> str:
    return json.dumps({"year": number, "source": "a test", "off_days": off, "makeup_workdays": makeup})


def test_the_year_2026_has_33_days_off_and_6_makeup_workdays() -> None:
    days = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]
    kinds = [Calendar.load().kind(day) for day in days]
    assert (kinds.count(DayKind.OFF), kinds.count(DayKind.MAKEUP), kinds.count(DayKind.UNKNOWN)) == (33, 6, 0)


def test_beyond_the_published_years_only_days_that_may_be_off_are_unknown() -> None:
    calendar = Calendar.load()
    assert calendar.valid_through == date(2026, 12, 31)
    assert calendar.kind(date(2027, 10, 1)) is DayKind.UNKNOWN
    assert calendar.kind(date(2027, 2, 8)) is DayKind.UNKNOWN
    assert calendar.kind(date(2027, 7, 14)) is DayKind.ORDINARY


def test_an_operator_adds_a_year_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "2027.json").write_text(year(2027, {"2027-01-01": "New Year's Day"}, ["2027-01-09"]))
    calendar = Calendar.load(tmp_path)
    assert calendar.valid_through == date(2027, 12, 31)
    assert calendar.kind(date(2027, 1, 9)) is DayKind.MAKEUP
    assert calendar.kind(date(2027, 10, 1)) is DayKind.ORDINARY


def test_an_operator_corrects_a_shipped_year(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(year(2026, {"2026-07-14": "a day of ours"}, []))
    calendar = Calendar.load(tmp_path)
    assert calendar.kind(date(2026, 7, 14)) is DayKind.OFF
    assert calendar.kind(date(2026, 10, 1)) is DayKind.ORDINARY


def test_a_gap_between_years_ends_what_is_valid(tmp_path: Path) -> None:
    (tmp_path / "2028.json").write_text(year(2028, {}, []))
    assert Calendar.load(tmp_path).valid_through == date(2026, 12, 31)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"year": 2027}', year(2027, {"tomorrow": "?"}, []), "\x00"])
def test_a_file_that_is_no_calendar_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "2027.json").write_text(text)
    with pytest.raises(StateFault, match=r"2027\.json"):
        Calendar.load(tmp_path)


def test_without_any_year_nothing_is_valid() -> None:
    assert Calendar({}).valid_through is None

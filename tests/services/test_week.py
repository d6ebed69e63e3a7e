"""The week: posted hours in plain words, equal days together."""

from datetime import date

import pytest

from locales import locale
from locales.week_lines import WeekLines
from services.hours.week import week_of

TUESDAY = date(2026, 7, 14)
WORKDAYS = "周一到周五 08:00–18:00"


def said(hours: str, language: str = "zh-Hans", today: date = TUESDAY) -> list[str]:
    """The lines of a week, and of holidays."""
    week = week_of(hours, today)
    if week is None:
        return []
    words = WeekLines(locale(language))
    lines = [f"{words.days(days)} {words.spans(spans)}" for days, spans in week.groups]
    holidays = [] if week.holidays is None else [f"PH {words.spans(week.holidays)}"]
    return lines + holidays + ["…"] * week.varies


@pytest.mark.parametrize(("hours", "lines"), [
    ("24/7", ["每天 全天"]),
    ("08:00-20:00", ["每天 08:00–20:00"]),
    ("Mo-Fr 08:00-18:00", [WORKDAYS, "周六周日 关"]),
    ("Mo-Fr 08:00-12:00,13:30-18:00; Sa,Su 09:00-17:00; PH off",
     ["周一到周五 08:00–12:00，13:30–18:00", "周六周日 09:00–17:00", "PH 关"]),
    ("Mo-Fr 08:00-18:00; PH 09:00-16:00", [WORKDAYS, "周六周日 关", "PH 09:00–16:00"]),
    ("Mo,We,Fr 08:00-18:00", ["周一、周三、周五 08:00–18:00", "周二、周四、周六周日 关"]),
    ("18:00-06:00", ["每天 18:00–次日06:00"]),
    ("08:00-24:00", ["每天 08:00–24:00"]),
    ("Mo-Fr 08:00-18:00; Sa[1,3] 09:00-12:00", [WORKDAYS, "周六 09:00–12:00", "周日 关", "…"]),
    ("off", ["每天 关"]),
    ("", []), ("待定", []), ('Mo-Fr "问站长"', []),
])  # fmt: skip
def test_a_week_is_said_as_on_a_door(hours: str, lines: list[str]) -> None:
    assert said(hours) == lines


def test_a_season_is_that_of_today() -> None:
    seasons = "May-Sep 06:00-20:00; Oct-Apr 07:00-18:00"
    assert said(seasons) == ["每天 06:00–20:00"]
    assert said(seasons, today=date(2026, 12, 1)) == ["每天 07:00–18:00"]
    assert said(seasons, today=date(2026, 9, 20))[-1] == "…"


def test_the_same_in_english() -> None:
    hours = "Mo-Fr 08:00-12:00,13:30-18:00; Sa,Su 22:00-02:00"
    assert said(hours, "en") == ["Mon–Fri 08:00–12:00, 13:30–18:00", "Sat–Sun 22:00–02:00 next day"]

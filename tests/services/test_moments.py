"""Moments ahead: what people write for when something shall happen."""

from datetime import date, datetime

import pytest

from services.forms.moments import moment_in, moment_of
from tests.city import ZONE

TUESDAY = date(2026, 7, 14)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("18:30", "18:30"), ("１８：３０", "18:30"), ("7点", "07:00"), ("七点半", "07:30"), ("下午3点一刻", "15:15"),
        ("晚上8点", "20:00"), ("明天7点", "2026-07-15 07:00"), ("明早7:05", "2026-07-15 07:05"),
        ("今晚8点", "2026-07-14 20:00"), ("后天上午十点", "2026-07-16 10:00"), ("7月20日8点", "2026-07-20 08:00"),
        ("1月2日 9:00", "2027-01-02 09:00"), ("tomorrow 7:00", "2026-07-15 07:00"), ("7:30 pm", "19:30"),
    ],
)  # fmt: skip
def test_a_moment_is_understood(text: str, meant: str) -> None:
    assert moment_in(text, TUESDAY) == meant


@pytest.mark.parametrize("text", ["", "7", "25:00", "7:61", "2月30日8点", "明天", "马上", "明天7月15日8点", "7点到9点"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment_in(text, TUESDAY) is None


def test_a_time_without_a_day_is_the_next_such_one() -> None:
    noon = datetime(2026, 7, 14, 12, tzinfo=ZONE)
    assert moment_of("12:30", noon, ZONE) == datetime(2026, 7, 14, 12, 30, tzinfo=ZONE)
    assert moment_of("11:30", noon, ZONE) == datetime(2026, 7, 15, 11, 30, tzinfo=ZONE)
    assert moment_of("2026-07-20 08:00", noon, ZONE) == datetime(2026, 7, 20, 8, tzinfo=ZONE)

"""How far, how long, when and until when, as people say it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from locales import columns, cut, first_number, locale

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 14, 14, 30, tzinfo=ZONE)
ZH, EN = locale("zh-Hans"), locale("en")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("meters", "said"), [
    (0, "10米"), (4, "10米"), (346, "350米"), (994, "990米"), (996, "1公里"), (1_000, "1公里"), (1_349, "1.3公里"),
    (9_949, "9.9公里"), (9_980, "10公里"), (12_345, "12公里"),
])  # fmt: skip
def test_distances_are_as_exact_as_legs_need(meters: float, said: str) -> None:
    assert ZH.distance(meters) == said


@pytest.mark.parametrize(("minutes", "said"), [(1, "1分钟"), (59, "59分钟"), (60, "1小时"), (77, "1小时17分钟")])
def test_durations_have_hours_from_sixty_minutes_on(minutes: int, said: str) -> None:
    assert ZH.duration(minutes) == said


@pytest.mark.parametrize(("moment", "chinese", "english"), [
    ("2026-07-14T18:00", "18:00", "18:00"),
    ("2026-07-15T02:00", "明天02:00", "tomorrow 02:00"),
    ("2026-07-17T08:30", "周五08:30", "Friday 08:30"),
    ("2026-07-21T08:30", "7月21日08:30", "21 July 08:30"),
])  # fmt: skip
def test_moments_are_named_as_seen_from_now(moment: str, chinese: str, english: str) -> None:
    assert (ZH.moment(at(moment), NOW), EN.moment(at(moment), NOW)) == (chinese, english)


def test_what_is_read_again_tomorrow_names_the_day() -> None:
    moments = [at("2026-07-14T18:00"), at("2026-07-15T10:30")]
    assert [ZH.until_date(moment, NOW) for moment in moments] == ["18:00", "7月15日10:30"]


@pytest.mark.parametrize(("moment", "said"), [
    ("2026-07-15T00:00", "24:00"), ("2026-07-16T00:00", "明天24:00"), ("2026-07-15T00:01", "明天00:01"),
    ("2026-07-18T00:00", "周五24:00"),
])  # fmt: skip
def test_midnight_belongs_to_the_day_that_ends(moment: str, said: str) -> None:
    assert ZH.till(at(moment), NOW) == said


def test_a_day_is_named_by_the_zone_of_now_and_has_its_year_if_that_is_another() -> None:
    assert ZH.day(datetime(2026, 7, 1, 17, 0, tzinfo=ZoneInfo("UTC")), NOW) == "7月2日"
    assert EN.day(at("2025-07-01T10:00"), NOW) == "1 July 2025"


@pytest.mark.parametrize(("phone", "first"), [
    ("0000-88000312", "0000-88000312"), ("0000-88000312、0000-88000313", "0000-88000312"),
    ("+86 571 880/2", "+86 571 880"), ("13800000000或13900000000", "13800000000"),
    ("陈师傅 13800000000（白天）", "13800000000"),
    ("0000-88000312转801", "0000-88000312转801"), ("问门卫", "问门卫"),
])  # fmt: skip
def test_of_several_numbers_the_first_is_called(phone: str, first: str) -> None:
    assert first_number(phone) == first


def test_a_name_is_cut_where_a_person_sees_its_end() -> None:
    assert cut("一二三四五六七八九十一二三四") == "一二三四五六七八九十一二三四"
    assert cut("一二三四五六七八九十一二三四五") == "一二三四五六七八九十一二三…"
    assert cut("\u202e一\n二\x00 三\u200b") == "一 二 三"


def test_wide_letters_take_two_columns() -> None:
    assert columns("驿站 A1") == 7

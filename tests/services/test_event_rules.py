"""On which days something takes place: rules as people write them, read in no time, never guessed."""

import json
import time
from datetime import date, timedelta
from typing import Final

import pytest
from dateutil import rrule as oracle
from hypothesis import given
from hypothesis import strategies as st

from services.errors import RuleUnreadable
from services.events.festivals import TABLE
from services.events.patterns import ANCHOR
from services.events.rules import LONGEST, parse_rule
from tests.festivals import table
from tests.fuzzing import fuzzed

PATIENCE_SECONDS: Final = 0.05
READABLE: Final = {
    "每天": "每天",
    "天天": "每天",
    "FREQ=DAILY": "每天",
    "工作日": "工作日",
    "每周末": "周末",
    "每周一三五": "每周一三五",
    "每星期一、三、五": "每周一三五",
    "每周1,3,5": "每周一三五",
    "周一至周五": "每周一二三四五",
    "每周六和周日": "每周六日",
    "每週五": "每周五",
    "每 逢 礼拜天": "每周日",
    "每月５号": "每月5日",
    "每月5日、十五日": "每月5日、15日",
    "每月底": "每月最后一天",
    "每月第二个周五": "每月第二个周五",
    "每月第2、4个星期五": "每月第二个周五、第四个周五",
    "每月最后一个周五": "每月最后一个周五",
    "每月倒数第二个周五": "每月倒数第二个周五",
    "隔天": "每2天",
    "双周五": "每2周的周五",
    "每两周周五，自2026年5月29日起": "每2周的周五，自2026-05-29起",
    "每2个月5日，到2026-12-31为止": "每2个月的5日，到2026-12-31止",
    "每年五月二十八日": "每年5月28日",
    "单次 2026-05-28": "单次 2026-05-28",
    "2026年6月1日、2026/5/28": "单次 2026-05-28、2026-06-01",
    "农历正月十五": "元宵",
    "端午节、中秋": "端午、中秋",
    "农历腊月二十三": "腊月廿三",
    "rrule:freq=weekly;byday=fr": "每周五",
    "FREQ=MONTHLY;BYDAY=2FR,-1MO": "每月第二个周五、最后一个周一",
    "FREQ=DAILY;INTERVAL=2;BYDAY=SA": "RRULE:FREQ=DAILY;INTERVAL=2;BYDAY=SA",
    "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;UNTIL=20261230T160000Z": (
        "RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13，到2026-12-31止"
    ),
}
UNREADABLE: Final = {
    "": "没有写规则",
    "每周五早上": "没看懂，可以写 每天、工作日、每周一三五",
    "5月28日": "写 单次 2026-05-28，每年都有就写 每年5月28日",
    "单次 5月28日": "请写年月日",
    "2026-02-30": "没有“2026-02-30”这一天",
    "每年2月30日": "没有2月30日这一天",
    "每月32日": "要1到31日",
    "每月第六个周五": "只有第一个到第五个",
    "每0天": "要1到366的整数",
    "农历三月初三": "不在节日表里",
    "小年": "北方",
    "每天，自2026-06-01起，到2026-05-01止": "比开始的 2026-06-01 早",
    "FREQ=SECONDLY": "只有 DAILY、WEEKLY、MONTHLY",
    "FREQ=WEEKLY;BYDAY=MO;COUNT=3": "COUNT 不能用",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30": "BYMONTH 不能用",
    "FREQ=WEEKLY": "要写 BYDAY",
    "FREQ=MONTHLY;BYDAY=6FR": "第二个周五是 2FR",
    "FREQ=WEEKLY;BYDAY=2FR": "只能用在 FREQ=MONTHLY",
    "FREQ=DAILY;FREQ=DAILY": "写了两次",
    "FREQ=DAILY;INTERVAL=0": "要1到366的整数",
    "FREQ=DAILY;UNTIL=99991231T235959Z": "不是日期",
    "每天" * LONGEST: "最多120个字",
}


@pytest.mark.parametrize(("text", "canonical"), READABLE.items())
def test_a_rule_as_somebody_writes_it_is_written_in_one_way(text: str, canonical: str) -> None:
    assert parse_rule(text).as_text() == canonical


@pytest.mark.parametrize(("text", "sentence"), UNREADABLE.items())
def test_what_is_not_understood_is_answered_with_what_would_be(text: str, sentence: str) -> None:
    with pytest.raises(RuleUnreadable, match=sentence):
        parse_rule(text)


@pytest.mark.parametrize(
    ("text", "days"),
    {
        "每周一三五": ["05-01", "05-04", "05-06", "05-08", "05-11", "05-13", "05-15"],
        "每月第二个周五": ["05-08"],
        "每月最后一天": ["05-31"],
        "每月最后一个周日": ["05-31"],
        "工作日，到2026-05-05止": ["05-01", "05-04", "05-05"],
        "每2周的周五，自2026-05-15起": ["05-15", "05-29"],
        "单次 2026-05-28": ["05-28"],
        "每年5月28日": ["05-28"],
    }.items(),
)
def test_a_rule_names_its_days(text: str, days: list[str]) -> None:
    may = [f"{day:%m-%d}" for day in parse_rule(text).days(date(2026, 5, 1), date(2026, 5, 31))]
    assert may[: len(days)] == days
    assert len(may) == len(days) or text == "每周一三五"


def test_festivals_of_the_moon_are_known_for_years_ahead() -> None:
    assert parse_rule("端午").days(date(2026, 1, 1), date(2027, 12, 31)) == [date(2026, 6, 19), date(2027, 6, 9)]
    assert parse_rule("农历腊月廿四").days(date(2027, 1, 1), date(2027, 12, 31)) == [date(2027, 1, 31)]
    assert json.loads(TABLE.read_text(encoding="utf-8")) == table(), "python -m tests.festivals writes it anew"


DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NTH = st.tuples(st.sampled_from((0, 1, 2, 5, -1, -2)), st.integers(0, 6))


@st.composite
def rrules(draw: st.DrawFn) -> tuple[str, oracle.rrule]:
    """An RRULE that we take, and the library's."""
    freq = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY")))
    weekdays = draw(st.lists(NTH, min_size=freq == "WEEKLY", max_size=3))
    # "MO,1MO" is both to us, as RFC 5545 has it, and to the library only the first.
    has_nth = freq == "MONTHLY" and all(n for n, _ in weekdays)
    weekdays = [(n if has_nth else 0, day) for n, day in weekdays]
    days = st.lists(st.integers(1, 31) | st.integers(-31, -1), min_size=freq == "MONTHLY" and not weekdays, max_size=3)
    month_days = [] if freq == "WEEKLY" else draw(days)
    interval, until = draw(st.integers(1, 9)), draw(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
    byday = ",".join(f"{n or ''}{DAYS[day]}" for n, day in weekdays)
    parts = [f"FREQ={freq}", f"INTERVAL={interval}", f"UNTIL={until:%Y%m%d}"]
    parts += [f"BYDAY={byday}"] * bool(weekdays) + [f"BYMONTHDAY={','.join(map(str, month_days))}"] * bool(month_days)
    text = ";".join(parts)
    return text, oracle.rrulestr(f"DTSTART:{ANCHOR:%Y%m%d}\nRRULE:{text}")


@fuzzed(25)  # for a rule that names no day the library looks until the year 9999
@given(rrules())
def test_an_rrule_means_the_days_that_everybody_else_has(rule: tuple[str, oracle.rrule]) -> None:
    text, others = rule
    first, last = date(2025, 11, 1), date(2027, 2, 1)
    assert parse_rule(text).days(first, last) == [moment.date() for moment in others if first <= moment.date() <= last]
    again = parse_rule(parse_rule(text).as_text())
    assert again == parse_rule(text)


PIECES: Final = (
    *READABLE, *UNREADABLE, "每", "周", "月", "第", "个", "日", "、", "，", "自", "到", "起", "止", "FREQ=", "BYDAY=",
    ";", ",", "-", "1", "31", "十", "农历", "2026-05-28", "９", "٣", "\u0000", "\ud83c", " ",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    st.sampled_from([*READABLE]).flatmap(lambda text: st.sampled_from(PIECES).map(lambda piece: text + piece)),
)


@fuzzed(200)
@given(TEXTS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_somebody_writes_is_read_or_refused_at_once(text: str, first: date) -> None:
    begun = time.process_time()
    try:
        rule = parse_rule(text)
    except RuleUnreadable:
        pass
    else:
        assert parse_rule(rule.as_text()) == rule
        assert len(rule.as_text()) <= LONGEST
        rule.days(first, first + timedelta(days=366))
    assert time.process_time() - begun < PATIENCE_SECONDS

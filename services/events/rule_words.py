"""Rules in Chinese words: read as people write them, written in one way."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from services.errors import RuleUnreadable
from services.events import rrule
from services.events.festivals import festival_names
from services.events.patterns import Dates, Festivals, Freq, Pattern, Repeats, Week, Yearly
from services.events.rrule import DAYS_OF_A_MONTH, MOST_INTERVAL, simplest

WHAT_WOULD_BE_RIGHT: Final = (
    "可以写 每天、工作日、每周一三五、每月5日、每月第二个周五、每年5月28日、单次 2026-05-28、端午"
)
WEEKDAYS: Final = "一二三四五六日"
UNITS: Final = {Freq.DAILY: "天", Freq.WEEKLY: "周", Freq.MONTHLY: "个月"}
LAST: Final = "最后一"
MOST_DATES: Final = 10

_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_SAME: Final = (
    (re.compile("星期|礼拜|週"), "周"),
    (re.compile("周[天七7]"), "周日"),
    (re.compile("号"), "日"),
    (re.compile("两"), "二"),
    (re.compile("个周"), "周"),
    (re.compile("[,;和及与跟]"), "、"),
    (re.compile("[~—–到]"), "-"),
    (re.compile("每逢|逢"), "每"),
    (re.compile("天天|每日"), "每天"),
    (re.compile("隔[天日]"), "每二天"),
    (re.compile("隔周|双周"), "每二周"),
    (re.compile("隔月"), "每二个月"),
    (re.compile("双休日"), "周末"),
    (re.compile("月底|月末"), "月最后一天"),
)
"""Different words for the same."""
_NUMBER: Final = r"[\d零一二三四五六七八九十]{1,4}"
_DATE: Final = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?")
_MONTH_AND_DAY: Final = re.compile(rf"({_NUMBER})月({_NUMBER})日")
_EVERY: Final = re.compile(rf"每({_NUMBER})?(天|周|个?月)的?(.*)")
_WEEKDAY: Final = re.compile(r"周?([一二三四五六日天1-7])")
_WEEKDAYS_TO: Final = re.compile(r"周?([一二三四五六日1-7])[-至]周?([一二三四五六日1-7])")
_NTH: Final = re.compile(rf"(?:(倒数)?第({_NUMBER})|({LAST}))周([{WEEKDAYS}])")
_NTH_OF_SOME: Final = re.compile(rf"第({_NUMBER}(?:、第?{_NUMBER})+)周([{WEEKDAYS}])")
_MONTH_DAY: Final = re.compile(rf"(?:({_NUMBER})日?|({LAST}天)|倒数第({_NUMBER})天)")
_LUNAR: Final = re.compile("农历|阴历|旧历|每年的?")
_ONCE: Final = re.compile("单次:?|一次:?")


def read(line: str) -> Pattern:
    """The pattern that a text without blanks means; RuleUnreadable if it means none that we know."""
    same = line
    for other, word in _SAME:
        same = other.sub(word, same)
    for reader in _READERS:
        pattern = reader(same)
        if pattern is not None:
            return pattern
    raise RuleUnreadable(f"没看懂，{WHAT_WOULD_BE_RIGHT}" if line else f"没有写规则，{WHAT_WOULD_BE_RIGHT}")


def day_of(text: str) -> date:
    """The day that 2026-05-28 or 2026年5月28日 names; RuleUnreadable if there is no such day."""
    found = _DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def written(pattern: Pattern) -> str:
    """The one way in which we write a pattern: in Chinese, and where people have no words for it, as an RRULE."""
    match pattern:
        case Week():
            return str(pattern)
        case Dates():
            return "单次 " + "、".join(map(str, pattern.days))
        case Yearly():
            return "每年" + "、".join(f"{month}月{day}日" for month, day in pattern.days)
        case Festivals():
            return "、".join(pattern.names)
        case Repeats():
            days = _days_written(pattern)
            return rrule.written(pattern) if days is None else _every_written(pattern) + days


# --- writing -------------------------------------------------------------------------------------------


def _days_written(repeats: Repeats) -> str | None:
    """The days within the week or month; None if only an RRULE can say them."""
    weekdays, month_days = repeats.weekdays, repeats.month_days
    if repeats.freq is not Freq.MONTHLY:
        plain = not month_days and (repeats.freq is Freq.WEEKLY or not weekdays)
        return "".join(WEEKDAYS[weekday] for _, weekday in weekdays) if plain else None
    if (month_days and weekdays) or not all(n for n, _ in weekdays):
        return None
    return "、".join([*map(_month_day_written, month_days), *(_nth_written(n) + WEEKDAYS[day] for n, day in weekdays)])


def _every_written(repeats: Repeats) -> str:
    unit = UNITS[repeats.freq]
    if repeats.interval == 1:
        return "每" + unit.removeprefix("个")
    between = {Freq.DAILY: "", Freq.WEEKLY: "的周", Freq.MONTHLY: "的"}[repeats.freq]
    return f"每{repeats.interval}{unit}{between}"


def _month_day_written(number: int) -> str:
    return f"{number}日" if number > 0 else f"{LAST}天" if number == -1 else f"倒数第{-number}天"


def _nth_written(n: int) -> str:
    which = f"第{WEEKDAYS[n - 1]}" if n > 0 else LAST if n == -1 else f"倒数第{WEEKDAYS[-n - 1]}"
    return f"{which}个周"


# --- reading: each gives None where the text is nothing of its kind ------------------------------------


def _week(line: str) -> Pattern | None:
    return next((week for week in Week if line in (week, f"每{week}", f"每个{week}")), None)


def _festivals(line: str) -> Pattern | None:
    names = [festival_names().get(_LUNAR.sub("", word)) for word in line.split("、")]
    if "小年" in line:
        raise RuleUnreadable("小年各地不同，请写 农历腊月廿三（北方）或 农历腊月廿四（南方）")
    found = tuple(dict.fromkeys(name for name in names if name))
    if not all(names):
        if found or re.match("农历|阴历|旧历", line):
            known = "、".join(dict.fromkeys(festival_names().values()))
            raise RuleUnreadable(f"“{line}”不在节日表里，表里有 {known}，别的请写 单次 和公历日期")
        return None
    return Festivals(found)


def _dates(line: str) -> Pattern | None:
    words = _ONCE.sub("", line, count=1).split("、")
    if not all(_DATE.fullmatch(word) for word in words):
        if _ONCE.match(line):
            raise RuleUnreadable(f"“{line}”里没有完整的日期，请写年月日，如 单次 2026-05-28")
        return None
    if len(words) > MOST_DATES:
        raise RuleUnreadable(f"一条规则最多写{MOST_DATES}个日子，别的请写进加开的日子")
    return Dates(tuple(sorted({*map(day_of, words)})))


def _yearly(line: str) -> Pattern | None:
    found = [_MONTH_AND_DAY.fullmatch(word) for word in line.removeprefix("每年").removeprefix("的").split("、")]
    days = [(_number(one[1]), _number(one[2])) for one in found if one]
    if len(days) < len(found):
        return None
    if not line.startswith("每年"):
        raise RuleUnreadable(f"“{line}”没有年份，请写 单次 2026-05-28，每年都有就写 每年5月28日")
    for month, day in days:
        if not (1 <= month <= 12 and 1 <= day <= DAYS_OF_A_MONTH) or not _is_in_leap_year(month, day):
            raise RuleUnreadable(f"没有{month}月{day}日这一天，请核对")
    return Yearly(tuple(sorted({*days})))


def _every(line: str) -> Pattern | None:
    found = _EVERY.fullmatch(line if line.startswith("每") else f"每{line}" if line.startswith("周") else "")
    if found is None:
        return None
    interval, unit, rest = found.groups()
    return _EVERY_READERS[unit.removeprefix("个")](_interval(interval), rest)


def _daily(interval: int, rest: str) -> Pattern | None:
    return None if rest else Repeats(Freq.DAILY, interval)


def _weekly(interval: int, rest: str) -> Pattern | None:
    span = _WEEKDAYS_TO.fullmatch(rest)
    if span:
        first, last = map(_weekday, span.groups())
        weekdays = [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    else:
        listed = rest.replace("、", "")
        if not listed or not re.fullmatch(rf"(?:{_WEEKDAY.pattern})+", listed):
            return None
        weekdays = [_weekday(found[1]) for found in _WEEKDAY.finditer(listed)]
    return simplest(Repeats(Freq.WEEKLY, interval, tuple((0, weekday) for weekday in weekdays)))


def _monthly(interval: int, rest: str) -> Pattern | None:
    rest = rest.replace("个", "")
    some = _NTH_OF_SOME.fullmatch(rest)
    words = [f"第{n.lstrip('第')}周{some[2]}" for n in some[1].split("、")] if some else rest.split("、")
    nths = [_NTH.fullmatch(word) for word in words]
    if all(nths):
        return simplest(Repeats(Freq.MONTHLY, interval, weekdays=tuple(_nth(one) for one in nths if one)))
    days = [_MONTH_DAY.fullmatch(word) for word in words]
    if not all(days):
        return None
    return simplest(Repeats(Freq.MONTHLY, interval, month_days=tuple(_month_day(one) for one in days if one)))


def _nth(found: re.Match[str]) -> tuple[int, int]:
    n = 1 if found[3] else _number(found[2])
    if not 1 <= n <= 5:
        raise RuleUnreadable(f"一个月没有“{found[0]}”，只有第一个到第五个，或最后一个")
    return -n if found[1] or found[3] else n, _weekday(found[4])


def _month_day(found: re.Match[str]) -> int:
    n = 1 if found[2] else _number(found[1] or found[3])
    if not 1 <= n <= DAYS_OF_A_MONTH:
        raise RuleUnreadable(f"一个月没有“{found[0]}”，要1到{DAYS_OF_A_MONTH}日，或最后一天")
    return n if found[1] else -n


_EVERY_READERS: Final[dict[str, Callable[[int, str], Pattern | None]]] = {
    "天": _daily, "周": _weekly, "月": _monthly
}  # fmt: skip
_READERS: Final[Sequence[Callable[[str], Pattern | None]]] = (_week, _festivals, _dates, _yearly, _every)


def _interval(text: str | None) -> int:
    number = 1 if text is None else _number(text)
    if not 1 <= number <= MOST_INTERVAL:
        raise RuleUnreadable(f"“每{text}”不对，要1到{MOST_INTERVAL}的整数，如 每2天")
    return number


def _weekday(sign: str) -> int:
    return int(sign) - 1 if sign.isdigit() else WEEKDAYS.index("日" if sign == "天" else sign)


def _number(text: str) -> int:
    """5, 05, 五, 十五, 二十八; 0 for what is no number."""
    if text.isdigit():
        return int(text) if text.isascii() else 0
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or not all(sign in _DIGITS for sign in tens + ones):
        return 0
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _is_in_leap_year(month: int, day: int) -> bool:
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True


def _no_day(text: str) -> date:
    raise RuleUnreadable(f"没有“{text}”这一天，请写成 2026-05-28")

"""RRULE of RFC 5545, as far as we take it: FREQ, INTERVAL, BYDAY, BYMONTHDAY, UNTIL, each within bounds."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from services.errors import RuleUnreadable
from services.events.patterns import Freq, Repeats
from services.hours.weekdays import NAMES

MOST_INTERVAL: Final = 366
WEEKS_OF_A_MONTH: Final = 5
DAYS_OF_A_MONTH: Final = 31
AHEAD: Final = timedelta(hours=8)
"""How far China's clocks are ahead of UTC; an UNTIL that ends in Z is of UTC."""
PREFIX: Final = "RRULE:"

_DAYS: Final = {name.upper(): weekday for weekday, name in enumerate(NAMES)}
_WEEKDAY: Final = re.compile(rf"([+-]?\d)?({'|'.join(_DAYS)})")
_MONTH_DAY: Final = re.compile(r"[+-]?\d{1,2}")
_UNTIL: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")


def is_rrule(line: str) -> bool:
    """Whether the line, in capitals and without blanks, means to be an RRULE."""
    return line.startswith((PREFIX, "FREQ=")) or ";FREQ=" in line


def read(line: str) -> tuple[Repeats, date | None]:
    """What repeats and until when; RuleUnreadable names the part that we do not take, and what would be right."""
    parts: dict[str, Any] = {}
    for part in line.removeprefix(PREFIX).strip(";").split(";"):
        name, _, value = part.partition("=")
        if name not in _READERS:
            raise RuleUnreadable(f"RRULE里的 {name or part} 不能用，只能用 {'、'.join(_READERS)}")
        if name in parts:
            raise RuleUnreadable(f"RRULE里 {name} 写了两次，请删掉一个")
        parts[name] = _READERS[name](value)
    if "FREQ" not in parts:
        raise RuleUnreadable("RRULE里没有 FREQ，请写 FREQ=DAILY、WEEKLY 或 MONTHLY")
    return _checked(parts), parts.get("UNTIL")


def written(repeats: Repeats) -> str:
    """The RRULE of what repeats."""
    parts = [f"FREQ={repeats.freq}"]
    if repeats.interval > 1:
        parts.append(f"INTERVAL={repeats.interval}")
    if repeats.weekdays:
        parts.append("BYDAY=" + ",".join(f"{n or ''}{NAMES[weekday].upper()}" for n, weekday in repeats.weekdays))
    if repeats.month_days:
        parts.append("BYMONTHDAY=" + ",".join(map(str, repeats.month_days)))
    return PREFIX + ";".join(parts)


def _checked(parts: dict[str, Any]) -> Repeats:
    freq, weekdays, month_days = parts["FREQ"], parts.get("BYDAY", ()), parts.get("BYMONTHDAY", ())
    if freq is Freq.WEEKLY and month_days:
        raise RuleUnreadable("FREQ=WEEKLY 里不能有 BYMONTHDAY，每月几日请写 FREQ=MONTHLY")
    if freq is Freq.WEEKLY and not weekdays:
        raise RuleUnreadable("FREQ=WEEKLY 要写 BYDAY，如 FREQ=WEEKLY;BYDAY=MO,WE,FR")
    if freq is Freq.MONTHLY and not (weekdays or month_days):
        raise RuleUnreadable("FREQ=MONTHLY 要写 BYMONTHDAY 或 BYDAY，如 FREQ=MONTHLY;BYDAY=2FR")
    if freq is not Freq.MONTHLY and any(n for n, _ in weekdays):
        raise RuleUnreadable("第几个周几只能用在 FREQ=MONTHLY，如 FREQ=MONTHLY;BYDAY=2FR")
    return simplest(Repeats(freq, parts.get("INTERVAL", 1), weekdays, month_days))


def simplest(repeats: Repeats) -> Repeats:
    """The same days said in the plainest of several ways: daily on Fridays is weekly on Fridays."""
    freq, weekdays, month_days = repeats.freq, _each_once(repeats.weekdays), _each_once(repeats.month_days)
    every_week = repeats.interval == 1 and weekdays and not month_days and not any(n for n, _ in weekdays)
    if every_week:
        freq = Freq.WEEKLY
    elif freq is Freq.DAILY and repeats.interval == 1 and month_days:
        freq = Freq.MONTHLY
    if every_week and len(weekdays) == len(NAMES):
        freq, weekdays = Freq.DAILY, ()
    return Repeats(freq, repeats.interval, weekdays, month_days)


def _each_once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Each once, in order: those counted from a month's end last."""
    return tuple(sorted({*values}, key=_place))


def _place(value: Any) -> tuple[bool, Any]:
    return (value[0] if isinstance(value, tuple) else value) < 0, value


def _freq(value: str) -> Freq:
    if value not in tuple(Freq):
        raise RuleUnreadable(f"FREQ={value} 不能用，只有 {'、'.join(Freq)}；每年的请写 每年5月28日")
    return Freq(value)


def _interval(value: str) -> int:
    if not re.fullmatch(r"\d{1,3}", value, re.ASCII) or not 1 <= int(value) <= MOST_INTERVAL:
        raise RuleUnreadable(f"INTERVAL={value} 不对，要1到{MOST_INTERVAL}的整数")
    return int(value)


def _weekday(value: str) -> tuple[int, int]:
    found = _WEEKDAY.fullmatch(value)
    n = int(found[1] or 0) if found else 0
    if found is None or (found[1] and not 1 <= abs(n) <= WEEKS_OF_A_MONTH):
        raise RuleUnreadable(
            f"BYDAY里的“{value}”不对，周一到周日是 {'、'.join(_DAYS)}，第二个周五是 2FR，最后一个是 -1FR"
        )
    return n, _DAYS[found[2]]


def _month_day(value: str) -> int:
    if not _MONTH_DAY.fullmatch(value) or not 1 <= abs(int(value)) <= DAYS_OF_A_MONTH:
        raise RuleUnreadable(f"BYMONTHDAY里的“{value}”不对，要1到{DAYS_OF_A_MONTH}，最后一天是 -1")
    return int(value)


def _until(value: str) -> date:
    found = _UNTIL.fullmatch(value)
    try:
        numbers = [int(number or 0) for number in found.groups()[:6]] if found else [0, 0, 0]
        moment = datetime(*numbers)  # type: ignore[arg-type]  # six of them
        return (moment + AHEAD if found and found[7] else moment).date()
    except (ValueError, OverflowError):
        raise RuleUnreadable(f"UNTIL={value} 不是日期，请写成 UNTIL=20261231") from None


def _list_of(read_one: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    return lambda value: tuple(map(read_one, value.split(",")))


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "FREQ": _freq,
    "INTERVAL": _interval,
    "BYDAY": _list_of(_weekday),
    "BYMONTHDAY": _list_of(_month_day),
    "UNTIL": _until,
}

"""Clock times as people write them in Chinese: 8:30—12:00, 上午9点半到晚上8点, 22:00－次日6:00."""

import re
from dataclasses import dataclass
from typing import Final

from services.errors import UnreadableHours

DAY: Final = 24 * 60  # minutes
NUMERALS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2}

MORNING: Final = ("凌晨", "清晨", "早晨", "早上", "早间", "上午", "早")
NOON: Final = ("中午", "午间", "正午")
AFTERNOON: Final = ("下午", "午后", "傍晚")
EVENING: Final = ("晚上", "晚间", "夜间", "夜里", "夜晚", "深夜", "半夜", "午夜", "晚", "夜")
NEXT_DAY: Final = ("次日", "第二天", "第2天", "翌日", "隔日", "隔天", "次晨")

_PERIODS = "|".join((*MORNING, *NOON, *AFTERNOON, *EVENING))
_NUMBER = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"


def _clock_pattern(n: int) -> str:
    """One end of a range; a number alone is a clock only if the other end explains it."""
    day = rf"(?P<next_{n}>(?:{'|'.join(NEXT_DAY)})[ 的]*)?(?P<period_{n}>(?:{_PERIODS})[ :|]*)?"
    colon = rf" ?: ?(?P<colon_{n}>\d\d)(?::(?P<seconds_{n}>\d\d))?|\.(?P<dot_{n}>\d\d)"
    part = rf"半|一刻|三刻|钟|整|\d\d分?|{_NUMBER}分|[二三四五]十[一二三四五六七八九]?"
    point = rf"(?P<point_{n}> ?[点时](?!间|段)(?P<part_{n}>{part})?)"
    return rf"(?P<clock_{n}>{day}(?<![\d./])(?<!\d:)(?P<hour_{n}>{_NUMBER})(?:{colon}|{point})?)(?![\d:分]|\.\d)"


RANGE: Final = re.compile(rf"{_clock_pattern(1)} ?(?:-|至|到|直至|直到) ?{_clock_pattern(2)}")
BARE_RANGE: Final = re.compile(r"(?<![\d.:/-])([01]\d)([0-5]\d) ?(?:-|至|到) ?([0-2]\d)([0-5]\d)(?![\d.:/-])")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` to `end` in minutes after midnight; `end` is beyond 1440 if it lies on the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        """OSM's way to write it, such as 22:00-06:00."""
        end = self.end - DAY if self.end > DAY else self.end
        return f"{self.start // 60:02}:{self.start % 60:02}-{end // 60:02}:{end % 60:02}"


ALL_DAY: Final = Span(0, DAY)


@dataclass(frozen=True, slots=True)
class _Clock:
    text: str
    hour: int
    minute: int
    period: str
    is_next_day: bool
    is_bare: bool  # a number alone, which only the other end of the range can explain

    @property
    def minutes(self) -> int:
        return _hour_of_day(self.hour, self.period, self.text) * 60 + self.minute


def span_in(found: re.Match[str]) -> Span:
    """The span that a match of RANGE means; UnreadableHours if it cannot be, or may be two things."""
    start, end = _clock(found, 1), _clock(found, 2)
    if start.is_bare and (end.is_bare or ":" in end.text) and not (start.period and end.period):
        raise UnreadableHours(f"“{found[0]}”分不清是钟点还是日期，请写成 8:00-18:00")
    if end.is_bare and not end.period:
        raise UnreadableHours(f"“{found[0]}”的结束时间不全，请写成 8:00-18:00")
    if start.period and start.hour <= 12 and end.hour <= 12 and not end.period and not end.is_next_day:
        end = _inherit(start, end)
    return _joined(start, end, found[0])


def bare_span_in(found: re.Match[str]) -> Span:
    """The span that a match of BARE_RANGE (0830-1730) means; UnreadableHours if it cannot be."""
    start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if not start < end <= DAY:
        raise UnreadableHours(f"“{found[0]}”不是一段钟点，请写成 8:30-17:30")
    return Span(start, end)


def _clock(found: re.Match[str], n: int) -> _Clock:
    part = (found[f"part_{n}"] or "").removesuffix("分")
    minute = found[f"colon_{n}"] or found[f"dot_{n}"] or part
    clock = _Clock(
        text=found[f"clock_{n}"],
        hour=_number(found[f"hour_{n}"], found[0]),
        minute=_minute(minute, found[0]),
        period=(found[f"period_{n}"] or "").strip(" :|"),
        is_next_day=bool(found[f"next_{n}"]),
        is_bare=not minute and not found[f"point_{n}"],
    )
    if clock.hour > 24 or clock.minute > 59 or (clock.hour == 24 and clock.minute):
        raise UnreadableHours(f"没有“{clock.text}”这个钟点，一天是 00:00-24:00，过夜请写 22:00-次日6:00")
    if found[f"seconds_{n}"] not in (None, "00") and clock.text != "23:59:59":
        raise UnreadableHours(f"“{clock.text}”带了秒，请写成 8:30-17:30")
    return clock


def _inherit(start: _Clock, end: _Clock) -> _Clock:
    """The end of 下午2:00-5:30 is in the afternoon too, unless that would turn the clock back."""
    period = "" if start.period in MORNING else start.period
    inherited = _Clock(end.text, end.hour, end.minute, period, False, end.is_bare)
    if inherited.minutes <= start.minutes:
        raise UnreadableHours(f"“{start.text}”到“{end.text}”分不清上午下午，请按24小时写，如 14:00-17:30")
    return inherited


def _joined(start: _Clock, end: _Clock, text: str) -> Span:
    first, last = start.minutes, end.minutes
    if start.is_next_day:
        raise UnreadableHours(f"“{text}”从次日开始，请写成 22:00-次日6:00")
    if (first, last) == (0, DAY - 1):
        return ALL_DAY
    if end.is_next_day:
        return _overnight(first, last, text)
    if last == 0:
        last = DAY
    if first == last or first >= DAY:
        raise UnreadableHours(f"“{text}”的开始和结束是同一刻，全天请写 24小时")
    return Span(first, last) if first < last else _wrapped(start, end, text)


def _overnight(first: int, last: int, text: str) -> Span:
    if last > first:
        raise UnreadableHours(f"“{text}”超过24小时，全天请写 24小时")
    return Span(first, last + DAY)


def _wrapped(start: _Clock, end: _Clock, text: str) -> Span:
    """Past midnight without 次日: believed where 17:30 written as 5:30 would be absurd."""
    is_morning = end.period in MORNING
    is_padded = bool(re.match(r"0\d:", end.text)) and end.minutes <= 3 * 60
    if is_morning or is_padded or (start.minutes >= 15 * 60 and not end.period):
        return Span(start.minutes, end.minutes + DAY)
    until = Span(start.minutes, end.minutes + DAY // 2) if end.minutes + DAY // 2 > start.minutes else None
    choices = (
        f"{until} 或 {_clock_of(start)}-次日{_clock_of(end)}" if until else f"{_clock_of(start)}-次日{_clock_of(end)}"
    )
    raise UnreadableHours(f"“{text}”分不清是下午还是过夜，请写成 {choices}")


def _clock_of(clock: _Clock) -> str:
    return f"{clock.minutes // 60}:{clock.minutes % 60:02}"


def _hour_of_day(hour: int, period: str, text: str) -> int:
    """The hour on the 24-hour clock; UnreadableHours where the word and the number contradict each other."""
    if not period:
        return hour
    table = _HOURS_OF.get(period, {})
    if hour not in table:
        raise UnreadableHours(f"“{text}”说不通，请按24小时写，如 8:30-17:30")
    return table[hour]


def _hours_of(period: str) -> dict[int, int]:
    if period == "凌晨":
        return {12: 0} | {hour: hour for hour in range(7)}
    if period in MORNING:
        return {hour: hour for hour in range(3, 13 if period == "上午" else 12)}
    if period in NOON:
        return {hour: hour for hour in (11, 12, 13, 14)} | {1: 13, 2: 14}
    if period in AFTERNOON:
        return {12: 12} | {hour: hour + 12 for hour in range(1, 9)} | {hour: hour for hour in range(12, 21)}
    return {12: 24, 24: 24} | {hour: hour + 12 for hour in range(5, 12)} | {hour: hour for hour in range(17, 24)}


_HOURS_OF: Final = {period: _hours_of(period) for period in (*MORNING, *NOON, *AFTERNOON, *EVENING)}


def _minute(text: str, whole: str) -> int:
    if text in ("", "钟", "整"):
        return 0
    known = {"半": 30, "一刻": 15, "三刻": 45}.get(text)
    return _number(text, whole) if known is None else known


def _number(text: str, whole: str) -> int:
    """8, 08, 八, 十二, 二十三; UnreadableHours for 八八."""
    if text.isdigit() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    values = [NUMERALS[sign] for sign in tens + ones]
    if len(tens) > 1 or len(ones) > 1:
        raise UnreadableHours(f"“{whole}”里的“{text}”不是数字，请写成 8:00-18:00")
    if not ten:
        return values[0]
    return (NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0)

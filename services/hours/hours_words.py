"""The words of posted opening hours, and what each one means: days, seasons, times, and words that mean nothing."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from services.errors import UnreadableHours
from services.hours.clock_text import ALL_DAY, BARE_RANGE, RANGE, Span, bare_span_in, span_in

HOLIDAY: Final = 7  # the eighth day of the week: public holidays
WEEK: Final = frozenset(range(7))
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year: its OSM words and the days it covers, as (month, day)."""

    osm: str
    days: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that was read; `kind` says which of the other fields hold.

    Selectors: "days", "every", "season". Values: "span", "allday" (a soft one, any span beats it). Remarks on the
    whole text: "closed", "also" (the same times on these days as well), "break". And "end", the end of a sentence.
    """

    kind: str
    days: frozenset[int] = frozenset()
    spans: tuple[Span, ...] = ()
    season: Season | None = None


_SKIP = re.compile(
    r"[ ,|:/]+|对外|免费|开放时间|营业时间|服务时间|工作时间|开馆时间|时间段?|时段|开放|营业|开门|服务|开馆"
    r"|全年无休|一年四季|全年(?:365天)?|一?年?365天|常年|长期|全部|期间|仅限?|[为是从由自均都和及与每]|以及"
    r"|(?:中午|午间|午休)(?:时间)?不(?:休息|休|打烊|关门|闭馆|停)|无午休|不午休|正常|照常|自助|智能|无人值守"
)
_DIGIT = "[一二三四五六日天1-7]"
_WEEK = "(?:周|星期|礼拜)"
_BARE_DAY = r"(?:[一二三四五六日](?![点时月十])|[1-7](?![\d点时月:.]))"  # a number that is no clock time
_WEEKDAYS = (
    rf"{_WEEK}{_DIGIT}(?: ?(?:-|至|到) ?(?:{_WEEK}{_DIGIT}|{_BARE_DAY}))?"
    rf"|(?<=[一二三四五六])(?![1-7]){_BARE_DAY}|(?<=[一二三四五六日1-7][,/]){_BARE_DAY}(?!-)"
)
_HOLIDAYS = r"(?:国家|国定|法定|公众|公共)*(?:节假日|假日|节日|假期)"
_NAMED_DAYS = {
    "非工作日": frozenset({5, 6, HOLIDAY}),
    "法定工作日": frozenset(range(5)),
    "工作日": frozenset(range(5)),
    "周末": frozenset({5, 6}),
    "双休日": frozenset({5, 6}),
    "双休": frozenset({5, 6}),
    "休息日": frozenset({5, 6}),
}
_DAY = rf"(?:{'|'.join(_NAMED_DAYS)}|{_HOLIDAYS}|{_WEEKDAYS})"
_DAYS = rf"[遇逢每]?{_DAY}(?:[ ,/和及与或、以]*每?{_DAY})*"
_CLOSED = (
    r"(?:休息|闭馆|闭站|闭店|不对外开放|不开放|不营业|不开门|不开|关闭|关门|停业|店休|公休|放假|轮休)(?!时间|日|室|区)"
)
_OPEN = r"(?:照常|正常|不休息|不休|无休|不打烊|不闭馆)(?:对外)?+(?:开放|营业|服务)?+(?![ :|,]*[\d上下早晚])"
_LUNCH = r"(?:午休|中午休息|午间休息)(?:时间)?"
_MONTH_DAY = r"(\d{1,2})月(?:(\d{1,2})[日号])?"
_FROM_TO = r" ?(?:-|至|到) ?(?:次年|翌年|第二年|当年)?的?"
_ALWAYS = (
    r"7 ?[x×*] ?24(?: ?小时)?|24 ?[x×*] ?7|24/7|(?<!\d)24 ?(?:个?小时|h(?:ours?|rs?)?|时)|二十四个?小时|全天候|昼夜"
)
_SEASON_NAME = r"(?:[春夏秋冬]{1,2}(?:季|天|令时|时令)?(?:作息)?(?:时间)?[ :|]*)?"


def read_words(text: str) -> list[Word]:
    """The words of a text that `plain` made plain; UnreadableHours, one sentence, at the first that is none."""
    words: list[Word] = []
    at = 0
    while at < len(text):
        for pattern, meaning in _READERS:
            if found := pattern.match(text, at):
                words += meaning(found)
                at = found.end()
                break
        else:
            raise UnreadableHours(_what_is_wrong(text, at))
    return words


def _days_in(text: str) -> frozenset[int]:
    days: set[int] = set()
    for found in re.finditer(_DAY, text):
        day = found[0]
        if day in _NAMED_DAYS:
            days |= _NAMED_DAYS[day]
        elif re.fullmatch(_HOLIDAYS, day):
            days.add(HOLIDAY)
        else:
            days |= _weekdays(day)
    return frozenset(days)


def _weekdays(text: str) -> set[int]:
    """Monday is 0; a range may run over Sunday."""
    numbers = ["一二三四五六日1234567".index(sign) % 7 for sign in re.findall(_DIGIT, text.replace("天", "日"))]
    first, last = numbers[0], numbers[-1]
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _season(found: re.Match[str]) -> list[Word]:
    months = [int(found[1]), int(found[3])]
    if not all(1 <= month <= 12 for month in months):
        raise UnreadableHours(f"“{found[0].strip(' |:')}”里没有这个月份，请写成 5月-9月")
    first, last = (months[0], int(found[2] or 1)), (months[1], int(found[4] or _length(months[1])))
    if any(not 1 <= day <= _length(month) for month, day in (first, last)):
        raise UnreadableHours(f"“{found[0].strip(' |:')}”里没有这一天，请写成 5月1日-10月31日")
    ends = [
        f"{MONTHS[month - 1]} {day:02}" if found[2] or found[4] else MONTHS[month - 1] for month, day in (first, last)
    ]
    return [Word("season", season=Season("-".join(dict.fromkeys(ends)), _between(first, last)))]


def _months(found: re.Match[str]) -> list[Word]:
    numbers = [int(number) for number in re.findall(r"\d+", found[0])]
    if not all(1 <= month <= 12 for month in numbers):
        raise UnreadableHours(f"“{found[0].strip(' |:')}”里没有这个月份，请写成 5月-9月")
    days = frozenset((month, day) for month in numbers for day in range(1, _length(month) + 1))
    return [Word("season", season=Season(",".join(MONTHS[month - 1] for month in numbers), days))]


def _length(month: int) -> int:
    return monthrange(2024, month)[1]


def _between(first: tuple[int, int], last: tuple[int, int]) -> frozenset[tuple[int, int]]:
    year = [(month, day) for month in range(1, 13) for day in range(1, _length(month) + 1)]
    if first <= last:
        return frozenset(day for day in year if first <= day <= last)
    return frozenset(day for day in year if day >= first or day <= last)


def _what_is_wrong(text: str, at: int) -> str:
    rest = re.split(r"[ ,;|]", text[at:])[0][:20] or text[at : at + 20]
    if re.fullmatch(r"\d*\.\d{3,}", rest):
        return f"“{rest}”是表格里时间的小数，请把单元格改成文本，写成 8:30-17:30"
    if re.match("mo|tu|we|th|fr|sa|su|ph|off|open", rest):
        return f"“{rest}”不合 OSM 写法，请写成 Mo-Fr 08:00-18:00; PH off，或用中文写 周一至周五 8:00-18:00"
    if re.search("午休|午间|中午", rest):
        return f"“{rest}”没写午休的钟点，请写成两段，如 8:30-12:00,13:30-17:30"
    if re.match(r"[春夏秋冬](?!节)", rest):
        return f"“{rest}”没写从几月到几月，请写成 夏季(5月-9月) 6:00-20:00"
    if re.match(_CLOSED, rest):
        return f"“{rest}”看不出是哪天，请写成 周日休息"
    if re.match(r"\d{1,2}([:.]\d\d|点|时)", rest):
        return f"“{rest}”不是一段完整的钟点，请写成 8:30-17:30"
    return f"看不懂“{rest}”，请写成 周一至周五 8:30-12:00,14:00-17:30；全天写 24小时；说不准就写 待定，别的话放到备注"


Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], list[Word]]]


def _reader(pattern: str, meaning: Callable[[re.Match[str]], list[Word]]) -> Reader:
    return re.compile(pattern), meaning


def _break(found: re.Match[str]) -> list[Word]:
    return [Word("break", spans=(_span(found[0]),))]


def _span(text: str) -> Span:
    found = RANGE.search(text)
    if found is None:
        raise UnreadableHours(f"“{text}”不是一段完整的钟点，请写成 12:00-13:30")
    return span_in(found)


_PLAIN_RANGE = re.sub(r"\?P<\w+>", "?:", RANGE.pattern)

# In this order: the longer meaning is tried before the shorter one that begins alike.
_READERS: Final[tuple[Reader, ...]] = (
    _reader(";+", lambda _: [Word("end")]),
    _reader(rf"{_LUNCH}[ :|]*{_PLAIN_RANGE}|{_PLAIN_RANGE}(?:{_LUNCH}|为?休息)(?!日|除)", _break),
    _reader(
        rf"(?:除了?|除去|不含|不包括){_DAYS}(?:以外|之外|外)?|{_DAYS}[ |]*除外|{_DAYS}[ :|]*(?:均|都|全天)?{_CLOSED}",
        lambda found: [Word("closed", days=_days_in(found[0]))],
    ),
    _reader(
        rf"(?:含|包括|包含){_DAYS}|{_DAYS}[ :|]*(?:均|都)?{_OPEN}",
        lambda found: [Word("also", days=_days_in(found[0]))],
    ),
    _reader(_DAYS, lambda found: [Word("days", days=_days_in(found[0]))]),
    _reader("每天|每日|天天|一周七天|每周七天", lambda _: [Word("every")]),
    _reader(_ALWAYS, lambda _: [Word("span", spans=(ALL_DAY,))]),
    _reader("全天|全日|整天|不打烊", lambda _: [Word("allday", spans=(ALL_DAY,))]),
    _reader(rf"{_SEASON_NAME}(?:每年)?{_MONTH_DAY.replace('月(', '月?(')}{_FROM_TO}{_MONTH_DAY}(?:底|末)?", _season),
    _reader(rf"{_SEASON_NAME}\d{{1,2}}月?(?:,\d{{1,2}}月?)*(?<=月)(?!\d)", _months),
    _reader(RANGE.pattern, lambda found: [Word("span", spans=(span_in(found),))]),
    _reader(BARE_RANGE.pattern, lambda found: [Word("span", spans=(bare_span_in(found),))]),
    _reader(_SKIP.pattern, lambda _: []),
)

"""The cells of a list of meals: what each means, or in one sentence what would be right."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from models import Event, EventKind, Notify, OnHoliday
from services.errors import InputFault, RuleUnreadable
from services.events.rule_words import day_of
from services.events.rules import parse_rule
from services.lists.station_code import to_code
from services.lists.table import Columns
from services.lists.table_cell import visible
from services.station_words import Words, codes_of, fold

EVENT_COLUMNS: Final = Columns(
    {
        "station_code": ("驿站编号", "编号", "站号", "站点编号"),
        "title": ("名称", "标题", "活动", "活动名称", "餐名"),
        "rule": ("规则", "哪几天", "日期", "时间规则"),
        "serves_from": ("开始", "开始时间", "几点开始"),
        "serves_until": ("结束", "结束时间", "几点结束"),
        "portions": ("份数", "份"),
        "notify": ("提醒", "什么时候提醒", "通知时间"),
        "weather_exempt": ("风雨无阻",),
        "on_holiday": ("节假日", "遇到节假日"),
        "kind": ("类型", "种类"),
        "dishes": ("菜单", "菜品", "内容", "说明"),
        "extra_days": ("加开", "加开的日子", "另加日期"),
        "except_days": ("停开", "停开的日子", "除外日期"),
    },
    ("station_code", "title", "rule", "serves_from", "serves_until"),
)
KINDS: Final[Words] = {
    EventKind.MEAL: ("免费餐", "餐", "早餐", "爱心餐"),
    EventKind.CANTEEN: ("十元餐", "食堂", "优惠餐"),
    EventKind.SUPPLIES: ("物资", "清凉", "送清凉"),
    EventKind.HAIRCUT: ("理发",),
    EventKind.TALK: ("讲座", "宣讲", "培训"),
    EventKind.CHECKUP: ("体检", "义诊"),
    EventKind.LEGAL_CLINIC: ("法律咨询", "律师坐班", "法律"),
    EventKind.FESTIVAL: ("节日", "节日活动"),
    EventKind.OTHER: ("其他", "别的"),
}
NOTIFIES: Final[Words] = {
    Notify.EVENING: ("前一晚", "前一天晚上", "头天晚上", "晚上"),
    Notify.MORNING: ("当天", "当天早上", "早上"),
}
HOLIDAYS: Final[Words] = {
    OnHoliday.RUN: ("照常", "照开"),
    OnHoliday.SKIP: ("停", "停开", "不开", "停一次"),
    OnHoliday.ASK: ("问", "再问", "先问", "问站长"),
}
YES_OR_NO: Final[Words] = {
    "yes": ("是", "y", "true", "1", "√", "风雨无阻"),
    "no": ("否", "n", "false", "0", "×", "不是"),
}
DAY_MINUTES: Final = 24 * 60
MOST_PORTIONS: Final = 100_000
MOST_DAYS: Final = 60
MOST_DETAILS: Final = 200
"""Characters of what there is to eat."""

_CLOCK: Final = re.compile(r"(次日|第二天)?(\d{1,2})(?::(\d{2})(?::00)?|[点时](?:(\d{1,2})分?|(半))?)")
_PORTIONS: Final = re.compile(r"(\d{1,9})份?")
_TITLE_CHARACTERS: Final = getattr(Event.__table__.c["title"].type, "length", 0)


def read_station_code(cell: str) -> str:
    """The code of a station, as its union writes it."""
    code = to_code(cell)
    if not code:
        raise InputFault("必填，写驿站名单里的编号，如 D0127")
    return code


def read_title(cell: str) -> str:
    """What it is called."""
    title = visible(cell)
    if not title:
        raise InputFault("必填，写师傅看得懂的名称，如 免费早餐")
    if len(title) > _TITLE_CHARACTERS:
        raise InputFault(f"有{len(title)}个字，最多{_TITLE_CHARACTERS}个")
    return title


def read_rule(cell: str) -> str:
    """The rule as we write it."""
    try:
        return parse_rule(cell).as_text()
    except RuleUnreadable as refused:
        raise InputFault(str(refused)) from None


def read_minute(cell: str) -> int:
    """A minute of the local day: 06:30, 6点半, 24:00, 次日2:00."""
    found = _CLOCK.fullmatch(fold(cell))
    if found is None:
        raise InputFault("不是钟点，请写成 06:30")
    hour, minute = int(found[2]), int(found[3] or found[4] or (30 if found[5] else 0))
    if hour * 60 + minute > DAY_MINUTES or minute > 59:
        raise InputFault("没有这个钟点，请写成 06:30，一天是 00:00 到 24:00")
    return hour * 60 + minute + (DAY_MINUTES if found[1] else 0)


def read_portions(cell: str) -> int | None:
    """How many portions there are; None if nobody counts."""
    text = fold(cell)
    if text in ("", "不限", "-"):
        return None
    found = _PORTIONS.fullmatch(text)
    if found is None or not 1 <= int(found[1]) <= MOST_PORTIONS:
        raise InputFault(f"不是份数，请写1到{MOST_PORTIONS}的数，如 100；不数份数就空着")
    return int(found[1])


def read_details(cell: str) -> str:
    """What there is to eat or do, on one line."""
    details = visible(cell)
    if len(details) > MOST_DETAILS:
        raise InputFault(f"有{len(details)}个字，最多{MOST_DETAILS}个")
    return details


def read_days(cell: str) -> frozenset[date]:
    """Days as 2026-05-28、2026-06-01; none in an empty cell."""
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    try:
        days = frozenset(day_of(word) for word in re.split("[;,、|]", text) if word)
    except RuleUnreadable as refused:
        raise InputFault(f"{refused}，几个日子用顿号隔开") from None
    if len(days) > MOST_DAYS:
        raise InputFault(f"有{len(days)}个日子，最多{MOST_DAYS}个")
    return days


def _one_of(words: Words, default: str) -> Callable[[str], str]:
    codes = codes_of(words)

    def read(cell: str) -> str:
        text = fold(cell)
        if text and text not in codes:
            raise InputFault("看不懂，可以写 " + "、".join(chinese[0] for chinese in words.values()))
        return codes.get(text, default)

    return read


_yes_or_no = _one_of(YES_OR_NO, "no")

READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "station_code": read_station_code,
    "title": read_title,
    "rule": read_rule,
    "serves_from": read_minute,
    "serves_until": read_minute,
    "portions": read_portions,
    "notify": _one_of(NOTIFIES, Notify.EVENING),
    "weather_exempt": lambda cell: _yes_or_no(cell) == "yes",
    "on_holiday": _one_of(HOLIDAYS, OnHoliday.RUN),
    "kind": _one_of(KINDS, EventKind.MEAL),
    "dishes": read_details,
    "extra_days": read_days,
    "except_days": read_days,
}
"""What reads the cells of each column; InputFault, one sentence that says what would be right."""

"""What a typed sentence asks of notices: none today, fewer, none at all, or one topic switched on or off."""

import re
import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

from models import Topic


class Ask(StrEnum):
    """What is asked for."""

    HUSH = "hush"
    FEWER = "fewer"
    NONE = "none"
    ON = "on"
    OFF = "off"


class Wish(NamedTuple):
    """What is asked for, and of which topic if of one."""

    ask: Ask
    topic: Topic | None = None


LONGEST: Final = 30
_TOPICS: Final = {
    "高温": Topic.HEAT, "高温提醒": Topic.HEAT, "高温通知": Topic.HEAT, "heat": Topic.HEAT,
    "免费餐": Topic.MEALS, "免费餐提醒": Topic.MEALS, "meals": Topic.MEALS, "freemeals": Topic.MEALS,
    "工会通知": Topic.ANNOUNCEMENTS, "通知": Topic.ANNOUNCEMENTS, "announcements": Topic.ANNOUNCEMENTS,
    "活动": Topic.EVENTS, "活动提醒": Topic.EVENTS, "活动通知": Topic.EVENTS, "events": Topic.EVENTS,
}  # fmt: skip
_ON: Final = "开启|打开|开|订|on|starton|turnon"
_OFF: Final = "关闭|关掉|关|退订|别发|别再发|不要|off|turnoff|stop"
_ABOUT_ONE: Final = re.compile(rf"(?:(?P<on>{_ON})|(?P<off>{_OFF}))(?P<topic>{'|'.join(_TOPICS)})了?")
_ABOUT_ALL: Final = {
    Ask.NONE: re.compile(
        "(?:全部?|都|提醒|通知)*(?:退订|取消订阅|关掉|关了|关闭)(?:提醒|通知|所有提醒|全部提醒|了|吧)*|"
        "以后(?:都|再也)?(?:别|不要|不用)再?(?:给我)?发(?:了|消息|提醒|通知)*|"
        "(?:please)?(?:stop|stopall|unsubscribe|stopsending|stopit)(?:me)?(?:messages|notices)?"
    ),
    Ask.HUSH: re.compile(
        "(?:今天|请|求|先|麻烦|能不能)*(?:别|不要|不用|甭|莫)再?(?:给我)?(?:发|吵)(?:我)?(?:消息|提醒|通知|了|啦|吧|好吗)*|"
        "(?:nomore|notnow|notoday|nomoretoday|quiet|bequiet|shutup)(?:please)?"
    ),
    Ask.FEWER: re.compile(
        "(?:请|能不能)*(?:少发|少来)(?:一?点儿?|一?些|几条)?(?:消息|提醒|通知|吧|行吗|好吗)*|发得?太多了?|"
        "(?:send)?(?:fewer|less|toomany)(?:messages|notices|please)*"
    ),
}  # fmt: skip


def wish_in(text: str) -> Wish | None:
    """The wish that a text is, and nothing else; None if it is none."""
    if len(text) > LONGEST:
        return None
    folded = unicodedata.normalize("NFKC", text).casefold()
    line = "".join(letter for letter in folded if letter.isalnum())
    one = _ABOUT_ONE.fullmatch(line)
    if one:
        return Wish(Ask.ON if one["on"] else Ask.OFF, _TOPICS[one["topic"]])
    return next((Wish(ask) for ask, words in _ABOUT_ALL.items() if words.fullmatch(line)), None)

"""Pleas: what a typed sentence asks for that is no place: help, a right at work, a thing, a door that opens."""

import re
from typing import Final

from services.station_words import AMENITY_CODES, fold

# Wide on purpose: who is wrongly told of 120 has lost a glance.
_HURT: Final = re.compile(
    "被.{0,4}撞|撞了|撞车|撞到|撞伤|车祸|出事了|受伤|伤了|摔了|摔倒|摔伤|摔断|骨折|流血|出血|烫伤|烧伤|触电|被.{0,3}咬|"
    "中暑|热射病|昏迷|昏倒|晕倒|晕了|晕过去|头晕|抽搐|不省人事|叫不醒|喘不上|喘不过|胸口疼|胸痛|救命|救护车"
)
_HURT_IN_ENGLISH: Final = re.compile(
    r"\b(?:hit by|run over|knocked down|crash(?:ed)?|accident|injur\w*|hurt|bleed\w*|broken (?:arm|leg|bone)|faint\w*|"
    r"unconscious|collapsed|heat ?stroke|dizzy|ambulance|can'?t breathe)\b",
    re.IGNORECASE,
)
_HEATSTROKE: Final = re.compile(
    r"中暑|热射病|热晕|^急救$|\b(?:heat ?stroke|heat exhaustion|first aid)\b", re.IGNORECASE
)
_WRONGED: Final = re.compile(
    "欠薪|工资|讨薪|不发钱|工伤|扣钱|扣款|罚款|克扣|赔偿|辞退|开除|封号|劳动合同|社保|仲裁|维权|请律师|找律师|打官司"
)
_WRONGED_IN_ENGLISH: Final = re.compile(
    r"\b(?:wages?|salary|unpaid|not paid|fired|sacked|lawyer|compensation|work injury)\b", re.IGNORECASE
)

_TROUBLE: Final = re.compile(
    "坏了|坏的|不通电|跳闸|漏水|不制冷|不能用|用不了|没水|停水|没纸|锁着|锁了|锁门|没开门|不开门|关着门|打不开|进不去|"
    "不让进|赶我|[太很好真]脏|脏死|脏了|脏得|[太很好真]臭|态度|投诉"
)
_TROUBLE_IN_ENGLISH: Final = re.compile(
    r"\b(?:broken|locked|dirty|filthy|rude|out of order|complain\w*|"
    r"(?:not|\w+n['’]t) (?:work\w*|open|let me in))(?!\w)",
    re.IGNORECASE,
)

_BEFORE: Final = re.compile(
    "(?:没电了?|电瓶没电了?|[,，。!！]|请问|师傅|附近|这附近|最近的?|哪里|哪儿|哪|有没有|有|能|可以|我|想|要|找|去|上|用|给|个|地方)*"
)
_AFTER: Final = re.compile("(?:的|地方|驿站|站|在|哪里|哪儿|哪|有|吗|呢|啊|[?？。!！])*")
_MORE_WORDS: Final = {
    "喝口水": "water", "水": "water", "饮水": "water", "手机": "phone_charging", "电池": "battery_swap",
    "换电池": "battery_swap", "吹空调": "air_conditioning", "凉快": "air_conditioning", "歇脚": "seat",
    "歇会儿": "seat", "加热": "microwave", "公厕": "toilet", "洗手间": "toilet", "停车位": "parking", "洗澡": "shower",
    "wc": "toilet", "restroom": "toilet", "charging": "phone_charging", "charger": "phone_charging",
    "batteryswap": "battery_swap", "hotfood": "microwave", "24小时": "24h", "24h": "24h",
}  # fmt: skip
_THINGS: Final = AMENITY_CODES | _MORE_WORDS
_LONGEST: Final = 20


def is_hurt(text: str) -> bool:
    """Whether a sentence says that somebody is hurt or unwell."""
    return bool(_HURT.search(text) or _HURT_IN_ENGLISH.search(text))


def is_heatstroke(text: str) -> bool:
    """Whether a sentence says that the heat got to somebody, or asks what to do then."""
    return bool(_HEATSTROKE.search(text.strip()))


def is_wronged(text: str) -> bool:
    """Whether a sentence speaks of pay, a contract or another right at work."""
    return bool(_WRONGED.search(text) or _WRONGED_IN_ENGLISH.search(text))


def is_trouble(text: str) -> bool:
    """Whether a sentence tells of something wrong at a station."""
    return bool(_TROUBLE.search(text) or _TROUBLE_IN_ENGLISH.search(text))


def thing_in(text: str) -> str:
    """The amenity (its code, or 24h) that a text names and nothing else, as 哪里有厕所 does; else ""."""
    if len(text) > _LONGEST:  # before it is folded: one character may become eighteen
        return ""
    line = fold(text)
    for before in range(_begins(line) + 1):
        for end in range(len(line), before, -1):
            code = _THINGS.get(line[before:end])
            if code and _BEFORE.fullmatch(line[:before]) and _AFTER.fullmatch(line[end:]):
                return code
    return ""


def _begins(line: str) -> int:
    found = _BEFORE.match(line)
    return found.end() if found else 0

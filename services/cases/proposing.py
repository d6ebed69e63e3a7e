"""What the words of a complaint say plainly of its category; what is not plain is asked."""

import re
from typing import Final

from services.pleas import is_wronged

_SIGNS: Final = {
    "locked": (
        "锁着|锁了|锁门|锁住|上锁|没开门|不开门|门没开|关着门|门关着|门打不开|打不开门|进不去|"
        r"\blocked\b|(?:can['’]?t|cannot) get in|(?:not|n['’]t) open\b"
    ),
    "broken": (
        "(?<!态度)(?<![没不])坏|不通电|没电|跳闸|不制冷|不制热|漏水|漏电|不能用|用不了|失灵|[要得该没维报]修|修[一修理好]|"
        r"\bbroken\b(?! (?:arm|leg|foot|bone))|out of order|\bleak|(?:not|n['’]t|stopped) work|\brepair"
    ),
    "dirty": r"脏|臭(?!豆腐)|垃圾|异味|不干净|没人打扫|蟑螂|\b(?:dirty|filthy|smell|stink|garbage|rubbish)",
    "supplies": (
        "没有?[热饮开]?水|停水|没有?[纸药]|没有卫生纸|缺(?![德点席心])|空的|药箱空|用完了|"
        r"\b(?:no|out of) (?:hot |drinking |toilet )?(?:water|paper|soap|medicine)|\bempty\b"
    ),
    "hours": (
        "提前关|早早关|没到点|不到点|不到.{1,4}点就?关|时间不对|写[着的].{0,8}开|说是开到|"
        r"\bclos\w* (?:too )?early|\bwrong hours|hours (?:are |were )?wrong|sign says"
    ),
    "rude": (
        "态度|骂|赶人|赶我|赶出|轰出|凶|吼|瞧不起|看不起|"
        r"\b(?:rude|shout|yell|insult)|(?:threw|kicked) (?:me|us) out"
    ),
    "suggestion": r"建议|希望|(?:能不能|能否|可不可以|最好)[再也]?[加增多装设]|\b(?:suggest|(?:could you|please) add)",
}
_CATEGORIES: Final = {category: re.compile(signs, re.IGNORECASE) for category, signs in _SIGNS.items()}


def category_in(text: str) -> str:
    """The category that words name, where they name but one and no right at work, which is no station's; else ""."""
    found = [category for category, signs in _CATEGORIES.items() if signs.search(text)]
    return found[0] if len(found) == 1 and not is_wronged(text) else ""

"""What a sentence from before the form says plainly of its first questions; what is not plain is asked."""

import re
from typing import Final

from services.law.facts import Doing, Matter

_MATTERS: Final = {
    Matter.INJURY: re.compile(
        "工伤|受伤|伤了|[撞摔烫烧扭]伤|骨折|流血|出血|摔断|[撞砸压]断|injur|broken (?:arm|leg|foot|bone)|bleed"
    ),
    Matter.UNPAID: re.compile(
        "欠薪|讨薪|不发钱|(?:没发|不发|没给|不给|拖欠|欠|扣).{0,4}工资|工资.{0,4}(?:没|不|欠|拖)|unpaid|not paid"
    ),
    Matter.ACCOUNT: re.compile("封号|封了|罚款|罚了|account.{0,8}(?:closed|banned|blocked)|fined"),
}
_DOING: Final = {
    Doing.ORDER: re.compile("送[餐单货件]|送外卖|派件|delivering|on an order"),
    Doing.PICKUP: re.compile("取[餐单货件]|拿餐|pick(?:ing)? up"),
    Doing.COMMUTE: re.compile("[上下]班|commut|way (?:home|to work)"),
}


def proposed_by(text: str) -> dict[str, str]:
    """The answers, by question, that a sentence gives: of each only where it gives but one."""
    said = text.casefold()
    matters = [matter for matter, words in _MATTERS.items() if words.search(said)]
    doings = [doing for doing, words in _DOING.items() if words.search(said)]
    proposed: dict[str, str] = {"what": matters[0]} if len(matters) == 1 else {}
    return proposed | ({"on-order": doings[0]} if proposed.get("what") == Matter.INJURY and len(doings) == 1 else {})

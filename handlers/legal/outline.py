"""The questions of legal aid: at most nine, most of them a tap, and which of them a matter needs."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.coming_in import WHERE
from services.forms.outline import Answers, Choice, Outline, Step, choices
from services.forms.readers import Given, Reader, Typed, day_in
from services.law.facts import Blame, Doing, Matter, Relation

MOST: Final = 9
BELONGING: Final = {"which": "where", "phone": "contact"}
"""Questions that only finish another one, and have its number."""
_MONTHS_AGO: Final = {"this_month": 0, "这个月": 0, "this month": 0, "last_month": 1, "上个月": 1, "last month": 1}
_MONTH: Final = re.compile(r"(?:([0-9]{4})[年./-])?([0-9]{1,2})月(?:份)?")
_PHONE: Final = re.compile(r"\+?[0-9]{7,15}(?:转[0-9]{1,6})?")
_BETWEEN: Final = re.compile(r"[\s-]+")


def _is_hurt_or_hit(answers: Answers) -> bool:
    return answers.get("what") in (Matter.INJURY, Matter.ACCIDENT)


def _evidence(answers: Answers) -> Sequence[Choice]:
    """What is worth keeping in this matter: looked up in the law's pages as soon as the matter is known."""
    return [Choice(code, label=label) for code, label in answers.get("papers", ())]


def month_in(text: str, today: date) -> str | None:
    """The month that is written so, as 2026-07: 这个月, 上个月, 7月, 2026年7月; None if it is none or ahead."""
    written = text.strip().casefold()
    if written in _MONTHS_AGO:
        months = today.year * 12 + today.month - 1 - _MONTHS_AGO[written]
        return f"{months // 12}-{months % 12 + 1:02}"
    found = _MONTH.fullmatch(written)
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    month = int(found[2])
    year = int(found[1]) if found[1] else today.year - (month > today.month)
    return f"{year}-{month:02}" if (year, month) <= (today.year, today.month) else None


def _day(given: Given, today: date) -> str | None:
    """A day up to today as 2026-07-10, or a month as 2026-07."""
    if not isinstance(given, Typed):
        return None
    day = day_in(given.text, today)
    return month_in(given.text, today) if day is None else day.isoformat() if day <= today else None


def _standing(given: Given, today: date) -> str | None:
    """`there`, or the day or the month in which they left."""
    is_there = isinstance(given, Typed) and given.text == "there"
    return "there" if is_there else _day(given, today)


def _phone(given: Given, today: date) -> str | None:
    text = _BETWEEN.sub("", given.text) if isinstance(given, Typed) else ""
    return text if _PHONE.fullmatch(text) else None


DAY: Final = Reader("day", _day)
OUTLINE: Final = Outline(
    "legal",
    (
        Step("what", choices("legal_matter", tuple(Matter))),
        Step("when", choices("legal_day", ("today", "yesterday", "this_month")), (DAY,), skip="pass_over"),
        *WHERE,
        Step("relation", choices("legal_relation", tuple(Relation))),
        Step("on-order", choices("legal_doing", tuple(Doing)), skip="pass_over", is_needed=_is_hurt_or_hit),
        Step("blame", choices("legal_blame", tuple(Blame)), skip="legal_no_police", is_needed=_is_hurt_or_hit),
        Step("left", choices("legal_left", ("there", "this_month", "last_month")), (Reader("day", _standing),),
             skip="pass_over", is_needed=lambda answers: answers.get("what") == Matter.UNPAID),
        Step("story", skip="legal_enough"),
        Step("evidence", _evidence, skip="legal_none", several=True),
        Step("contact", choices("legal_contact", ("here", "phone", "station"))),
        Step("phone", readers=(Reader("phone", _phone),), is_needed=lambda answers: answers.get("contact") == "phone"),
    ),
    has_check=True,
    known=("near", "papers", "proposed", "said"),
    gathers="said",
    gathers_kinds=("voice",),
)  # fmt: skip


def numbers_of(answers: Answers) -> dict[str, str]:
    """By question its number and how many there are, as 2/9; before the matter is known there may be all of them."""
    names = [step.name for step in OUTLINE.needed(answers) if step.name not in BELONGING]
    of = len(names) if "what" in answers else MOST
    numbers = {name: f"{number}/{of}" for number, name in enumerate(names, 1)}
    return numbers | {name: numbers[whole] for name, whole in BELONGING.items()}

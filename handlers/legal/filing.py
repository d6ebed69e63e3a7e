"""Filing for legal aid: the case, and the receipt with what the law's calendar says; how it ends nobody guesses."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from handlers.context import Context
from handlers.keyboards import copy, inline
from handlers.legal.receipt import receipt_keys
from handlers.legal.told import Told, When, told_in
from models import Case, CaseKind, Union
from services.cases.filing import Filing, file_case
from services.cases.gathered import said_in
from services.forms.outline import Answers
from services.law.facts import Matter
from services.law.law import Deadline

SERVED: Final = {"near", "papers", "proposed", "said", "story"}
"""Answers that only served the form; what was said goes into the case as it was written and spoken."""


async def file_it(context: Context, answers: Answers) -> None:
    """Make the case and say its receipt on the card, and below it what is urgent."""
    law, today = context.services.law, context.local_now.date()
    told = told_in(answers, law, context.words.language)
    deadlines = law.deadlines(told.facts, today)
    urgent = most_urgent(deadlines, today)
    filing = Filing(
        CaseKind.LEGAL_AID, context.person_id, told.facts.adcode, category=told.matter, is_urgent=urgent is not None,
        answers={name: value for name, value in answers.items() if name not in SERVED},
        said=said_in(answers["said"]), deadlines={each.rule: each.due_on for each in deadlines},
    )  # fmt: skip
    case = await file_case(context.session, filing, context.services.desk, context.now)
    await _say_receipt(context, case, told, deadlines)
    if urgent:
        await _say_urgent(context, case, urgent)


def most_urgent(deadlines: Sequence[Deadline], today: date) -> Deadline | None:
    """The nearest of the worker's own deadlines in its last days, else the last one that has passed; None if none."""
    last = next((each for each in deadlines if each.is_urgent(today)), None)
    return last or next((each for each in deadlines if each.is_passed(today) and not each.is_employers), None)


async def _say_receipt(context: Context, case: Case, told: Told, deadlines: Sequence[Deadline]) -> None:
    law, language, today = context.services.law, context.words.language, context.local_now.date()
    context.show(
        "legal-receipt", await receipt_keys(context, case), reference=case.reference, told=told,
        union=await _union_of(context, case), due=case.first_due_at.astimezone(context.services.zone),
        deadlines=[_line(each, language, today) for each in deadlines],
        paragraphs=law.explanations(told.facts, language), source=law.sources(told.facts, language),
        is_fresh=told.matter == Matter.INJURY and told.when == When(today, is_rough=False), now=context.local_now,
    )  # fmt: skip


def _line(deadline: Deadline, language: str, today: date) -> Mapping[str, Any]:
    passed = deadline.passed[language] if deadline.is_passed(today) else ""
    return {"due_on": deadline.due_on, "text": deadline.text[language], "passed": passed}


async def _say_urgent(context: Context, case: Case, deadline: Deadline) -> None:
    language, word, urgency = context.words.language, context.words.word, context.services.law.urgent(deadline)
    help_now = {"text": urgency.text, "say": urgency.say, "help": urgency.help} if urgency else {}
    context.say(
        "legal-urgent", inline([copy(word("button", f"copy_{number}"), number) for number in ("12348", "12351")]),
        reference=case.reference, union=await _union_of(context, case), due_on=deadline.due_on,
        days=deadline.days_left(context.local_now.date()), short=deadline.short[language],
        passed=deadline.passed[language], urgency={part: text[language] for part, text in help_now.items()},
        source=(urgency or deadline).source[language],
    )  # fmt: skip


async def _union_of(context: Context, case: Case) -> str:
    return (await context.session.get_one(Union, case.union_id)).name

"""Own case: which case a worker's key means, for those whose it is, and the doors by which something is told anew."""

from telegram import Update

from handlers import forms
from handlers.context import Context
from handlers.keyboards import Key, press
from handlers.messages import pressed_in
from models import Case
from services.cases.mine import is_mine
from services.cases.references import REFERENCE, case_in


def pressed(verb: str, *more: str) -> str:
    """The pattern of a worker's key: `case:verb:A17`, and what comes behind it."""
    return rf"^{':'.join(('case', verb, REFERENCE, *more))}\Z"


async def case_pressed(update: Update, context: Context) -> Case | None:
    """The case whose key was pressed, if it is theirs or they follow it; None: they were told that the key is old."""
    query, _ = pressed_in(update)
    case = await case_in(context.session, query.data or "")
    if case and await is_mine(context.session, context.person_id, case):
        return case
    await forms.answer_old(context)
    return None


async def own_case_pressed(update: Update, context: Context) -> Case | None:
    """The case whose key was pressed, if they filed it; None: they were told that the key is old."""
    case = await case_pressed(update, context)
    if case and case.worker_id != context.person_id:
        await forms.answer_old(context)
        return None
    return case


def doors(context: Context) -> list[Key]:
    """The keys by which something is told anew."""
    word = context.words.word
    return [press(word("case", "again"), "complain"), press(word("case", "legal"), "legal")]

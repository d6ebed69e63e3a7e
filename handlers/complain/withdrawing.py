"""Withdrawing: a worker wants a case of theirs no more; what others wait for as well goes on with them."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.forms import answer_old
from handlers.keyboards import inline, press
from handlers.messages import pressed_in
from models import Case
from services.cases import course
from services.cases.followers import pass_on
from services.cases.references import case_called, reference_in


async def ask(update: Update, context: Context) -> None:
    """Ask once, below the card that was pressed."""
    case = await _open_case_of(update, context)
    if case:
        word = context.words.word
        yes = press(word("button", "take_back"), f"case:withdrawn:{case.reference}")
        no = press(word("case", "no"), f"case:see:{case.reference}")
        context.say("case-withdraw", inline([yes, no]), reference=case.reference)


async def withdraw(update: Update, context: Context) -> None:
    """End it, unless others wait for it."""
    case = await _open_case_of(update, context)
    if case and await pass_on(context.session, case):
        context.show("case-left", reference=case.reference)
    elif case:
        heard = await course.withdraw(context.session, case, context.now)
        context.show(heard.template, reference=case.reference)


async def _open_case_of(update: Update, context: Context) -> Case | None:
    """The open case of a key, for whose it is; for everybody else the key is an old one."""
    _, (_, called) = pressed_in(update)
    reference = reference_in(called)
    case = await case_called(context.session, reference) if reference else None
    if case and case.worker_id == context.person_id and case.is_open:
        return case
    await answer_old(context)
    return None


HANDLERS = [
    CallbackQueryHandler(ask, pattern=r"^case:withdraw:[AL][0-9]{1,9}\Z"),
    CallbackQueryHandler(withdraw, pattern=r"^case:withdrawn:[AL][0-9]{1,9}\Z"),
]

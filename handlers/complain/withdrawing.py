"""Withdrawing: a worker wants a case of theirs no more; what others wait for as well goes on with them."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.forms import answer_old
from handlers.keyboards import inline, press
from handlers.own_case import own_case_pressed, pressed
from models import Case
from services.cases import course
from services.cases.followers import pass_on


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
    case = await own_case_pressed(update, context)
    if case and not case.is_open:
        await answer_old(context)
        return None
    return case


HANDLERS = [
    CallbackQueryHandler(ask, pattern=pressed("withdraw")),
    CallbackQueryHandler(withdraw, pattern=pressed("withdrawn")),
]

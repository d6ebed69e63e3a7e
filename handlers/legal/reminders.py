"""Under a reminder of a deadline: it is reported already, please look at it, no more reminders."""

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.forms import answer_old
from handlers.own_case import own_case_pressed
from locales import locale
from models import Case, CaseDeadline, Side, Union
from services.cases.mine import deadlines_of
from services.cases.references import REFERENCE
from services.cases.reminders import stop
from services.cases.talk import Said, note_down, said_in


async def note_filed(update: Update, context: Context) -> None:
    """It is reported: remind no more, and tell staff."""
    case, coming = await _pressed(update, context)
    if case:
        if stop(coming, context.now):
            await _tell_desk(context, case, coming[0], is_filed=True)
        context.show("legal-filed", case=case)


async def ask_to_look(update: Update, context: Context) -> None:
    """Have staff look at the deadline; who presses twice has asked once."""
    case, coming = await _pressed(update, context)
    if case:
        await _tell_desk(context, case, coming[0], is_filed=False)
        union = await context.session.get_one(Union, case.union_id)
        context.show("legal-looked", case=case, union=union.name)


async def stop_reminding(update: Update, context: Context) -> None:
    """Remind of this case no more; the date stands."""
    case, coming = await _pressed(update, context)
    if case:
        stop(coming, context.now)
        context.show("legal-stopped", case=case, due_on=coming[0].due_on)


async def _pressed(update: Update, context: Context) -> tuple[Case | None, Sequence[CaseDeadline]]:
    """The open case whose key was pressed and its deadlines to come; None: they were told that the key is old."""
    case = await own_case_pressed(update, context)
    if case is None:
        return None, ()
    coming = [each for each in await deadlines_of(context.session, case) if each.due_on >= context.local_now.date()]
    if case.is_open and coming:
        return case, coming
    await answer_old(context)
    return None, ()


async def _tell_desk(context: Context, case: Case, deadline: CaseDeadline, *, is_filed: bool) -> None:
    """Note down for staff what was pressed; the same word is said once."""
    words = locale(context.services.language).render(
        "desk-deadline", is_filed=is_filed, due_on=deadline.due_on,
        days_left=(deadline.due_on - context.local_now.date()).days,
    )  # fmt: skip
    if words not in [message.text for message in await said_in(context.session, case, Side.BOT)]:
        await note_down(context.session, case, Side.BOT, Said(words), context.now)


HANDLERS = [
    CallbackQueryHandler(take, pattern=rf"^remind:{verb}:{REFERENCE}\Z")
    for verb, take in (("filed", note_filed), ("look", ask_to_look), ("stop", stop_reminding))
]

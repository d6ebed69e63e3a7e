"""Canned: ready-made replies as keys; a press sends one as if it had been typed, in the worker's language."""

from html import escape

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import Context
from handlers.desk.door import case_answered, case_here, case_pressed, hint, key, may_act, speech_of
from handlers.keyboards import inline, press
from handlers.messages import message_in, pressed_in
from handlers.rights import answer_stranger, person_in
from locales import cut
from models import Case
from services.cases import conversation
from services.cases.references import REFERENCE
from services.cases.talk import Said
from services.staff.people import name_of, words_of

LABEL_CHARACTERS = 30


async def show_by_command(update: Update, context: Context) -> None:
    """Show them for the case of this topic, or of the message that the command answers."""
    message = message_in(update)
    case = await (case_answered(context, message) if context.is_private else case_here(update, context))
    if case is not None and await may_act(update, context, case):
        show(context, case)
    elif case is not None and not context.is_private:
        hint(context, case, "desk-not-sent" if person_in(update) else "no-right-anonymous")
    else:
        answer_stranger(context)


async def show_by_key(update: Update, context: Context) -> None:
    """Show them for the case whose key was pressed."""
    case = await case_pressed(update, context)
    if case is not None:
        show(context, case)


def show(context: Context, case: Case) -> None:
    """Show them as keys; those of what no group may read only in private."""
    if case.is_private and not context.is_private:
        hint(context, case, "desk-only-private")
        return
    replies = context.services.desk.replies(context.words.language)
    rows = [[press(cut(text, LABEL_CHARACTERS), f"desk:say:{case.reference}:{code}")] for code, text in replies.items()]
    context.say("desk-replies", inline(*rows, [key(context, "leave", case, "say")]), reference=case.reference)


async def send(update: Update, context: Context) -> None:
    """Send one to the worker; what colleagues see says who sent it."""
    _, (_, _, code) = pressed_in(update)
    case = await case_pressed(update, context)
    if case is None:
        return
    worker = await words_of(context.session, case.worker_id or 0, context.services.language)
    text = context.services.desk.replies(worker.language).get(code)
    is_hidden = case.is_private and not context.is_private
    if text is None or case.worker_id is None or is_hidden:
        context.toast = context.words.render("desk-cannot", reference=case.reference)
        return
    session, person, said = context.session, context.person_id, Said(escape(text, quote=False))
    context.owed += await conversation.answer(session, case, said, person, speech_of(context), context.now)
    who = await name_of(session, person)
    context.show("desk-sent", reference=case.reference, who=who, text=text)


HANDLERS = [
    CommandHandler("r", show_by_command, filters.UpdateType.MESSAGE),
    CallbackQueryHandler(show_by_key, pattern=rf"^desk:replies:{REFERENCE}\Z"),
    CallbackQueryHandler(send, pattern=rf"^desk:say:{REFERENCE}:[a-z-]{{1,24}}\Z"),
]

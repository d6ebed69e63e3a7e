"""Closing: the last word of the union, in a sentence that the worker understands, ends a case."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.desk.door import REFERENCE, ask, case_pressed, key, speech_of
from handlers.keyboards import inline
from models import Case
from services.cases import conversation, course
from services.cases.course import Heard
from services.cases.talk import Said
from services.cases.telling import tell


async def begin(update: Update, context: Context) -> None:
    """Ask for the last word, by an answer to the question."""
    case = await case_pressed(update, context)
    if case is None:
        return
    if case.is_open:
        ask(context, case, "desk-close", inline([key(context, "leave", case, "close")]))
    else:
        context.toast = context.words.render("desk-is-over", reference=case.reference)


async def take_words(context: Context, case: Case, said: Said) -> None:
    """Bring the last word to the worker, and end it."""
    session, speech = context.session, speech_of(context)
    context.owed += await conversation.answer(session, case, said, context.person_id, speech, context.now)
    if case.is_open:
        await course.close(session, case, context.person_id, context.now)
        context.owed += await tell(session, case, Heard("case-closed"), speech, context.now)


HANDLERS = [CallbackQueryHandler(begin, pattern=rf"^desk:close:{REFERENCE}\Z")]

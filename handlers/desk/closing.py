"""Closing: the last word of the union, in a sentence that the worker understands, ends a case."""

from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.desk.door import ask, case_pressed, key, speech_of
from handlers.keyboards import inline
from models import Case
from services.cases import conversation
from services.cases.closing import Closing, is_repair
from services.cases.references import REFERENCE
from services.cases.talk import Said

SHOWS: Final = ("photo", "video")
"""What shows that something is mended."""


async def begin(update: Update, context: Context) -> None:
    """Ask for the last word, by an answer to the question."""
    case = await _open_case_pressed(update, context)
    if case is not None:
        ask(context, case, "desk-close", inline([key(context, "leave", case, "close")]))


async def take_words(context: Context, case: Case, said: Said) -> None:
    """Bring the last word to the worker, and end it; of a repair without a picture that is asked for once."""
    speech = speech_of(context)
    context.owed += await conversation.answer(context.session, case, said, context.person_id, speech, context.now)
    if not case.is_open:
        return
    if is_repair(case) and said.file_kind not in SHOWS:
        keys = inline([key(context, "end", case), key(context, "leave", case, "close")])
        ask(context, case, "desk-photo", keys)
    else:
        await _end(context, case, has_photo=said.file_kind in SHOWS)


async def end(update: Update, context: Context) -> None:
    """End it without a picture."""
    case = await _open_case_pressed(update, context)
    if case is not None:
        await _end(context, case)
        context.show("desk-ended", reference=case.reference, is_asked=is_repair(case))


async def _end(context: Context, case: Case, *, has_photo: bool = False) -> None:
    closing = Closing(context.services.desk, speech_of(context))
    context.owed += await closing.end(context.session, case, context.person_id, context.now, has_photo=has_photo)


async def _open_case_pressed(update: Update, context: Context) -> Case | None:
    case = await case_pressed(update, context)
    if case is not None and not case.is_open:
        context.toast = context.words.render("desk-is-over", reference=case.reference)
        return None
    return case


HANDLERS = [
    CallbackQueryHandler(begin, pattern=rf"^desk:close:{REFERENCE}\Z"),
    CallbackQueryHandler(end, pattern=rf"^desk:end:{REFERENCE}\Z"),
]

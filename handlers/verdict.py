"""Verdict: a worker says whether it is mended, and with which face they look back."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.desk.door import speech_of
from handlers.keyboards import inline
from handlers.messages import pressed_in
from handlers.my_cases import REFERENCE, own_case_pressed, say_page
from models import Case, CaseState
from services.cases.closing import Closing, Face, Verdict, face_keys


async def judge(update: Update, context: Context) -> None:
    """Close it, or have it opened again; a key of an earlier question shows how the case stands."""
    _, (_, _, verdict) = pressed_in(update)
    case = await own_case_pressed(update, context)
    if case is None:
        return
    if case.state != CaseState.CHECKING:
        await _say_as_it_is(context, case)
        return
    speech = speech_of(context)
    heard, parcels = await _closing(context).judge(context.session, case, Verdict(verdict), context.now)
    context.owed += parcels
    keys = inline(face_keys(context.words, case)) if case.state == CaseState.CLOSED else None
    values = speech.local({"reference": case.reference, "now": context.now, **heard.values})
    context.show(heard.template, keys, **values)


async def rate(update: Update, context: Context) -> None:
    """Note the face, once; it counts however late it comes."""
    _, (_, _, face) = pressed_in(update)
    case = await own_case_pressed(update, context)
    if case is None:
        return
    if case.state != CaseState.CLOSED:
        await _say_as_it_is(context, case)
        return
    if not case.rating:
        await _closing(context).rate(context.session, case, Face(face), context.now)
    context.show("case-rated", None, reference=case.reference, face=case.rating)


async def _say_as_it_is(context: Context, case: Case) -> None:
    context.toast = context.words.render("case-since")
    await say_page(context, case)


def _closing(context: Context) -> Closing:
    return Closing(context.services.desk, speech_of(context))


HANDLERS = [
    CallbackQueryHandler(judge, pattern=rf"^case:fixed:{REFERENCE}:(?:{'|'.join(Verdict)})\Z"),
    CallbackQueryHandler(rate, pattern=rf"^case:rate:{REFERENCE}:(?:{'|'.join(Face)})\Z"),
]

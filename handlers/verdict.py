"""Verdict: a worker says whether it is mended, and with which face they look back."""

from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.desk.door import speech_of
from handlers.keyboards import inline
from handlers.messages import pressed_in
from handlers.my_cases import say_page
from handlers.own_case import own_case_pressed, pressed
from locales import LANGUAGES, locale, plain
from models import Case, CaseState
from services.cases.closing import Closing, Face, Verdict, face_keys

Code = TypeVar("Code", bound=StrEnum)


async def judge(update: Update, context: Context) -> None:
    """Close it, or have it opened again; a key of an earlier question shows how the case stands."""
    _, (_, _, verdict) = pressed_in(update)
    case = await own_case_pressed(update, context)
    if case is None:
        return
    if case.state != CaseState.CHECKING:
        await _say_as_it_is(context, case)
        return
    await _judge(context, case, Verdict(verdict))


async def rate(update: Update, context: Context) -> None:
    """Note the face, once; it counts however late it comes."""
    _, (_, _, face) = pressed_in(update)
    case = await own_case_pressed(update, context)
    if case is None:
        return
    if case.state != CaseState.CLOSED:
        await _say_as_it_is(context, case)
        return
    await _rate(context, case, Face(face))


async def takes_typed(text: str, context: Context) -> bool:
    """Whether who was asked says a key's words instead: the newest of their cases that waits for them is meant."""
    verdict, face = _said("fixed", Verdict, text), _said("rate", Face, text)
    if verdict and (case := await _newest(context, Case.state == CaseState.CHECKING)):
        await _judge(context, case, verdict)
    elif face and (case := await _newest(context, Case.state == CaseState.CLOSED, Case.rating == "")):
        await _rate(context, case, face)
    else:
        return False
    return True


async def _judge(context: Context, case: Case, verdict: Verdict) -> None:
    speech = speech_of(context)
    heard, parcels = await _closing(context).judge(context.session, case, verdict, context.now)
    context.owed += parcels
    keys = inline(face_keys(context.words, case)) if case.state == CaseState.CLOSED else None
    values = speech.local({"reference": case.reference, "now": context.now, **heard.values})
    context.show(heard.template, keys, **values)


async def _rate(context: Context, case: Case, face: Face) -> None:
    if not case.rating:
        await _closing(context).rate(context.session, case, face, context.now)
    context.show("case-rated", None, reference=case.reference, face=case.rating)


async def _newest(context: Context, *are: ColumnElement[bool]) -> Case | None:
    theirs = select(Case).where(Case.worker_id == context.person_id, *are).order_by(Case.id.desc()).limit(1)
    return (await context.session.scalars(theirs)).first()


def _said(table: str, codes: type[Code], text: str) -> Code | None:
    """The code whose key says what was typed, in any language."""
    said = plain(text)
    return next((code for code in codes if said in {plain(locale(each).word(table, code)) for each in LANGUAGES}), None)


async def _say_as_it_is(context: Context, case: Case) -> None:
    context.toast = context.words.render("case-since")
    await say_page(context, case)


def _closing(context: Context) -> Closing:
    return Closing(context.services.desk, speech_of(context))


HANDLERS = [
    CallbackQueryHandler(judge, pattern=pressed("fixed", f"(?:{'|'.join(Verdict)})")),
    CallbackQueryHandler(rate, pattern=pressed("rate", f"(?:{'|'.join(Face)})")),
]

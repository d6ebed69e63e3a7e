"""Waiting: the worker is asked for what is missing, and told where to bring it; until they write the clock stands."""

from html import escape
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.desk.door import ask, case_pressed, key, speech_of
from handlers.keyboards import inline, press
from handlers.messages import pressed_in
from models import Case, Side
from services.cases import conversation, course
from services.cases.parts import FRAME_UNITS, TEXT_UNITS, units
from services.cases.references import REFERENCE
from services.cases.talk import Said, note_down
from services.cases.telling import tell

PAPERS: Final = ("photo", "contract", "pay", "police", "orders")
HERE: Final = "photo"
"""What is sent in the chat, but in legal aid; papers are brought."""


async def begin(update: Update, context: Context) -> None:
    """Ask for what the worker shall bring."""
    case = await case_pressed(update, context)
    if case is not None and not case.is_open:
        context.toast = context.words.render("desk-is-over", reference=case.reference)
    elif case is not None:
        word = context.words.word
        keys = [
            press(word("papers", code), f"desk:bring:{case.reference}:{code}")
            for code in PAPERS
            if not (case.is_private and code == HERE)
        ]
        rows = [keys[at : at + 2] for at in range(0, len(keys), 2)]
        ask(context, case, "desk-wait", inline(*rows, [key(context, "leave", case, "wait")]))


async def take_press(update: Update, context: Context) -> None:
    """One of the usual things was pressed."""
    _, (_, _, code) = pressed_in(update)
    case = await case_pressed(update, context)
    if case is None:
        return
    if not case.is_open or case.worker_id is None:
        context.toast = context.words.render("desk-is-over", reference=case.reference)
        return
    what = context.words.word("papers", code)
    await wait(context, case, Said(escape(what)), is_here=code == HERE and not case.is_private)
    context.show("desk-waits", reference=case.reference, what=what)


async def take_words(context: Context, case: Case, said: Said) -> None:
    """They wrote what is missing; what comes with a picture, or is long, goes as any answer does, and so goes whole."""
    if said.file_id or units(said.html) > TEXT_UNITS - FRAME_UNITS:
        speech = speech_of(context)
        context.owed += await conversation.answer(context.session, case, said, context.person_id, speech, context.now)
        await course.wait(context.session, case, context.person_id, context.now)
    else:
        await wait(context, case, said)
    context.say("desk-waits", reference=case.reference, what="")


async def wait(context: Context, case: Case, said: Said, *, is_here: bool = False) -> None:
    """Let the clock stand, and tell the worker what is missing; whether that arrives is looked at as of any answer."""
    message = await note_down(context.session, case, Side.STAFF, said, context.now, author_id=context.person_id)
    await course.wait(context.session, case, context.person_id, context.now)
    heard = await course.papers(context.session, case, said.html, is_here=is_here)
    told = await tell(context.session, case, heard, speech_of(context), context.now)
    message.delivery_id = told[0].id if told else None
    context.owed += told


HANDLERS = [
    CallbackQueryHandler(begin, pattern=rf"^desk:wait:{REFERENCE}\Z"),
    CallbackQueryHandler(take_press, pattern=rf"^desk:bring:{REFERENCE}:(?:{'|'.join(PAPERS)})\Z"),
]

"""Outside: a legal matter that somebody else is to take up goes there only after its worker said yes."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import Context
from handlers.desk.door import ask, case_pressed, key, speech_of
from handlers.keyboards import inline, press
from handlers.messages import pressed_in
from locales import locale
from models import Case, Kind, Side
from services.cases.course import Heard
from services.cases.parts import words_alone
from services.cases.references import REFERENCE, case_in
from services.cases.talk import Said, note_down
from services.cases.telling import message_of, tell
from services.delivery.parcel import reply
from services.staff.people import words_of

LONGEST_NAME = 40


async def begin(update: Update, context: Context) -> None:
    """Ask which body it is to go to."""
    case = await case_pressed(update, context)
    if case is not None:
        _ask(context, case)


def _ask(context: Context, case: Case) -> None:
    ask(context, case, "desk-outside", inline([key(context, "leave", case, "outside")]))


async def take_words(context: Context, case: Case, said: Said) -> None:
    """Ask the worker, who alone may agree to it; a picture names no body."""
    body = " ".join(words_alone(said.html).split())[:LONGEST_NAME]
    if not body:
        _ask(context, case)
        return
    words = await words_of(context.session, case.worker_id or 0, context.services.language)
    keys = inline([press(words.word("outside", code), f"outside:{code}:{case.reference}") for code in ("yes", "no")])
    heard = Heard("legal-handover", {"body": body})
    context.owed += await tell(context.session, case, heard, speech_of(context), context.now, keys)
    await _note(context, case, "desk-asked-outside", body=body)
    context.say("desk-outside-asked", reference=case.reference, body=body)


async def take_verdict(update: Update, context: Context) -> None:
    """The worker said yes or no; who has the case hears it."""
    _, (verdict, called) = pressed_in(update)
    case = await case_in(context.session, called)
    if case is None or case.worker_id != context.person_id or not case.is_open:
        await forms.answer_old(context)
        return
    agrees = verdict == "yes"
    context.show("legal-handed" if agrees else "legal-kept", reference=case.reference)
    await _note(context, case, "desk-outside-yes" if agrees else "desk-outside-no")
    if case.taken_by is not None:
        words = await words_of(context.session, case.taken_by, context.services.language)
        told = words.render("desk-outside-yes" if agrees else "desk-outside-no")
        message = message_of(f"<b>{case.reference}</b> {told}")
        context.owed.append(reply(case.taken_by, "sendMessage", message, context.now, Kind.CASE))


async def _note(context: Context, case: Case, template: str, **values: str) -> None:
    line = locale(context.services.language).render(template, **values)
    await note_down(context.session, case, Side.BOT, Said(line), context.now)


HANDLERS = [
    CallbackQueryHandler(begin, pattern=rf"^desk:outside:{REFERENCE}\Z"),
    CallbackQueryHandler(take_verdict, pattern=rf"^outside:(?:yes|no):{REFERENCE}\Z"),
]

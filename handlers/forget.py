"""Forget: a person has everything deleted that is kept of them."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import live
from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import TYPED, KeyWords
from handlers.my_data import show_my_data
from locales import locale
from models import Kind, Side
from services.cases.forgetting import Forgotten
from services.cases.placing import is_in_private
from services.cases.talk import Said, note_down
from services.delivery.parcel import Parcel, reply
from services.forgetting import delete_all, kept_of
from services.staff.people import words_of


async def ask(update: Update, context: Context) -> None:
    """Say what goes and what stays before it goes; where nothing is kept, say that."""
    kept = await kept_of(context.session, context.person_id)
    if kept.is_nothing:
        await show_my_data(update, context)
        return
    word = context.words.word
    keys = [press(word("button", "forget_yes"), "forget:yes"), press(word("button", "forget_no"), "my_data")]
    context.say("forget", inline(keys), kept=kept, keep=context.services.keep)


async def forget(update: Update, context: Context) -> None:
    """Delete it; a second tap finds nothing and says nothing."""
    kept = await kept_of(context.session, context.person_id)
    if kept.is_nothing:
        return
    await live.stop(context.person_id, context)
    deleted = await delete_all(context.session, context.person_id, context.now)
    # Said before it is forgotten which language was chosen.
    context.show("forget-done", now=context.local_now, receipt=deleted.receipt)
    context.forget_person()
    await _tell_others(context, deleted.cases)


async def _tell_others(context: Context, gone: Forgotten) -> None:
    """Tell staff that nobody waits for their answer any more, and who followed such a case that it ended."""
    context.owed.extend(gone.taken_back)
    for case in gone.ended:
        words = locale(context.services.language).render("desk-forgotten", reference=case.reference)
        await note_down(context.session, case, Side.BOT, Said(words), context.now)
        if case.taken_by and await is_in_private(context.session, case):
            context.owed.append(_telling(context, case.taken_by, words))
    for person, case in gone.followers:
        words = (await words_of(context.session, person, context.services.language)).render(
            "case-forgotten", reference=case.reference
        )
        context.owed.append(_telling(context, person, words))


def _telling(context: Context, person: int, html: str) -> Parcel:
    return reply(person, "sendMessage", {"text": html, "parse_mode": "HTML"}, context.now, Kind.CASE)


HANDLERS = [
    CommandHandler("forget", ask, TYPED),
    MessageHandler(KeyWords("button", "forget") | KeyWords("button", "forget_yes"), ask),
    CallbackQueryHandler(ask, pattern=r"^forget\Z"),
    CallbackQueryHandler(forget, pattern=r"^forget:yes\Z"),
]

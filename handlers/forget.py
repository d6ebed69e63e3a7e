"""Forget: a person has everything deleted that is kept of them."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import live
from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import TYPED, KeyWords
from handlers.my_data import show_my_data
from services.forgetting import delete_all, kept_of


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
    receipt = await delete_all(context.session, context.person_id, context.now)
    # Said before it is forgotten which language was chosen.
    context.show("forget-done", now=context.local_now, receipt=receipt)
    context.forget_person()


HANDLERS = [
    CommandHandler("forget", ask, TYPED),
    MessageHandler(KeyWords("button", "forget") | KeyWords("button", "forget_yes"), ask),
    CallbackQueryHandler(ask, pattern=r"^forget\Z"),
    CallbackQueryHandler(forget, pattern=r"^forget:yes\Z"),
]

"""Forget: a person has everything deleted that is kept of them."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import live
from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import TYPED, KeyWords, message_in
from handlers.my_data import show_my_data
from services.errands import owing


async def ask(update: Update, context: Context) -> None:
    """Say what goes before it goes; where nothing is kept, say that."""
    if context.worker is None:
        await show_my_data(update, context)
        return
    word = context.words.word
    keys = [press(word("button", "forget_yes"), "forget:yes"), press(word("button", "forget_no"), "my_data")]
    context.say("forget", inline(keys))


async def forget(update: Update, context: Context) -> None:
    """Delete it."""
    # Said first, in the language that was chosen: the choice goes too.
    context.show("forget-done", now=context.local_now)
    await context.forget_worker()
    await owing.forget(context.session, message_in(update).chat_id)
    await live.stop(message_in(update).chat_id, context)


HANDLERS = [
    CommandHandler("forget", ask, TYPED),
    MessageHandler(KeyWords("button", "forget") | KeyWords("button", "forget_yes"), ask),
    CallbackQueryHandler(ask, pattern=r"^forget\Z"),
    CallbackQueryHandler(forget, pattern=r"^forget:yes\Z"),
]

"""Forget: a person has everything deleted that is kept of them."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import Context
from handlers.keyboards import inline, press


async def ask(update: Update, context: Context) -> None:
    """Say what goes before it goes."""
    word = context.words.word
    keys = [press(word("button", "forget_yes"), "forget:yes"), press(word("button", "drop"), "my_data")]
    context.say("forget", inline(keys))


async def forget(update: Update, context: Context) -> None:
    """Delete it."""
    # Said first, in the language that was chosen: the choice goes too.
    context.show("forget-done", at=context.words.moment(context.local_now, context.local_now))
    await context.forget_worker()


HANDLERS = [
    CommandHandler("forget", ask, filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE),
    CallbackQueryHandler(ask, pattern="^forget$"),
    CallbackQueryHandler(forget, pattern="^forget:yes$"),
]

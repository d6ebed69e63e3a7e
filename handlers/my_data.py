"""My data: all that is kept of a person, in one message."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import Context
from handlers.keyboards import inline, press


async def show_my_data(update: Update, context: Context) -> None:
    """Show what is kept; a key deletes it."""
    worker = context.worker
    since = f"{worker.started_at.astimezone(context.services.zone):%Y-%m-%d}" if worker else ""
    keys = inline([press(context.words.word("button", "forget"), "forget")]) if worker else None
    context.say("my-data", keys, worker=worker, since=since, language=context.words.language)


HANDLERS = [
    CommandHandler("mydata", show_my_data, filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE),
    CallbackQueryHandler(show_my_data, pattern="^my_data$"),
]

"""My data: all that is kept of a person, in one message."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import TYPED, KeyWords
from services.staff.people import posts_with_unions


async def show_my_data(update: Update, context: Context) -> None:
    """Show what is kept; a key deletes it."""
    worker = context.worker
    keys = inline([press(context.words.word("button", "forget"), "forget")]) if worker else None
    posts = await posts_with_unions(context.session, update.effective_user.id) if update.effective_user else []
    values = {"worker": worker, "posts": posts, "now": context.local_now, "language": context.words.language}
    context.say("my-data", keys, **values)


HANDLERS = [
    CommandHandler("mydata", show_my_data, TYPED),
    MessageHandler(KeyWords("button", "my_data") | KeyWords("button", "forget_no"), show_my_data),
    CallbackQueryHandler(show_my_data, pattern=r"^my_data\Z"),
]

"""My data: all that is kept of a person, in one message."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers.area import area_of
from handlers.consent import has_agreed
from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import TYPED, KeyWords
from handlers.notices import wishes_of
from services.forgetting import kept_of


async def show_my_data(update: Update, context: Context) -> None:
    """Show what is kept; keys change it or delete it."""
    word, kept = context.words.word, await kept_of(context.session, context.person_id)
    change = [press(word("button", "change_setup"), "setup:again")] if kept.worker else []
    delete = [press(word("button", "forget"), "forget")] if not kept.is_nothing else []
    agreed = [press(word("button", "case_withdraw"), "agree:none")] if has_agreed(context) else []
    values = {"kept": kept, "district": area_of(context), "language": context.words.language, **wishes_of(context)}
    context.say("my-data", inline(change, agreed, delete) if delete else None, **values)


HANDLERS = [
    CommandHandler("mydata", show_my_data, TYPED),
    MessageHandler(KeyWords("button", "my_data") | KeyWords("button", "forget_no"), show_my_data),
    CallbackQueryHandler(show_my_data, pattern=r"^my_data\Z"),
]

"""Privacy: what is kept, how long and who answers for it, generated from the settings this bot runs with."""

from datetime import date
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler

from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import KeyWords
from services.staff.unions import root_union

VERSION: Final = 3
DATED: Final = date(2026, 11, 23)
"""Both change with every change of the text's meaning."""


async def notice(context: Context) -> dict[str, Any]:
    """Who answers for what is kept, and which text says so."""
    union = await root_union(context.session)
    return {"union": union.name if union else "", "hotline": union.hotline if union else "", "version": VERSION,
            "dated": DATED}  # fmt: skip


async def show_privacy(update: Update, context: Context) -> None:
    """Say all of it."""
    word, services = context.words.word, context.services
    first = [press(word("button", "my_data"), "my_data"), press(word("button", "forget"), "forget")]
    second = [press(word("button", "area_withdraw"), "area:none")] if context.worker and context.worker.area else []
    values = {"keep": services.keep, "in_china": services.database_in_china, "geocodes": services.geocodes}
    context.say("privacy", inline(first, second), **values, **await notice(context))


HANDLERS = [
    MessageHandler(KeyWords("button", "privacy") | KeyWords("button", "privacy_all"), show_privacy),
    CallbackQueryHandler(show_privacy, pattern=r"^privacy\Z"),
]

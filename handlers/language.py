"""Language: which one a person reads."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import Context
from handlers.keyboards import inline, main_keyboard, press
from handlers.messages import pressed_in
from locales import LANGUAGES, locale


async def ask_language(update: Update, context: Context) -> None:
    """Offer the languages, each under its own name."""
    keys = [press(locale(language).word("language", language), f"language:{language}") for language in LANGUAGES]
    context.say("language", inline(keys))


async def take_language(update: Update, context: Context) -> None:
    """Keep the language that was tapped and speak it from now on."""
    _, (language,) = pressed_in(update)
    context.remember_worker().language = language
    context.say("language-done", main_keyboard(context.words))


HANDLERS = [
    CommandHandler("language", ask_language, filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE),
    CallbackQueryHandler(ask_language, pattern="^language$"),
    CallbackQueryHandler(take_language, pattern=f"^language:({'|'.join(LANGUAGES)})$"),
]

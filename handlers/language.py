"""Language: which one a person reads."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import forms
from handlers.context import Context
from handlers.keyboards import inline, main_keyboard, press
from handlers.messages import TYPED, KeyWords, message_in, pressed_in
from locales import LANGUAGES, locale, plain


async def ask_language(update: Update, context: Context) -> None:
    """Offer the languages, each under its own name."""
    keys = [press(own_name(language), f"language:{language}") for language in LANGUAGES]
    context.say("language", inline(keys))


async def take_language(update: Update, context: Context) -> None:
    """Keep the language that was tapped."""
    _, (language,) = pressed_in(update)
    await speak(context, language)


async def take_typed(update: Update, context: Context) -> None:
    """Keep the language whose name was typed."""
    typed = plain(message_in(update).text or "")
    await speak(context, next(language for language in LANGUAGES if plain(own_name(language)) == typed))


async def speak(context: Context, language: str) -> None:
    """Speak it from now on, on the keys too, and ask anew what waits for an answer."""
    context.remember_worker().language = language
    context.say("language-done", main_keyboard(context.words))
    await forms.ask_again(context)


def own_name(language: str) -> str:
    """What a language calls itself."""
    return locale(language).word("language", language)


HANDLERS = [
    CommandHandler("language", ask_language, TYPED),
    MessageHandler(KeyWords("button", "language"), ask_language),
    *(MessageHandler(KeyWords("language", language), take_typed) for language in LANGUAGES),
    CallbackQueryHandler(ask_language, pattern=r"^language\Z"),
    CallbackQueryHandler(take_language, pattern=rf"^language:({'|'.join(LANGUAGES)})\Z"),
]

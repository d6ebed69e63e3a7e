"""Guide: /help and the last key, the keyboard in words."""

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from handlers.context import Context
from handlers.keyboards import inline, main_keyboard, press
from handlers.messages import TYPED, KeyWords


async def help_along(update: Update, context: Context) -> None:
    """Say what can be done here, and whom to call."""
    context.say("help", main_keyboard(context.words))


async def show_more(update: Update, context: Context) -> None:
    """The same, with the keys that have no place on the keyboard."""
    word = context.words.word
    first = [press(word("button", "my_data"), "my_data"), press(word("button", "language"), "language")]
    second = [press(word("button", "change_setup"), "setup:again"), press(word("button", "privacy"), "privacy")]
    context.say("help", inline([press(word("button", "services"), "services")], first, second))


HANDLERS = [
    CommandHandler("help", help_along, TYPED),
    MessageHandler(KeyWords("keyboard", "more"), show_more),
]

"""Not yet: wishes whose keys hang on the wall already, with the number that helps today."""

from typing import Any

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from handlers.context import Context
from handlers.keyboards import main_keyboard
from handlers.messages import TYPED, KeyWords

TOPICS = ("legal",)


def saying(topic: str) -> Any:
    """A handler that says a topic is not open yet."""

    async def say_so(update: Update, context: Context) -> None:
        context.say("not-yet", main_keyboard(context.words), topic=topic)

    return say_so


HANDLERS = [
    handler
    for topic in TOPICS
    for handler in (
        CommandHandler(topic, saying(topic), TYPED),
        MessageHandler(KeyWords("keyboard", topic), saying(topic)),
    )
]

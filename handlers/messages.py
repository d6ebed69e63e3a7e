"""What an update holds, without the library's optionals; and filters for the words on our keys."""

from collections.abc import Sequence
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, filters

from locales import LANGUAGES, locale, plain
from services.places.position import Position

TYPED = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
"""What a person sends us themselves, as it was first sent."""


def message_in(update: Update) -> Message:
    """The message that a MessageHandler let through."""
    message = update.effective_message
    if message is None:
        raise RuntimeError("an update without a message")
    return message


def pressed_in(update: Update) -> tuple[CallbackQuery, list[str]]:
    """The press that a CallbackQueryHandler let through, and the parts of its data."""
    query = update.callback_query
    if query is None or query.data is None:
        raise RuntimeError("an update without a press")
    return query, query.data.split(":")[1:]


def answered_in(update: Update) -> Message | None:
    """The message that the pressed card answers, such as a picture out of the blue; None if it answers none."""
    card = update.callback_query.message if update.callback_query else None
    return card.reply_to_message if isinstance(card, Message) else None


def position_in(update: Update) -> Position:
    """The place that was shared: a location, a pin or a venue, its own or forwarded."""
    message = message_in(update)
    location = message.location or (message.venue.location if message.venue else None)
    if location is None:
        raise RuntimeError("a message without a place")
    return Position(location.latitude, location.longitude)


class KeyWords(filters.UpdateFilter):
    """Lets through the words of one of our keys, typed in a private chat, in any language, with or without its sign."""

    def __init__(self, table: str, code: str) -> None:
        """`table` and `code` name the label in words.toml."""
        super().__init__(name=f"KeyWords({table}.{code})")
        self._words = {plain(locale(language).word(table, code)) for language in LANGUAGES}

    def filter(self, update: Update) -> bool:
        """Whether the text says what the key says."""
        return bool(TYPED.check_update(update)) and plain(message_in(update).text or "") in self._words


class PressInGroup(CallbackQueryHandler[Any, Any]):
    """Takes presses in groups on keys that do not belong there: nobody else may turn what is a person's own."""

    def __init__(self, callback: Any, belong: Sequence[str]) -> None:
        """`belong` are the beginnings of the data that keys in groups carry."""
        super().__init__(callback)
        self._belong = tuple(belong)

    def check_update(self, update: object) -> bool:
        """Whether it is such a press; under a message too old to be known there is a chat all the same."""
        query = update.callback_query if isinstance(update, Update) else None
        if query is None or query.message is None or query.message.chat.type == ChatType.PRIVATE:
            return False
        return not (query.data or "").startswith(self._belong)

"""Methods: the part of the Bot API that is played here."""

from collections.abc import Awaitable, Callable
from typing import Any

from playground.account import answer_callback_query, get_chat, get_file, get_me, set_my_commands
from playground.editing import delete_message, edit_message_reply_markup, edit_message_text
from playground.intake import delete_webhook, get_updates, get_webhook_info, set_webhook
from playground.sending import send_chat_action, send_location, send_message, send_photo, send_venue
from playground.state import State

Json = dict[str, Any]

METHODS: dict[str, Callable[[State, Json], Any]] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendVenue": send_venue,
    "sendLocation": send_location,
    "sendPhoto": send_photo,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
}
"""Methods that are done at once."""

WAITING_METHODS: dict[str, Callable[[State, Json], Awaitable[Any]]] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
}
"""Methods that may take time."""

METHOD_NAMES = {name.lower(): name for name in (*METHODS, *WAITING_METHODS)}
"""Telegram does not care how a method's name is capitalized."""


async def perform(state: State, method: str, call: Json) -> Any:
    """Do what a call asks for and return its result; a Refusal where Telegram says no."""
    if method in METHODS:
        return METHODS[method](state, call)
    return await WAITING_METHODS[method](state, call)

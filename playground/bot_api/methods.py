"""Methods: the part of the Bot API that is played here."""

from collections.abc import Awaitable, Callable
from typing import Any

from playground.bot_api.account import (
    answer_callback_query,
    delete_my_commands,
    get_chat,
    get_file,
    get_me,
    set_my_commands,
)
from playground.bot_api.copying import copy_message, copy_messages, forward_message, forward_messages
from playground.bot_api.editing import (
    delete_message,
    delete_messages,
    edit_message_caption,
    edit_message_media,
    edit_message_reply_markup,
    edit_message_text,
)
from playground.bot_api.forum import (
    close_forum_topic,
    create_forum_topic,
    delete_forum_topic,
    edit_forum_topic,
    reopen_forum_topic,
)
from playground.bot_api.intake import delete_webhook, get_updates, get_webhook_info, set_webhook
from playground.bot_api.marks import pin_chat_message, set_message_reaction, unpin_chat_message
from playground.bot_api.media import (
    send_animation,
    send_audio,
    send_document,
    send_media_group,
    send_photo,
    send_video,
    send_video_note,
    send_voice,
)
from playground.bot_api.members import get_chat_administrators, get_chat_member
from playground.bot_api.sending import send_chat_action, send_contact, send_location, send_message, send_venue
from playground.memory.state import State

Json = dict[str, Any]

METHODS: dict[str, Callable[[State, Json], Any]] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendVenue": send_venue,
    "sendLocation": send_location,
    "sendContact": send_contact,
    "sendPhoto": send_photo,
    "sendVoice": send_voice,
    "sendVideo": send_video,
    "sendAudio": send_audio,
    "sendAnimation": send_animation,
    "sendVideoNote": send_video_note,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "setMessageReaction": set_message_reaction,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
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

"""Editing: the methods that change or remove a message."""

from typing import Any

from playground.bot_api.media import content_of
from playground.bot_api.sending import LONGEST_TEXT, read_caption, read_text, written
from playground.memory.chats import Chat, Message
from playground.memory.state import State
from playground.rules.keyboards import check_markup, inline_rows
from playground.rules.markup import length
from playground.rules.refusals import Refusal, bad_request

Json = dict[str, Any]

DELETABLE_SECONDS = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
CAPTIONED = ("photo", "voice", "document", "video", "audio", "animation")
REPLACEABLE = ("photo", "document", "video", "audio", "animation")
"""What may give way to another picture or file."""
MOST_AT_ONCE = 100


def edit_message_text(state: State, call: Json) -> Json:
    """Write another text, and other buttons or none, over a message of the bot."""
    chat, message = _message_to_edit(state, call)
    text, entities = read_text(call, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    if "text" not in message.data:
        raise bad_request("there is no text in the message to edit")
    content = written("text", text, "entities", entities)
    return _change(state, chat, message, content | _buttons(chat, call), ("text", "entities"), call["text"])


def edit_message_reply_markup(state: State, call: Json) -> Json:
    """Put other buttons, or none, under a message of the bot."""
    chat, message = _message_to_edit(state, call)
    return _change(state, chat, message, _buttons(chat, call), (), message.html)


def edit_message_caption(state: State, call: Json) -> Json:
    """Write other words, or none, and other buttons or none, under a picture or file of the bot."""
    chat, message = _message_to_edit(state, call)
    if not any(name in message.data for name in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    content = read_caption(call) | _buttons(chat, call)
    return _change(state, chat, message, content, ("caption", "caption_entities"), call.get("caption", ""))


def edit_message_media(state: State, call: Json) -> Json:
    """Put another picture or file, with other words and buttons or none, in the place of what the bot has sent."""
    chat, message = _message_to_edit(state, call)
    if not any(name in message.data for name in (*REPLACEABLE, "text")):
        raise bad_request("there is no media in the message to edit")
    content = content_of(state, call["media"]) | _buttons(chat, call)
    replaced = (*REPLACEABLE, "text", "entities", "caption", "caption_entities")
    return _change(state, chat, message, content, replaced, call["media"].get("caption", ""))


def delete_message(state: State, call: Json) -> bool:
    """Take a message away."""
    chat = state.writable_chat(call["chat_id"])
    message = chat.said(call["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(state, chat, message)
    chat.take_away(message)
    return True


def delete_messages(state: State, call: Json) -> bool:
    """Take up to a hundred messages away, or none of them; those that are gone are left out."""
    chat, wanted = state.writable_chat(call["chat_id"]), call["message_ids"]
    if len(wanted) > MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    found = [message for number in wanted if (message := chat.said(number))]
    for message in found:
        _check_deletable(state, chat, message)
    for message in found:
        chat.take_away(message)
    return True


def _check_deletable(state: State, chat: Chat, message: Message) -> None:
    """An administrator takes anything away at any time; else it is one's own, or said in private, within 48 hours."""
    if message.service == "forum_topic_created":
        raise _undeletable()
    if chat.rank_of(state.bot_id).may("can_delete_messages"):
        return
    if not chat.is_private and message.data["from"]["id"] != state.bot_id:
        raise _undeletable()
    if state.clock.date - message.data["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")


def _undeletable() -> Refusal:
    return bad_request("message can't be deleted")


def _message_to_edit(state: State, call: Json) -> tuple[Chat, Message]:
    if "chat_id" not in call:
        raise bad_request("chat_id is empty")
    chat = state.writable_chat(call["chat_id"])
    message = chat.said(call.get("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.is_from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _buttons(chat: Chat, call: Json) -> Json:
    markup = call.get("reply_markup")
    if markup is None or not inline_rows(markup):
        return {}
    check_markup(markup, chat.is_private)
    return {"reply_markup": markup}


def _change(state: State, chat: Chat, message: Message, content: Json, replaced: tuple[str, ...], html: str) -> Json:
    """Change a message if that makes a difference; only what is `replaced`, and the buttons, goes."""
    changing = (*replaced, "reply_markup")
    if all(message.data.get(name) == content.get(name) for name in changing):
        raise bad_request(NOT_MODIFIED)
    state.admit(chat)
    kept = {name: part for name, part in message.data.items() if name not in changing}
    message.data = kept | {"edit_date": state.clock.date} | content
    message.html = html
    message.times_edited += 1
    chat.announce(message)
    return message.data

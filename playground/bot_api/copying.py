"""Copying: the methods that say again, here or in another chat, what was said before."""

from collections.abc import Callable
from typing import Any

from playground.bot_api.sending import LONGEST_CAPTION, post_all, read_caption
from playground.memory.chats import Chat, Message
from playground.memory.state import State
from playground.rules.markup import length
from playground.rules.refusals import bad_request

Json = dict[str, Any]

ENVELOPE = {
    "message_id", "from", "sender_chat", "chat", "date", "edit_date", "reply_to_message", "message_thread_id",
    "is_topic_message", "reply_markup", "media_group_id", "has_protected_content",
}  # fmt: skip
"""What a message says of itself; the rest of it is what it says."""
MOST_AT_ONCE = 100
CAPTIONED = ("photo", "voice", "document", "video", "audio", "animation")


def copy_message(state: State, call: Json) -> Json:
    """Say again what a message says, with another caption if one is given, and no word of where it comes from."""
    chat, message = _chat_and_message(state, call, "copy", "copied")
    content, html = _copied(message), message.html
    if "caption" in call and any(name in content for name in CAPTIONED):
        content = {name: part for name, part in content.items() if not name.startswith("caption")} | read_caption(call)
        html = call["caption"]
    if length(content.get("caption", "")) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    [copy] = post_all(state, chat, call, [content], [html])
    return {"message_id": copy.id}


def copy_messages(state: State, call: Json) -> list[Json]:
    """Say again what up to a hundred messages say; those that are gone are left out."""
    return _repeat_all(state, call, "copy", _copied)


def forward_message(state: State, call: Json) -> Json:
    """Pass on a message with its author's name."""
    chat, message = _chat_and_message(state, call, "forward", "forwarded")
    [passed] = post_all(state, chat, call, [_forwarded(message)], [message.html])
    return passed.data


def forward_messages(state: State, call: Json) -> list[Json]:
    """Pass on up to a hundred messages; those that are gone are left out."""
    return _repeat_all(state, call, "forward", _forwarded)


def _both_chats(state: State, call: Json) -> tuple[Chat, Chat]:
    return state.writable_chat(call["chat_id"]), state.readable_chat(call["from_chat_id"])


def _chat_and_message(state: State, call: Json, deed: str, done: str) -> tuple[Chat, Message]:
    """The chat that a call names, and the message that is to be said again there."""
    chat, source = _both_chats(state, call)
    message = source.said(call["message_id"])
    if message is None:
        raise bad_request(f"message to {deed} not found")
    if not _may_leave(message):
        raise bad_request(f"message can't be {done}")
    return chat, message


def _repeat_all(state: State, call: Json, deed: str, repeated: Callable[[Message], Json]) -> list[Json]:
    chat, source = _both_chats(state, call)
    wanted = call["message_ids"]
    if len(wanted) > MOST_AT_ONCE:
        raise bad_request(f"too many messages to {deed}")
    if wanted != sorted(set(wanted)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = [one for number in wanted if (one := source.said(number)) is not None and _may_leave(one)]
    if not found:
        raise bad_request(f"there are no messages to {deed}")
    albums = {one.data.get("media_group_id"): str(state.dice.getrandbits(53)) for one in found}
    parts = [_bare(repeated(one), call) | _beside(one, albums) for one in found]
    return [{"message_id": one.id} for one in post_all(state, chat, call, parts, [one.html for one in found])]


def _bare(content: Json, call: Json) -> Json:
    if not call.get("remove_caption"):
        return content
    return {name: part for name, part in content.items() if not name.startswith("caption")}


def _beside(message: Message, albums: dict[str | None, str]) -> Json:
    """An album stays one, under a number of its own."""
    album = message.data.get("media_group_id")
    return {"media_group_id": albums[album]} if album else {}


def _may_leave(message: Message) -> bool:
    return message.service is None and not message.data.get("has_protected_content")


def _copied(message: Message) -> Json:
    return {name: part for name, part in message.data.items() if name not in ENVELOPE and name != "forward_origin"}


def _forwarded(message: Message) -> Json:
    said = {name: part for name, part in message.data.items() if name not in ENVELOPE}
    origin = {"type": "user", "sender_user": message.data["from"], "date": message.data["date"]}
    return {"forward_origin": origin} | said

"""Marks: what the bot does to a message that is there: it pins it, or answers with a sign."""

from typing import Any

from playground.memory.chats import Chat
from playground.memory.state import State
from playground.rules.refusals import bad_request

Json = dict[str, Any]

SIGNS = {
    *"👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡",
    "❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀",
}  # fmt: skip
"""The only ones that Telegram knows."""


def pin_chat_message(state: State, call: Json) -> bool:
    """Keep a message in sight."""
    chat = _chat_to_pin_in(state, call)
    message = chat.said(call["message_id"])
    if message is None:
        raise bad_request("message to pin not found")
    if message.service:
        raise bad_request("message can't be pinned")
    state.admit(chat)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        place = chat.topics[message.topic].place if message.topic in chat.topics else {}
        state.tell(chat, state.bot, place | {"pinned_message": message.quotation})
    return True


def unpin_chat_message(state: State, call: Json) -> bool:
    """Keep a message in sight no longer, the last one pinned unless another is named."""
    chat = _chat_to_pin_in(state, call)
    wanted = call.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    chat.bell.ring()
    return True


def set_message_reaction(state: State, call: Json) -> bool:
    """Answer a message with one sign, or take it back."""
    message = state.writable_chat(call["chat_id"]).said(call["message_id"])
    signs = call.get("reaction", [])
    if message is None:
        raise bad_request("message to react not found")
    if len(signs) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(sign.get("emoji", "").removesuffix("\ufe0f") not in SIGNS for sign in signs):
        raise bad_request("REACTION_INVALID")
    message.reactions = signs
    state.chats[message.data["chat"]["id"]].bell.ring()
    return True


def _chat_to_pin_in(state: State, call: Json) -> Chat:
    chat = state.writable_chat(call["chat_id"])
    if not chat.is_private and not chat.rank_of(state.bot_id).may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat

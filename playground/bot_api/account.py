"""Account: the methods about the bot itself, about chats, and about pressed buttons."""

import re
import time
from typing import Any

from playground.memory.people import Toast
from playground.memory.state import State
from playground.rules.markup import length
from playground.rules.refusals import bad_request

Json = dict[str, Any]

LONGEST_TOAST = 200
ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
STALE_PRESS = "query is too old and response timeout expired or query ID is invalid"


def get_me(state: State, call: Json) -> Json:
    """Who the bot is."""
    return state.bot | ABILITIES


def get_chat(state: State, call: Json) -> Json:
    """What there is to know of a chat."""
    chat = state.readable_chat(call["chat_id"])
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    accepted = dict.fromkeys(gifts, True)
    pinned = chat.said(chat.pinned[-1]) if chat.pinned else None
    more = {"pinned_message": pinned.data} if pinned else {}
    return chat.face | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted} | more


def get_file(state: State, call: Json) -> Json:
    """A link to what somebody has sent."""
    path = state.files.link(call["file_id"])
    file = state.files.sent[call["file_id"]]
    parts = file.part if isinstance(file.part, list) else [file.part]
    [unique] = [part["file_unique_id"] for part in parts if part["file_id"] == call["file_id"]]
    told = {"file_id": call["file_id"], "file_unique_id": unique}
    return told | {"file_size": len(file.content), "file_path": path}


def set_my_commands(state: State, call: Json) -> bool:
    """Put commands into the menu; the scope and the language say whose."""
    for command in call["commands"]:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(call["commands"]) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.commands[_whose(call)] = call["commands"]
    return True


def delete_my_commands(state: State, call: Json) -> bool:
    """Take the menu of a scope away: the next wider one is shown there."""
    state.commands.pop(_whose(call), None)
    return True


def _whose(call: Json) -> str:
    """Whose menu it is, as `all_private_chats zh` or `chat 1001`."""
    scope = call.get("scope", {"type": "default"})
    return " ".join(str(part) for part in (*scope.values(), call.get("language_code", "")) if part)


def answer_callback_query(state: State, call: Json) -> bool:
    """Answer a press, once and in time."""
    if length(call.get("text", "")) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    press = state.presses.pop(call["callback_query_id"], None)
    if press is None or time.time() - press.at > state.settings.press_seconds:
        raise bad_request(STALE_PRESS)
    toast = Toast(call.get("text", ""))
    toast.is_alert, toast.url = call.get("show_alert", False), call.get("url")
    press.person.sees(toast)
    return True

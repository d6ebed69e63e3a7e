"""Menu: the commands that Telegram offers in a private chat, in every language."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from locales import LANGUAGES, Locale, locale
from services.staff.rights import ROLES, Action

TAKEN: Final = {
    "invite": Action.INVITE,
    "bind": Action.BIND_DESK,
    "broadcast": Action.ANNOUNCE,
    "heat": Action.POST_HEAT,
    "board": Action.EDIT_STATION,
    "meal": Action.KEEP_MEALS,
    "desk": Action.ANSWER_CASE,
    "r": Action.ANSWER_CASE,
}
"""What each command for staff takes: it is offered to those who may."""


def menus(language: str) -> Iterator[Mapping[str, Any]]:
    """What setMyCommands takes: in each language for its speakers, and in `language` for everybody else."""
    for spoken in LANGUAGES:
        yield _menu(locale(spoken)) | {"language_code": spoken.partition("-")[0]}
    yield _menu(locale(language))


def menu_of_staff(words: Locale, chat_id: int, roles: Collection[str]) -> Mapping[str, Any]:
    """What setMyCommands takes for the chat of somebody with these roles: everybody's commands, and theirs."""
    theirs = {
        name: label for name, label in words.labels("staff_command").items() if not ROLES[TAKEN[name]].isdisjoint(roles)
    }
    return _menu(words, theirs) | {"scope": _chat(chat_id)}


def menu_of_nobody(chat_id: int) -> Mapping[str, Any]:
    """What deleteMyCommands takes for the chat of somebody who is not staff (any more)."""
    return {"scope": _chat(chat_id)}


def _chat(chat_id: int) -> Mapping[str, Any]:
    return {"type": "chat", "chat_id": chat_id}


def _menu(words: Locale, more: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    labels = {**words.labels("command"), **more}
    commands = [{"command": name, "description": label} for name, label in labels.items()]
    return {"commands": commands, "scope": {"type": "all_private_chats"}}

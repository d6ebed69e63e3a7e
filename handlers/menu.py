"""Menu: the commands that Telegram offers in a private chat, in every language."""

from collections.abc import Iterator, Mapping
from typing import Any

from locales import LANGUAGES, Locale, locale


def menus(language: str) -> Iterator[Mapping[str, Any]]:
    """What setMyCommands takes: in each language for its speakers, and in `language` for everybody else."""
    for spoken in LANGUAGES:
        yield _menu(locale(spoken)) | {"language_code": spoken.partition("-")[0]}
    yield _menu(locale(language))


def menu_of_staff(words: Locale, chat_id: int) -> Mapping[str, Any]:
    """What setMyCommands takes for the chat of an admin: everybody's commands, and those of staff."""
    menu = _menu(words, "command", "staff_command")
    return menu | {"scope": {"type": "chat", "chat_id": chat_id}}


def _menu(words: Locale, *tables: str) -> dict[str, Any]:
    labels = ((name, label) for table in tables or ("command",) for name, label in words.labels(table).items())
    commands = [{"command": name, "description": label} for name, label in labels]
    return {"commands": commands, "scope": {"type": "all_private_chats"}}

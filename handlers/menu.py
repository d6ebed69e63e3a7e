"""Menu: the commands that Telegram offers in a private chat, in every language."""

from collections.abc import Iterator, Mapping
from typing import Any

from locales import LANGUAGES, Locale, locale


def menus(language: str) -> Iterator[Mapping[str, Any]]:
    """What setMyCommands takes: in each language for its speakers, and in `language` for everybody else."""
    for spoken in LANGUAGES:
        yield _menu(locale(spoken)) | {"language_code": spoken.partition("-")[0]}
    yield _menu(locale(language))


def _menu(words: Locale) -> dict[str, Any]:
    commands = [{"command": name, "description": label} for name, label in words.labels("command").items()]
    return {"commands": commands, "scope": {"type": "all_private_chats"}}

"""Keys under a message and under the text field, as the Bot API takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from locales import Locale

Key = Mapping[str, Any]

WISHES = (("meals", "notices"), ("legal", "complain"), ("cases", "more"))


def press(label: str, data: str) -> Key:
    """A key that comes back to us; Telegram takes 64 bytes of `data`."""
    if len(data.encode()) > 64:
        raise ValueError("a key carries 64 bytes at most")
    return {"text": label, "callback_data": data}


def link(label: str, url: str) -> Key:
    """A key that opens a page; http and https only, or Telegram refuses the whole message."""
    return {"text": label, "url": url}


def copy(label: str, text: str) -> Key:
    """A key that copies a text of up to 256 characters."""
    return {"text": label, "copy_text": {"text": text[:256]}}


def inline(*rows: Sequence[Key]) -> Mapping[str, Any]:
    """Keys under a message; empty rows are left out."""
    return {"inline_keyboard": [list(row) for row in rows if row]}


def with_row(keyboard: Mapping[str, Any], row: Sequence[Key]) -> Mapping[str, Any]:
    """Keys under a message with one row more; an empty one is left out."""
    return inline(*keyboard["inline_keyboard"], row)


def main_keyboard(words: Locale) -> Mapping[str, Any]:
    """The keyboard under the text field; its first key asks the phone for its location."""
    first = [{"text": words.word("keyboard", "nearest"), "request_location": True}]
    rest = [[{"text": words.word("keyboard", wish)} for wish in row] for row in WISHES]
    return {"keyboard": [first, *rest], "resize_keyboard": True, "is_persistent": True}

"""Gathering: words, pictures and voices that come at any question of a form are added to one of its answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.forms.readers import Filed, Typed

MOST_FILES: Final = 10
MOST_CHARACTERS: Final = 4_000
"""Of all words together, with their formatting."""

Item = Mapping[str, Any]
"""What came with one message: `html`, and of a file its `kind`, `file_id`, `unique` and `album`, else "".

`at` is the version of the form's state that it made.
"""


def item_of(given: Typed | Filed, at: int) -> Item:
    """What was typed or sent, as JSON can hold it."""
    if isinstance(given, Typed):
        html = given.text.strip() if given.html is None else given.html.strip()
        return {"html": html, "kind": "", "file_id": "", "unique": "", "album": "", "at": at}
    file = {"kind": given.kind, "file_id": given.file_id, "unique": given.unique, "album": given.album}
    return {"html": given.html.strip(), **file, "at": at}


def is_known(item: Item, gathered: Sequence[Item]) -> bool:
    """Whether this very file is there already."""
    return bool(item["unique"]) and any(each["unique"] == item["unique"] for each in gathered)


def goes_along(item: Item, gathered: Sequence[Item]) -> bool:
    """Whether it is one more picture of an album that was answered, with nothing to read under it."""
    return bool(item["album"]) and not item["html"] and any(each["album"] == item["album"] for each in gathered)


def fits(item: Item, gathered: Sequence[Item]) -> bool:
    """Whether a form holds this too."""
    together = [*gathered, item]
    files = sum(1 for each in together if each["kind"])
    return files <= MOST_FILES and sum(len(each["html"]) for each in together) <= MOST_CHARACTERS

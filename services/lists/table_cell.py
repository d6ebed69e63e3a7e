"""Cells of a table that are more than the text that stands in them."""

import re
from typing import Final

# What the eye does not see and a spreadsheet keeps: zero widths, soft hyphens, byte order marks, directions.
_INVISIBLE: Final = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


class Moment(str):
    """A date or a time that the spreadsheet keeps as such: 2026-08-18, 08:30 or 2026-08-18 08:30."""

    __slots__ = ()


class Spoiled(str):
    """A cell that the spreadsheet changed or lost: what it shows, and in `remedy` what happened and what to do."""

    remedy: str

    def __new__(cls, shown: str, remedy: str) -> "Spoiled":
        """A cell that shows `shown`."""
        cell = super().__new__(cls, shown)
        cell.remedy = remedy
        return cell


def visible(text: str) -> str:
    """The text without the characters that nobody sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)

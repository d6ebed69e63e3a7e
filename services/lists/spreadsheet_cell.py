"""Cells that a spreadsheet must not take for a formula, and the way back."""

import re
from typing import Final

# What a spreadsheet runs or swallows at the start of a cell, behind the apostrophes that protect it and behind
# blanks and invisible characters, which some programs drop first.
_DANGEROUS: Final = re.compile(r"'*[\t\r\n\x00]|['\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]")


def protect(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula."""
    return "'" + text if _DANGEROUS.match(text) else text


def unprotect(cell: str) -> str:
    """What `protect` was given; a cell that it did not touch comes back without blanks around it."""
    return cell[1:] if cell.startswith("'") and _DANGEROUS.match(cell) else cell.strip()

"""The code of a station as its union means it, whatever was typed between its characters."""

import re
import unicodedata
from typing import Final

from services.lists.table_cell import visible

_DASHES: Final = re.compile(r"[‐-―−─﹣－_~～]")


def to_code(cell: str) -> str:
    """The code that a cell holds: half width, without characters that nobody sees, blanks as one."""
    return " ".join(visible(unicodedata.normalize("NFKC", cell)).split())


def likeness(code: str) -> str:
    """The same for codes that differ only in case, blanks and the kind of dash: most likely one station's."""
    return _DASHES.sub("-", "".join(code.split())).casefold()

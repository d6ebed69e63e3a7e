"""What is wrong, or odd, in a file that a person gave us."""

from dataclasses import dataclass
from typing import Final

LONGEST_SHOWN: Final = 60  # characters of a cell


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault or a note: where it is, what stands there, and what would be right.

    `row` counts as a spreadsheet shows it, the header is row 1; `column` is named as the file's own header names it.
    """

    row: int
    column: str
    value: str
    remedy: str

    def __str__(self) -> str:
        """One line, such as 第18行 纬度 “120.12”：经纬度写反了?"""
        value = _shown(self.value)
        place = " ".join(
            part for part in (f"第{self.row}行", _shown(self.column), f"“{value}”" if value else "") if part
        )
        return f"{place}：{' '.join(self.remedy.split())}"


def _shown(text: str) -> str:
    """A cell on one line, whatever stands in it, and not too much of it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"

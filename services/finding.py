"""What is wrong, or odd, in a file that a person gave us."""

from dataclasses import dataclass
from typing import Final

LONGEST_VALUE: Final = 60  # characters of a value that are shown


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
        value = " ".join(self.value.split())
        shown = value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
        place = " ".join(part for part in (f"第{self.row}行", self.column, f"“{shown}”" if shown else "") if part)
        return f"{place}：{self.remedy}"

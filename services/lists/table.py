"""A table that a person filled in, from whatever file: which column is where, and its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Final

from services.errors import ImportRefused
from services.finding import Finding
from services.lists.csv_rows import Row, csv_rows
from services.lists.spreadsheet_cell import unprotect
from services.lists.table_cell import Spoiled, visible
from services.lists.table_file import content_of, is_zip
from services.station_words import Words, codes_of, fold

TITLES: Final = 5  # rows that may stand above the header


class Columns:
    """The columns that an import knows: by code the words that mean it, and which codes may not be missing."""

    def __init__(self, words: Words, required: Sequence[str]) -> None:
        """`words` leads from a code to the names that a header may have besides the code itself."""
        self.words = words
        self.required = required
        self._codes = codes_of(words)

    def code(self, header: str) -> str | None:
        """The column that a header names, if we know it."""
        return self._codes.get(fold(visible(header)).strip("*'"))

    def known(self, cells: Sequence[str]) -> int:
        """How many of the cells name a column."""
        return sum(self.code(cell) is not None for cell in cells)

    def complete(self, cells: Sequence[str]) -> bool:
        """Whether the cells name all columns that may not be missing."""
        return {self.code(cell) for cell in cells}.issuperset(self.required)


@dataclass(slots=True)
class Table:
    """A file that has been opened, its rows to be read once; `faults` and `notes` grow as `cells` is asked.

    `columns` leads from a column's code to its place, `headers` holds the file's own names. `sheet` is the one
    that was read, "" in a CSV file.
    """

    headers: list[str]
    columns: dict[str, int]
    rows: Iterator[Row]
    known: Columns
    header_row: int = 1
    sheet: str = ""
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def header(self, code: str) -> str:
        """The file's own name for a column."""
        return self.headers[self.columns[code]].strip() if code in self.columns else self.known.words[code][0]

    def cells(self, row: int, cells: list[str]) -> dict[str, str]:
        """The cells of a row by their columns' codes, without blanks around them; "" where the row ends early.

        A cell that the spreadsheet spoiled is a fault, and left out.
        """
        if len(cells) > len(self.headers):
            self._find_beyond(row, cells)
        found: dict[str, str] = {}
        for code, place in self.columns.items():
            cell = cells[place] if place < len(cells) else ""
            if type(cell) is str:
                found[code] = unprotect(cell)
            elif isinstance(cell, Spoiled):
                self.faults.append(Finding(row, self.header(code), cell, cell.remedy))
            else:
                found[code] = cell
        return found

    def _find_beyond(self, row: int, cells: list[str]) -> None:
        extra = [cell.strip() for cell in cells[len(self.headers) :] if cell.strip()]
        if extra:
            remedy = "这一行的格子比表头多，请给带逗号的格子加上引号，或删掉多出的格子"
            self.faults.append(Finding(row, "", extra[0], remedy))


def read_table(path: Path, known: Columns) -> Table:
    """Open a CSV or XLSX file; ImportRefused, one sentence, if it is no table. Its rows may still raise it.

    That a column is missing or twice there is among the table's `faults`.
    """
    content = content_of(path)
    if is_zip(content):
        raise ImportRefused(f"{path.name} 是 Excel 工作簿")
    table = _headed(csv_rows(content, path.name, known.known), known)
    if not any(header.strip() for header in table.headers):
        row = table.header_row
        example = ",".join(names[0] for names in list(known.words.values())[:4])
        raise ImportRefused(f"{path.name} 的第{row}行是空的，第{row}行应当是表头：{example}…")
    return table


def _headed(rows: Iterator[Row], known: Columns, sheet: str = "") -> Table:
    """The table under its header: the first row that is complete, else the one that is most like a header."""
    first = list(islice(rows, TITLES + 1)) or [(1, [])]
    scores = [known.known(cells) for _, cells in first]
    best = 0 if scores[0] else scores.index(max(scores))
    at = next((place for place, (_, cells) in enumerate(first) if known.complete(cells)), best)
    row, headers = first[at]
    table = Table(headers, {}, chain(first[at + 1 :], rows), known, row, sheet)
    if row > 1:
        table.notes.append(Finding(row, "", "", f"把这一行当作表头，上面{row - 1}行没有读"))
    _find_columns(table)
    return table


def _find_columns(table: Table) -> None:
    for place, header in enumerate(table.headers):
        code = table.known.code(header)
        if code in table.columns:
            first = table.headers[table.columns[code]].strip()
            remedy = f"和“{first}”是同一列，写了两次，请删掉一列"
            table.faults.append(Finding(table.header_row, header.strip(), "", remedy))
        elif code:
            table.columns[code] = place
        elif header.strip():
            table.notes.append(Finding(table.header_row, header.strip(), "", "不认识这一列，没有导入"))
    found = "、".join(header.strip() for header in table.headers if header.strip())
    for code in table.known.required:
        if code not in table.columns:
            name = table.known.words[code][0]
            remedy = f"缺少这一列，表头里要有“{name}”或“{code}”，现在有：{found[:100]}"
            table.faults.append(Finding(table.header_row, name, "", remedy))

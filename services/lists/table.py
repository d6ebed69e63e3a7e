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
from services.lists.workbook import Sheet, Workbook
from services.lists.worksheet import WIDEST, Worksheet
from services.station_words import Words, codes_of, fold

TITLES: Final = 5  # rows that may stand above the header
SHEETS_NAMED: Final = 5


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
    _told_of_beyond: bool = False

    def header(self, code: str) -> str:
        """The file's own name for a column."""
        return self.headers[self.columns[code]].strip() if code in self.columns else self.known.words[code][0]

    def filled_rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows in which anything stands, as `cells` gives them; none where a column is missing that may not be."""
        if all(code in self.columns for code in self.known.required):
            for row, cells in self.rows:
                if any(cell.strip() for cell in cells):
                    yield row, self.cells(row, cells)

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
        if extra and self.sheet:
            self._note_beyond(row, extra[0])
        elif extra:
            remedy = "这一行的格子比表头多，请给带逗号的格子加上引号，或删掉多出的格子"
            self.faults.append(Finding(row, "", extra[0], remedy))

    def _note_beyond(self, row: int, cell: str) -> None:
        # In a workbook no comma shifts a row: it is somebody's remark beside the table.
        if not self._told_of_beyond:
            self.notes.append(Finding(row, "", cell, "写在表头右边、没有列名的格子，都没有导入"))
            self._told_of_beyond = True


def read_table(path: Path, known: Columns) -> Table:
    """Open a CSV or XLSX file; ImportRefused, one sentence, if it is no table. Its rows may still raise it.

    That a column is missing or twice there is among the table's `faults`.
    """
    content = content_of(path)
    if is_zip(content):
        return _of_workbook(Workbook(content, path.name), known)
    table = _headed(csv_rows(content, path.name, known.known), known)
    if not any(header.strip() for header in table.headers):
        row = table.header_row
        example = ",".join(names[0] for names in list(known.words.values())[:4])
        raise ImportRefused(f"{path.name} 的第{row}行是空的，第{row}行应当是表头：{example}…")
    return table


def _of_workbook(workbook: Workbook, known: Columns) -> Table:
    """The first sheet that has all columns, else the one with the most; hidden sheets are not looked at."""
    tables = [_of_sheet(workbook, sheet, known) for sheet in workbook.sheets if not sheet.hidden]
    tables = [table for table in tables if any(header.strip() for header in table.headers)]
    if not tables:
        raise ImportRefused(f"{workbook.name} 里没有填了内容的工作表（隐藏的工作表不读）")
    fitting = [table for table in tables if known.complete(table.headers)]
    chosen = fitting[0] if fitting else max(tables, key=lambda table: len(table.columns))
    if len(workbook.sheets) > 1:
        remedy = _which_was_read(workbook, chosen, fitting)
        chosen.notes.insert(0, Finding(chosen.header_row, "", "", remedy))
    return chosen


def _which_was_read(workbook: Workbook, chosen: Table, fitting: list[Table]) -> str:
    like_it = [table.sheet for table in fitting if table is not chosen]
    hidden = [sheet.name for sheet in workbook.sheets if sheet.hidden]
    others = [sheet.name for sheet in workbook.sheets if sheet.name not in {chosen.sheet, *like_it, *hidden}]
    said = [f"读的是工作表“{chosen.sheet}”"]
    if like_it:
        said.append(f"{_quoted(like_it)}也有同样的表头，没有读，要导入请另存成单独的文件")
    if others:
        said.append(f"{_quoted(others)}没有读")
    if hidden:
        said.append(f"{_quoted(hidden)}是隐藏的，没有读")
    return "；".join(said)


def _quoted(names: list[str]) -> str:
    more = f"等{len(names)}个" if len(names) > SHEETS_NAMED else ""
    return "".join(f"“{name}”" for name in names[:SHEETS_NAMED]) + more


def _of_sheet(workbook: Workbook, sheet: Sheet, known: Columns) -> Table:
    worksheet = Worksheet(workbook, sheet)
    table = _headed(worksheet.rows(), known, sheet.name)
    table.rows = _telling(table, table.rows, worksheet)
    return table


def _telling(table: Table, rows: Iterator[Row], worksheet: Worksheet) -> Iterator[Row]:
    """The table's rows, and at their end what nobody saw in them."""
    yield from rows
    if worksheet.hidden_rows:
        remedy = f"有{worksheet.hidden_rows}行是隐藏或筛选掉的，也读了"
        table.notes.append(Finding(table.header_row, "", "", remedy))
    for code, place in table.columns.items():
        if any(place in hidden for hidden in worksheet.hidden_columns):
            table.notes.append(Finding(table.header_row, table.header(code), "", "这一列是隐藏的，也读了"))
    if worksheet.beyond:
        table.notes.append(Finding(table.header_row, "", "", f"第{WIDEST}列往右的内容没有读"))


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

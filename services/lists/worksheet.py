"""The rows of one sheet as people see them: merged cells filled, numbers as they are shown, in one pass."""

import re
from collections.abc import Iterator
from typing import Final

from services.errors import ImportRefused
from services.lists.csv_rows import Row
from services.lists.number_format import plain
from services.lists.table_cell import Moment, Spoiled
from services.lists.workbook import Sheet, Workbook, told_if_broken, unescaped
from services.lists.workbook_xml import PORTION, Attributes, Damaged, LocalNames, portions_told

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
WIDEST: Final = 256  # columns; no list has more, and a sheet may be formatted to its right end
LONGEST_CELL: Final = 32_767  # characters, in Excel
MOST_CHARACTERS: Final = 1 << 28
MOST_MERGES: Final = 200_000

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_TRUE: Final = ("1", "true")
_LONGEST_MERGE: Final = 200  # bytes of one such element
_ERROR: Final = "表格算不出这一格，请改好公式，或直接填上内容"
_NOT_COMPUTED: Final = "这一格的公式没有算好的结果，请在 Excel 或 WPS 里打开、保存一次，或粘贴成数值"


class _Places(dict[str, int]):
    """From a column's letters to its place, the first is 0."""

    def __missing__(self, letters: str) -> int:
        place = 0
        for letter in letters:
            place = place * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
        if not 1 <= place <= LAST_COLUMN:
            raise Damaged
        self[letters] = place - 1
        return place - 1


class Worksheet:
    """One sheet, to be read once; what was hidden in it is known when its rows are read."""

    def __init__(self, workbook: Workbook, sheet: Sheet) -> None:
        """Nothing is read before `rows` is."""
        self.hidden_rows = 0  # of those that hold anything
        self.hidden_columns: list[range] = []
        self.beyond = False  # something stands farther right than we read
        self.depth = 0
        self._workbook = workbook
        self._sheet = sheet
        self._names = LocalNames()
        self._places = _Places()
        self._ready: list[Row] = []
        self._number = self._column = self._characters = 0
        self._hidden = False
        self._cells: list[str] = []
        self._begin_cell({})

    def rows(self) -> Iterator[Row]:
        """The rows that hold anything; ImportRefused if the sheet is damaged or without measure."""
        with told_if_broken(self._workbook.name):
            merges = _Merges(self._workbook, self._sheet)
            with self._workbook.open(self._sheet.part) as stream:
                for _ in portions_told(stream, self):
                    yield from map(merges.fill, self._ready)
                    self._ready.clear()

    def _begin_cell(self, attributes: Attributes) -> None:
        self._attributes = attributes
        self.pieces: list[str] = []
        self._wanted = self._computed = self._pronounced = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        self.depth += 1
        tag = self._names[name]
        if tag == "c":
            reference = attributes.get("r")
            self._column = self._places[reference.rstrip("0123456789")] if reference else self._column + 1
            self._begin_cell(attributes)
        elif tag == "v" or (tag == "t" and not self._pronounced):
            self._wanted = True
        elif tag == "f":
            self._computed = True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "rPh":
            self._pronounced = True
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            self.hidden_columns.append(range(int(attributes["min"]) - 1, int(attributes["max"])))

    def text(self, text: str) -> None:
        """A text, or a piece of it."""
        if self._wanted:
            self.pieces.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1
        tag = self._names[name]
        self._wanted = False
        if tag == "v":
            return
        if tag == "c":
            if self.pieces or self._computed:
                self._end_cell()
        elif tag == "row":
            if any(self._cells):
                self._ready.append((self._number, self._cells))
                self.hidden_rows += self._hidden
        elif tag == "rPh":
            self._pronounced = False

    def _begin_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self._number + 1))
        if not self._number < number <= LAST_ROW:
            raise Damaged
        self._number, self._column, self._cells = number, -1, []
        self._hidden = attributes.get("hidden") in _TRUE

    def _end_cell(self) -> None:
        value = self._value("".join(self.pieces))
        if not value:
            return
        self._characters += len(value)
        if len(value) > LONGEST_CELL or self._characters > MOST_CHARACTERS:
            where = f"{self._workbook.name} 第{self._number}行"
            raise ImportRefused(f"{where}的字太多，不像名单，请删掉多余的内容，或分开导入")
        if self._column >= WIDEST:
            self.beyond = True
            return
        _put(self._cells, self._column, value)

    def _value(self, stored: str) -> str:
        kind = self._attributes.get("t", "n")
        if kind == "s":
            return self._workbook.texts[int(stored)]
        if kind in ("str", "inlineStr"):
            return unescaped(stored)
        stored = stored.strip()
        if not stored:
            return Spoiled("=…", _NOT_COMPUTED) if self._computed else ""
        if kind == "n":
            shown = self._workbook.shown.get(self._attributes.get("s", "0"))
            return shown(stored) if shown else plain(stored)
        return _other(kind, stored)


def _other(kind: str, stored: str) -> str:
    if kind == "b":
        return "TRUE" if stored in _TRUE else "FALSE"
    if kind == "e":
        return Spoiled(stored, _ERROR)
    if kind == "d":
        return Moment(stored.replace("T", " ")[:16].removesuffix(" 00:00"))
    raise Damaged


def _put(cells: list[str], place: int, value: str) -> None:
    if place >= len(cells):
        cells += [""] * (place + 1 - len(cells))
    cells[place] = value


class _Merges:
    """Cells merged over several rows: the one value holds for each row that has anything of its own."""

    def __init__(self, workbook: Workbook, sheet: Sheet) -> None:
        # They stand behind the rows, so they are looked for first, without parsing the rows for it.
        found: set[tuple[int, int, int]] = set()
        places, before = _Places(), b""
        with workbook.open(sheet.part) as stream:
            while portion := stream.read(PORTION):
                for letters, first, last in _MERGED.findall(before + portion):
                    if int(last) > int(first):
                        found.add((int(first), int(last), places[letters.decode()]))
                if len(found) > MOST_MERGES:
                    raise Damaged
                before = (before + portion)[-_LONGEST_MERGE:]
        self._coming = sorted(found, reverse=True)
        self._active: dict[int, tuple[int, str]] = {}  # from a column to its last row and its value

    def fill(self, row: Row) -> Row:
        """The row with what is merged into it."""
        number, cells = row
        while self._coming and self._coming[-1][0] <= number:
            first, last, column = self._coming.pop()
            if last >= number and column < WIDEST:
                value = cells[column] if first == number and column < len(cells) else ""
                self._active[column] = last, value
        for column, (last, value) in list(self._active.items()):
            if last < number:
                del self._active[column]
            elif value:
                _put(cells, column, value)
        return number, cells

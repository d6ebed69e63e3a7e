"""A station file as rows of raw cells: CSV in UTF-8 or GB18030, split at commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from services.errors import ImportRefused
from services.finding import Finding
from services.station_words import HEADER_CODES, HEADERS, REQUIRED, fold

LARGEST_BYTES: Final = 256 * 1024 * 1024
LONGEST_LINE: Final = 200_000  # characters; a real row has fewer than 2,000
TITLES: Final = 5  # rows that may stand above the header
LONGEST_HEADER: Final = 100_000  # characters; what is looked at for delimiters, below the limit of one cell
SAVE_AS_CSV: Final = "请在表格里另存为“CSV UTF-8（逗号分隔）”再导入"

RawRow = tuple[int, list[str]]  # the row as a spreadsheet counts it, its cells


@dataclass(slots=True)
class RawTable:
    """A file that has been opened: which column is where, and its rows, to be read once.

    `columns` leads from a column's code to its place, `headers` holds the file's own names.
    """

    headers: list[str]
    columns: dict[str, int]
    rows: Iterator[RawRow]
    header_row: int = 1
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def header(self, code: str) -> str:
        """The file's own name for a column."""
        return self.headers[self.columns[code]].strip() if code in self.columns else HEADERS[code][0]


def read_station_file(path: Path) -> RawTable:
    """Open a file; ImportRefused, one sentence, if it is no table. Its rows may still raise it as they are read."""
    text = _decoded(_content(path), path.name)
    delimiter = _delimiter(text)
    records = _records(text, delimiter, path.name)
    titles = _titles(text, delimiter)
    for _ in range(titles):
        next(records)
    _, headers = next(records, (1, []))
    if not any(header.strip() for header in headers):
        raise ImportRefused(f"{path.name} 的第1行是空的，第1行应当是表头：编号,名称,纬度,经度…")
    table = RawTable(headers, {}, records, header_row=titles + 1)
    if titles:
        table.notes.append(Finding(titles + 1, "", "", f"把这一行当作表头，上面{titles}行没有读"))
    return _with_columns(table)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ImportRefused(f"{path.name} 是文件夹，请给出一个 CSV 文件")
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)  # a device has no size, and no end
    except FileNotFoundError:
        raise ImportRefused(f"没有 {path} 这个文件，请核对路径") from None
    except (OSError, ValueError) as error:
        raise ImportRefused(f"打不开 {path.name}：{getattr(error, 'strerror', None) or '路径不对'}") from None
    if len(content) > LARGEST_BYTES:
        raise ImportRefused(f"{path.name} 超过 {LARGEST_BYTES // 1024**2} MB，不像驿站名单，请分开导入")
    return content


def _decoded(content: bytes, name: str) -> str:
    """The text of a CSV file; a spreadsheet's own formats are told apart by their first bytes."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ImportRefused(f"{name} 是 Excel 工作簿，{SAVE_AS_CSV}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused(f"{name} 的编码是 UTF-16，{SAVE_AS_CSV}")
    if b"\0" in content:
        raise ImportRefused(f"{name} 里有 NUL 字节，不是文本，{SAVE_AS_CSV}")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise ImportRefused(f"{name} 是空的")
        return text
    raise ImportRefused(f"{name} 既不是 UTF-8 也不是 GB18030，{SAVE_AS_CSV}")


def _delimiter(text: str) -> str:
    """Of comma, semicolon and tab the one that finds the most columns in the header."""
    beginning = text[:LONGEST_HEADER]
    return max(",;\t", key=lambda sign: (max(_known_headers(text, sign)), beginning.partition("\n")[0].count(sign)))


def _titles(text: str, delimiter: str) -> int:
    """How many rows stand above the header: a sheet's title, a date; 0 if the first row is as good a header as any."""
    known = _known_headers(text, delimiter)
    return 0 if known[0] else known.index(max(known))


def _known_headers(text: str, delimiter: str) -> list[int]:
    """How many of our columns each of the first rows names."""
    rows = csv.reader(io.StringIO(text[:LONGEST_HEADER], newline=""), delimiter=delimiter)
    return [sum(_code(cell) is not None for cell in cells) for cells in islice(rows, TITLES + 1)]


def _records(text: str, delimiter: str, name: str) -> Iterator[RawRow]:
    """Every row, the blank ones too; a quoted cell may hold line ends and still is one row."""
    reader = csv.reader(_lines(text, name), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ImportRefused(
                f"{name} 从第{number}行起读不下去：引号没有成对，或一格太长；{SAVE_AS_CSV}，不要手改引号"
            ) from None
        yield number, cells


def _lines(text: str, name: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise ImportRefused(f"{name} 有一行长达 {len(line)} 个字，不像驿站名单，{SAVE_AS_CSV}")
        yield line


def _code(header: str) -> str | None:
    return HEADER_CODES.get(fold(header).strip("*'"))


def _with_columns(table: RawTable) -> RawTable:
    for place, header in enumerate(table.headers):
        code = _code(header)
        if code in table.columns:
            first = table.headers[table.columns[code]].strip()
            table.faults.append(
                Finding(table.header_row, header.strip(), "", f"和“{first}”是同一列，写了两次，请删掉一列")
            )
        elif code:
            table.columns[code] = place
        elif header.strip():
            table.notes.append(Finding(table.header_row, header.strip(), "", "不认识这一列，没有导入"))
    found = "、".join(header.strip() for header in table.headers if header.strip())
    for code in REQUIRED:
        if code not in table.columns:
            remedy = f"缺少这一列，表头里要有“{HEADERS[code][0]}”或“{code}”，现在有：{found[:100]}"
            table.faults.append(Finding(table.header_row, HEADERS[code][0], "", remedy))
    return table

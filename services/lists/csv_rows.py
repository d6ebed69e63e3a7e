"""The rows of a CSV file in UTF-8, UTF-16 or GB18030, split at commas, semicolons or tabs."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from services.errors import ImportRefused

LONGEST_LINE: Final = 200_000  # characters; a real row has fewer than 2,000
LONGEST_HEADER: Final = 100_000  # characters; what is looked at for delimiters, below the limit of one cell
ROWS_LOOKED_AT: Final = 6
SAVE_AS_CSV: Final = "请在表格里另存为“CSV UTF-8（逗号分隔）”再导入"

Row = tuple[int, list[str]]  # the row as a spreadsheet counts it, its cells


def csv_rows(content: bytes, name: str, known: Callable[[Sequence[str]], int]) -> Iterator[Row]:
    """Every row, the blank ones too; a quoted cell may hold line ends and still is one row.

    `known` counts the headers that a row names. ImportRefused, at once or on the way, if it is no CSV.
    """
    text = _decoded(content, name)
    return _rows(text, _delimiter(text, known), name)


def _decoded(content: bytes, name: str) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # Excel's "Unicode text"
    if b"\0" in content and not wide:
        raise ImportRefused(f"{name} 里有 NUL 字节，不是文本，{SAVE_AS_CSV}")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise ImportRefused(f"{name} 是空的")
        if "\0" in text:
            raise ImportRefused(f"{name} 里有 NUL 字符，不是文本，{SAVE_AS_CSV}")
        return text
    raise ImportRefused(f"{name} 既不是 UTF-8、UTF-16，也不是 GB18030，{SAVE_AS_CSV}")


def _delimiter(text: str, known: Callable[[Sequence[str]], int]) -> str:
    """Of comma, semicolon and tab the one that finds the most columns in the header."""
    beginning = text[:LONGEST_HEADER]

    def fits(sign: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(beginning, newline=""), delimiter=sign)
        return max(map(known, islice(rows, ROWS_LOOKED_AT))), beginning.partition("\n")[0].count(sign)

    return max(",;\t", key=fits)


def _rows(text: str, delimiter: str, name: str) -> Iterator[Row]:
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
            raise ImportRefused(f"{name} 有一行长达 {len(line)} 个字，不像名单，{SAVE_AS_CSV}")
        yield line

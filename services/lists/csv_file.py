"""CSV that a spreadsheet opens safely: as a file, written whole or not at all, or in memory."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from services.errors import InputFault
from services.lists.spreadsheet_cell import protect

ENCODING = "utf-8-sig"  # with a byte order mark, or Excel shows the Chinese as gibberish


def cell(value: Any) -> str:
    """What a value says, and no formula."""
    # No database that we write to keeps NUL, and a CSV file with one is no text.
    return protect(str(value).replace("\0", ""))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write the file whole or not at all; InputFault if the place cannot be written."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding=ENCODING, newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise InputFault(f"写不了 {path}：{error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The same as such a file holds."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(ENCODING)

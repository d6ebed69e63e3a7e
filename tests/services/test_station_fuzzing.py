"""Files that nobody made on purpose: each is read or refused in bounded time and memory, and nothing else happens."""

import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from services.errors import ImportRefused
from services.lists.station_file import read_station_file
from services.lists.station_rows import read_stations
from services.places.datum import Datum
from services.station_words import HEADERS
from tests.services.carried import workbook_of

ROW = ["D1", "红旗路驿站", 30.274085, 120.155071]
SECONDS = 20  # for any file; the machine may be busy


def told(content: bytes) -> list[str]:
    """All that an operator reads about a file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "list"
        file.write_bytes(content)
        started = time.perf_counter()
        try:
            return [str(note) for note in read_stations(read_station_file(file), Datum.GCJ02).notes]
        except ImportRefused as refused:
            return [str(refused), *map(str, refused.faults), *map(str, refused.notes)]
        finally:
            assert time.perf_counter() - started < SECONDS


LIST = workbook_of([["东岸区"], ["编号", "名称", "纬度", "经度", "备注"], [*ROW, "一楼"]], ("A1:E1", "E3:E9"))
PARTS = {name: zipfile.ZipFile(BytesIO(LIST)).read(name) for name in zipfile.ZipFile(BytesIO(LIST)).namelist()}

CUTS = st.tuples(st.integers(0, 4_000), st.integers(0, 40), st.binary(max_size=12) | st.sampled_from(
    [b"<", b">", b'"', b"&amp;", b"&#0;", b"999999999", b"-1", b"e308", b"<c/>", b"<row/>", b'<c t="s"><v>0</v></c>']
))  # fmt: skip


def changed(content: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """The content with pieces of it cut out and others put in."""
    for at, length, instead in cuts:
        at %= len(content) + 1
        content = content[:at] + instead + content[at + length :]
    return content


@given(st.lists(CUTS, min_size=1, max_size=4))
def test_a_workbook_damaged_anywhere_is_read_or_refused(cuts: list[tuple[int, int, bytes]]) -> None:
    assert all(line and "\n" not in line for line in told(changed(LIST, cuts)))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PARTS)), st.lists(CUTS, max_size=4), st.booleans())
def test_a_workbook_whose_parts_are_wrong_is_read_or_refused(
    part: str, cuts: list[tuple[int, int, bytes]], there: bool
) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, old in PARTS.items():
            if name != part:
                package.writestr(name, old)
            elif there:
                package.writestr(name, changed(old, cuts))
    assert all(line and "\n" not in line for line in told(content.getvalue()))


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-16", "gb18030"]), st.lists(CUTS, max_size=3))
def test_any_bytes_after_a_header_are_read_or_refused(body: bytes, encoding: str, cuts: list[Any]) -> None:
    content = "编号,名称,纬度,经度\nD1,红旗路驿站,30.274085,120.155071\n".encode(encoding) + body
    assert all(line and "\n" not in line for line in told(changed(content, cuts)))


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).filter(
    lambda text: not ILLEGAL_CHARACTERS_RE.search(text) and not text.startswith("=")
)
CELLS: st.SearchStrategy[Any] = (
    TEXTS
    | st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.datetimes()
    | st.times()
    | st.timedeltas()
    | st.sampled_from(["#REF!", "=A1", "8-18", "13800000000", "饮水、充电", "周一至周五 8:00-18:00", "\u200b"])
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=len(HEADERS) + 1), max_size=5), st.booleans())
def test_a_workbook_of_any_cells_is_read_or_refused(rows: list[list[Any]], headed: bool) -> None:
    assert all(line and "\n" not in line for line in told(workbook_of([list(HEADERS), *rows] if headed else rows)))


def bomb(part: str, inside: bytes, times: int) -> bytes:
    """A small workbook that unpacks to gigabytes, or would."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, old in PARTS.items():
            if name != part:
                package.writestr(name, old)
        with package.open(part, "w", force_zip64=True) as stream:
            beginning, end = PARTS[part].split(b"<sheetData>")[0] + b"<sheetData>", b"</sheetData></worksheet>"
            stream.write(beginning)
            for _ in range(times):
                stream.write(inside)
            stream.write(end)
    return content.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMBS = {
    "unpacked": (bytes(1 << 20), 700),
    "endless cell": (b'<row><c t="str"><v>' + b"x" * (1 << 20), 400),
    "empty rows": (b'<row r="1"/>' * 1, 3_000_000),
    "deep": (b"<a>" * 100_000, 200),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_in_bounded_time_and_memory(kind: str, tmp_path: Path) -> None:
    inside, times = BOMBS[kind]
    file = tmp_path / "bomb.xlsx"
    file.write_bytes(bomb(SHEET, inside, times))
    script = (
        "import re, sys; from pathlib import Path; from services.errors import ImportRefused\n"
        "from services.lists.station_file import read_station_file\n"
        "try: list(read_station_file(Path(sys.argv[1])).rows)\n"
        "except ImportRefused as refused: print(refused)\n"
        r"print(int(re.search(r'VmHWM:\s+(\d+)', Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)
    *sentence, megabytes = done.stdout.splitlines()
    assert len(sentence) == 1
    assert int(megabytes) < 300
    assert time.perf_counter() - started < 3 * SECONDS

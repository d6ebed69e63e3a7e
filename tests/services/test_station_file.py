"""Station files as they come out of spreadsheets, and what is said of those that cannot be read."""

from pathlib import Path

import pytest

from services.errors import ImportRefused
from services.lists.station_file import read_station_file
from services.lists.table import Table

HEADER = "编号,名称,纬度,经度"
ROW = "D0127,红旗路驿站,30.274085,120.155070"


def opened(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Table:
    file = folder / "名单.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_station_file(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_that_a_spreadsheet_saves_is_read(tmp_path: Path, encoding: str) -> None:
    table = opened(tmp_path, f"{HEADER}\r\n{ROW}\r\n", encoding)
    assert list(table.rows) == [(2, ["D0127", "红旗路驿站", "30.274085", "120.155070"])]


def test_a_rare_character_survives_gb18030(tmp_path: Path) -> None:
    table = opened(tmp_path, f"{HEADER}\nD1,𠮷祥㙍驿站,30.1,120.1", "gb18030")
    assert next(table.rows)[1][1] == "𠮷祥㙍驿站"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_excels_unicode_text_is_read_whatever_its_line_ends(tmp_path: Path, end: str) -> None:
    table = opened(tmp_path, end.join((HEADER, ROW, ROW)).replace(",", "\t"), "utf-16")
    assert [number for number, _ in table.rows] == [2, 3]


def test_a_header_with_characters_that_nobody_sees_is_known(tmp_path: Path) -> None:
    assert list(opened(tmp_path, "\u200b编号,名\ufeff称,纬\u00ad度,经度\u00a0\n").columns) == [
        "code",
        "name",
        "lat",
        "lng",
    ]


def test_a_complete_header_wins_over_a_row_above_it_that_is_like_one(tmp_path: Path) -> None:
    table = opened(tmp_path, f"编号,名称,坐标,\n{HEADER}\n{ROW}")
    assert (table.header_row, [number for number, _ in table.rows]) == (2, [3])


@pytest.mark.parametrize(
    ("beginning", "words"),
    [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "图片"), (b"Rar!\x1a", "解压"), (b"\xef\xbb\xbf <HTML><table>", "网页")],
    ids=["pdf", "picture", "archive", "web page"],
)
def test_what_only_looks_like_a_table_is_refused_by_its_content(tmp_path: Path, beginning: bytes, words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        opened(tmp_path, beginning + b" rest")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    table = opened(tmp_path, f"{HEADER},地址\n{ROW},人民路".replace(",", delimiter))
    assert table.columns == {"code": 0, "name": 1, "lat": 2, "lng": 3, "address": 4}
    assert len(next(table.rows)[1]) == 5


def test_rows_are_counted_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    table = opened(tmp_path, f'{HEADER}\n\n"D1","两行\n名称",30.1,120.1\n,,,\n{ROW}\n')
    assert [number for number, cells in table.rows if any(cells)] == [3, 5]


def test_headers_may_be_english_spaced_wide_or_starred(tmp_path: Path) -> None:
    table = opened(tmp_path, "Code*, 名 称 ,ＬＡＴ,经度\n")
    assert table.columns == {"code": 0, "name": 1, "lat": 2, "lng": 3}
    assert table.header("lat") == "ＬＡＴ"


def test_a_missing_header_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    table = opened(tmp_path, "编号,驿站名,纬度,经度\n")
    assert [str(fault) for fault in table.faults] == [
        "第1行 名称：缺少这一列，表头里要有“名称”或“name”，现在有：编号、驿站名、纬度、经度"
    ]
    assert [str(note) for note in table.notes] == ["第1行 驿站名：不认识这一列，没有导入"]


def test_a_header_with_a_line_break_is_told_on_one_line(tmp_path: Path) -> None:
    table = opened(tmp_path, '编号,"站点\n全称",纬度,经度\n')
    assert [str(note) for note in table.notes] == ["第1行 站点 全称：不认识这一列，没有导入"]
    assert [str(fault) for fault in table.faults] == [
        "第1行 名称：缺少这一列，表头里要有“名称”或“name”，现在有：编号、站点 全称、纬度、经度"
    ]


def test_the_same_column_twice_is_a_fault(tmp_path: Path) -> None:
    table = opened(tmp_path, "编号,名称,纬度,经度,code\n")
    assert [str(fault) for fault in table.faults] == ["第1行 code：和“编号”是同一列，写了两次，请删掉一列"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b"\n \r\n", "是空的"),
        (b",,,\nD1,A,30,120", "第1行是空的"),
        (b"PK\x03\x04rest of a workbook", "Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为“Excel 工作簿（.xlsx）”"),
        (HEADER.encode("utf-16")[:-1], "UTF-16"),
        (HEADER.encode("utf-16") + b"\0\0", "NUL"),
        (HEADER.encode() + b"\nD1,\x00,30,120", "NUL"),
        (HEADER.encode() + b"\n\xff\xfe\xfd", "GB18030"),
    ],
    ids=["empty", "blank", "blank first row", "xlsx", "xls", "cut utf-16", "nul in utf-16", "nul", "undecodable"],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(ImportRefused, match=words) as refused:
        opened(tmp_path, content)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('D1,"红旗路,30.1,120.1\nD2,南门,30.1,120.1\n', "第2行"),
        ('D1,"红旗路"驿站,30.1,120.1\n', "第2行"),
        ("D1," + "长" * 150_000 + ",30.1,120.1\n", "第2行"),
        ("D1," + "," * 300_000, "有一行长达"),
    ],
    ids=["open quote", "stray quote", "endless cell", "endless line"],
)
def test_a_row_that_cannot_be_split_is_refused_in_one_sentence(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        list(opened(tmp_path, f"{HEADER}\n{body}").rows)


def test_a_line_of_a_hundred_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="有一行长达"):
        opened(tmp_path, b"x" * 100_000_000)


def test_a_file_that_is_not_there_or_a_folder_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"没有 .*nowhere\.csv 这个文件"):
        read_station_file(tmp_path / "nowhere.csv")
    with pytest.raises(ImportRefused, match=f"{tmp_path} 是文件夹"):
        read_station_file(tmp_path)


def test_a_file_without_an_end_is_refused_and_does_not_fill_the_memory() -> None:
    with pytest.raises(ImportRefused, match="不像名单"):
        read_station_file(Path("/dev/zero"))


@pytest.mark.parametrize(
    "above", ["东岸区驿站名单,,,", "sep=,", "", "名单,,,\n7月,,,"], ids=["title", "sep", "blank", "two"]
)
def test_a_title_above_the_header_is_passed_over_and_said(tmp_path: Path, above: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"{above}\n编号,名称,纬度,经度\nD1,红旗路驿站,30.27,120.15\n", encoding="utf-8")
    table = read_station_file(file)
    titles = above.count("\n") + 1
    assert list(table.columns) == ["code", "name", "lat", "lng"]
    assert [number for number, _ in table.rows] == [titles + 2]
    assert str(table.notes[0]) == f"第{titles + 1}行：把这一行当作表头，上面{titles}行没有读"

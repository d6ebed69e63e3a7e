"""A union's list as an Excel workbook: as officers really have it, and what is said of what cannot be read."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from services.errors import ImportRefused
from services.lists.station_file import read_station_file
from services.lists.station_rows import StationList, read_stations
from services.lists.table import Table
from services.places.datum import Datum

HEADER = ["编号", "名称", "纬度", "经度"]
ROW = ["D1", "红旗路驿站", 30.274085, 120.155071]


def saved(file: Path, *rows: list[Any], then: Callable[[Worksheet], object] | None = None) -> Path:
    """A workbook of one sheet, changed by `then` before it is saved."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(row)
    if then:
        then(sheet)
    workbook.save(file)
    return file


def as_excel_writes(file: Path) -> Path:
    """The same with its texts shared by the sheets, which openpyxl leaves in their cells."""
    texts: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return found[1] + b't="s"><v>%d</v></c>' % (len(texts) - 1)

    def change(name: str, content: bytes) -> bytes:
        if name.startswith("xl/worksheets/sheet"):
            return re.sub(rb'(<c [^>]*)t="inlineStr"[^>]*><is>(.*?)</is></c>', share, content, flags=re.DOTALL)
        return content

    rewritten(file, change)
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="rId99" Type="' + kind + b'" Target="sharedStrings.xml"/></Relationships>'
    rewritten(file, replacing("workbook.xml.rels", b"</Relationships>", link))
    pronounced = b'<rPh sb="0" eb="1"><t>hong qi</t></rPh>'
    items = b"".join(b"<si>" + text + pronounced + b"</si>" for text in texts)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/sharedStrings.xml", b"<sst>" + items + b"</sst>")
    return file


def opened(folder: Path, *rows: list[Any], then: Callable[[Worksheet], object] | None = None) -> Table:
    # The name says nothing: what is in the file does.
    return read_station_file(saved(folder / "名单.csv", *rows, then=then))


def read(folder: Path, *rows: list[Any], then: Callable[[Worksheet], object] | None = None) -> StationList:
    return read_stations(opened(folder, *rows, then=then), Datum.WGS84)


def faults(folder: Path, *rows: list[Any], then: Callable[[Worksheet], object] | None = None) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        read(folder, *rows, then=then)
    return [str(fault) for fault in refused.value.faults]


def with_cell(folder: Path, header: str, value: Any, number_format: str = "") -> Path:
    """A list with one more column and one cell in it."""

    def add(sheet: Worksheet) -> None:
        sheet["E1"] = header
        sheet["E2"] = value
        if number_format:
            sheet["E2"].number_format = number_format

    return saved(folder / "list.xlsx", HEADER, ROW, then=add)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1001, "", "1001"),
        (1001.0, "", "1001"),
        (13800000000, "", "13800000000"),
        (1.38e10, "0.00E+00", "13800000000"),
        (330302, "0", "330302"),
        (127, "00000", "00127"),
        (127, '"D"0000', "D0127"),
        (0.1 + 0.2, "", "0.3"),
        (1e-7, "", "0.0000001"),
        (-3.5, "#,##0.00_ ;[Red]-#,##0.00", "-3.5"),
        ("０５７７－１", "", "０５７７－１"),
        ("一楼\n左手", "", "一楼\n左手"),
        ("a_x000D_b", "", "a\rb"),
        (True, "", "TRUE"),
        (date(2026, 8, 18), "", "2026-08-18"),
        (datetime(2026, 8, 18, 8, 30), "", "2026-08-18 08:30"),
        (time(8, 30), "", "08:30"),
        (timedelta(hours=26), "[h]:mm", "26:00"),
        (CellRichText("靠", TextBlock(InlineFont(b=True), "左"), "门"), "", "靠左门"),
    ],
)
def test_a_cell_reads_as_the_sheet_shows_it(tmp_path: Path, value: Any, number_format: str, text: str) -> None:
    table = read_station_file(with_cell(tmp_path, "备注", value, number_format))
    row, cells = next(table.rows)
    assert table.cells(row, cells)["note"] == text
    assert table.faults == []


@pytest.mark.parametrize(
    ("header", "value", "number_format", "fault"),
    [
        ("电话", "#REF!", "", "第2行 电话 “#REF!”：表格算不出这一格，请改好公式，或直接填上内容"),
        (
            "地址",
            "=A1&A2",
            "",
            "第2行 地址 “=…”：这一格的公式没有算好的结果，请在 Excel 或 WPS 里打开、保存一次，或粘贴成数值",
        ),
        (
            "地址",
            date(2026, 8, 18),
            'm"月"d"日"',
            "第2行 地址 “8月18日”：表格把填的内容变成了日期，原来可能是 8-18，请先把这一列设成文本，再重新填",
        ),
        (
            "开放时间",
            date(2026, 8, 18),
            "d-mmm",
            "第2行 开放时间 “8月18日”：表格把填的内容变成了日期，原来可能是 8-18，请先把这一列设成文本，再重新填",
        ),
        (
            "开放时间",
            time(8, 30),
            "",
            "第2行 开放时间 “08:30”：表格把这一格存成了日期或时间，请先把这一列设成文本，再重新填，如 08:30-17:30",
        ),
        (
            "电话",
            date(2026, 8, 18),
            "",
            "第2行 电话 “2026-08-18”：表格把这一格存成了日期或时间，请先把这一列设成文本，再重新填",
        ),
        (
            "电话",
            1234567890123456,
            "",
            "第2行 电话 “1234567890123456”：表格只记得住号码的前15位，请先把这一列设成文本，再重新填",
        ),
    ],
    ids=["error", "formula", "date for a number", "date for hours", "time for hours", "date for a phone", "16 digits"],
)
def test_what_the_spreadsheet_made_of_a_cell_is_told(
    tmp_path: Path, header: str, value: Any, number_format: str, fault: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_stations(read_station_file(with_cell(tmp_path, header, value, number_format)), Datum.WGS84)
    assert [str(each) for each in refused.value.faults] == [fault]


def test_a_spoiled_cell_in_a_column_that_we_do_not_know_hurts_nobody(tmp_path: Path) -> None:
    assert len(read_stations(read_station_file(with_cell(tmp_path, "建站日期", "#REF!")), Datum.WGS84).stations) == 1


def test_a_district_merged_over_its_rows_holds_for_each_of_them(tmp_path: Path) -> None:
    rows = [[*ROW, "990102"], ["D2", *ROW[1:]], ["D3", *ROW[1:]], ["D4", *ROW[1:], "990105"]]
    listing = read(tmp_path, [*HEADER, "行政区划代码"], *rows, then=lambda sheet: sheet.merge_cells("E2:E4"))
    assert [each["adcode"] for each in listing.stations] == ["990102", "990102", "990102", "990105"]


def test_thousands_of_merges_are_all_known(tmp_path: Path) -> None:
    """They fill several of the portions in which a sheet is read."""

    def merge(sheet: Worksheet) -> None:
        for row in range(2, 8_000, 2):
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=5, end_column=5)

    rows: list[list[Any]] = [[f"D{n}", *ROW[1:], f"{n:06}" if n % 2 == 0 else None] for n in range(2, 8_002)]
    listing = read(tmp_path, [*HEADER, "行政区划代码"], *rows, then=merge)
    assert [each["adcode"] for each in listing.stations] == [f"{n // 2 * 2:06}" for n in range(2, 8_000)] + [
        "008000",
        "",
    ]


def test_a_merge_over_empty_rows_makes_no_stations(tmp_path: Path) -> None:
    listing = read(tmp_path, [*HEADER, "行政区划代码"], [*ROW, "990102"], then=lambda s: s.merge_cells("E2:E900"))
    assert len(listing.stations) == 1


def test_a_merged_title_and_a_header_of_two_rows_are_understood(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        for cells in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
            sheet.merge_cells(cells)

    rows: list[list[Any]] = [["东岸区驿站名单"], ["编号", "名称", "坐标"], [None, None, "纬度", "经度"], ROW]
    table = opened(tmp_path, *rows, then=merge)
    assert [str(note) for note in table.notes] == ["第3行：把这一行当作表头，上面2行没有读"]
    assert [number for number, _ in table.rows] == [4]


def test_rows_have_the_numbers_that_the_sheet_shows(tmp_path: Path) -> None:
    def leave_gaps(sheet: Worksheet) -> None:
        sheet["A900"], sheet["B900"], sheet["C900"], sheet["D900"] = "D2", "南门驿站", "北", 120.1
        for row in range(901, 3000):
            sheet.cell(row, 1).number_format = "0.00"

    assert faults(tmp_path, HEADER, ROW, then=leave_gaps) == [
        "第900行 纬度 “北”：不是小数的度数，请只写数字，如 30.274085"
    ]


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    listing = read(tmp_path, HEADER, ROW, ["D2", *ROW[1:]], then=hide)
    assert len(listing.stations) == 2
    assert [str(note) for note in listing.notes] == [
        "第1行：有1行是隐藏或筛选掉的，也读了",
        "第1行 名称：这一列是隐藏的，也读了",
    ]


def test_a_remark_beside_the_table_is_noted_once(tmp_path: Path) -> None:
    listing = read(tmp_path, HEADER, [*ROW, None, "已核对"], ["D2", *ROW[1:], "未核对"])
    assert [str(note) for note in listing.notes] == ["第2行 “已核对”：写在表头右边、没有列名的格子，都没有导入"]


def test_what_stands_far_to_the_right_is_not_read_and_said(tmp_path: Path) -> None:
    listing = read(tmp_path, HEADER, ROW, then=lambda sheet: sheet.cell(2, 16_384, "x"))
    assert [str(note) for note in listing.notes] == ["第1行：第256列往右的内容没有读"]


def of_sheets(file: Path, **sheets: list[list[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = "hidden" if name.startswith("旧") else "visible"
        for row in rows:
            sheet.append(row)
    workbook.save(file)
    return file


def test_of_several_sheets_the_first_with_all_columns_is_read_and_the_others_named(tmp_path: Path) -> None:
    file = of_sheets(
        tmp_path / "list.xlsx",
        说明=[["编号", "怎样填"]],
        旧名单=[HEADER, ["D8", *ROW[1:]]],
        驿站=[HEADER, ROW],
        二期=[HEADER, ["D9", *ROW[1:]]],
    )
    table = read_station_file(file)
    assert table.sheet == "驿站"
    assert [str(note) for note in table.notes] == [
        "第1行：读的是工作表“驿站”；“二期”也有同样的表头，没有读，要导入请另存成单独的文件；“说明”没有读；“旧名单”是隐藏的，没有读"
    ]
    assert [cells[0] for _, cells in table.rows] == ["D1"]


def test_where_no_sheet_fits_the_one_most_like_it_says_what_is_missing(tmp_path: Path) -> None:
    table = read_station_file(of_sheets(tmp_path / "list.xlsx", 说明=[["怎样填"]], 驿站=[HEADER[:3], ROW]))
    assert (table.sheet, [fault.column for fault in table.faults]) == ("驿站", ["经度"])


@pytest.mark.parametrize("sheets", [{"驿站": []}, {"旧": [HEADER, ROW], "空": []}], ids=["empty", "only hidden"])
def test_a_workbook_without_a_filled_sheet_is_refused(tmp_path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    with pytest.raises(ImportRefused, match="没有填了内容的工作表"):
        read_station_file(of_sheets(tmp_path / "list.xlsx", **sheets))


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """The same package with its parts changed, or without those that become None."""
    parts = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(parts, "w", packing) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    file.write_bytes(parts.getvalue())
    return file


def replacing(part: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, content: content.replace(old, new) if name.endswith(part) else content


def test_other_programs_spell_the_same_package_otherwise(tmp_path: Path) -> None:
    """Prefixes, absolute targets, the strict namespace, a cell without a reference, the years since 1904."""
    file = saved(tmp_path / "list.xlsx", [*HEADER, "备注"], [*ROW, date(2026, 8, 18)])

    def change(name: str, content: bytes) -> bytes:
        if name.endswith("sheet1.xml"):
            content = content.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?")
            content = content.replace(b"xmlns=", b"xmlns:x=").replace(b' r="E2"', b"")
        if name == "xl/workbook.xml":
            content = content.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
        return content.replace(b"schemas.openxmlformats.org/spreadsheetml", b"purl.oclc.org/ooxml/spreadsheetml")

    table = read_station_file(rewritten(file, change))
    assert next(table.rows)[1] == ["D1", "红旗路驿站", "30.274085", "120.155071", "2030-08-19"]


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (replacing("[Content_Types].xml", b"spreadsheetml.sheet.main", b"macroEnabled.main"), "带有宏"),
        (replacing("[Content_Types].xml", b"spreadsheetml.sheet.main", b"sheet.binary.macroEnabled.main"), "另存为"),
        (replacing("[Content_Types].xml", b"spreadsheetml", b"wordprocessingml"), "Word"),
        (lambda name, content: None if name.endswith("Types].xml") else content, "请先解压"),
        (lambda name, content: None if name.endswith("sheet1.xml") else content, "损坏"),
        (lambda name, content: None if name.endswith("sharedStrings.xml") else content, "损坏"),
        (lambda name, content: content[:-9] if name.endswith("sheet1.xml") else content, "损坏"),
        (replacing("sheet1.xml", b"<worksheet", LAUGHS + b"<worksheet"), "损坏"),
        (replacing("sharedStrings.xml", b"<sst", LAUGHS + b"<sst"), "损坏"),
        (replacing("sheet1.xml", b'row r="2"', b'row r="99999999999"'), "损坏"),
        (replacing("sheet1.xml", b'row r="2"', b'row r="1"'), "损坏"),
        (replacing("sheet1.xml", b'r="A2"', b'r="ZZZZ2"'), "损坏"),
        (replacing("sheet1.xml", b"<v>5</v>", b"<v>999999</v>"), "损坏"),
        (replacing("sheet1.xml", b"<v>30.274085</v>", b"<v>nan</v>"), "损坏"),
    ],
    ids=[
        "macros", "binary", "word", "a mere zip", "no sheet", "no texts", "cut xml", "laughs in a sheet",
        "laughs in the texts", "row without end", "row again", "column without end", "no such text", "no number",
    ],
)  # fmt: skip
def test_a_package_that_is_no_workbook_of_ours_is_refused_in_one_sentence(
    tmp_path: Path, change: Callable[[str, bytes], bytes | None], words: str
) -> None:
    file = rewritten(as_excel_writes(saved(tmp_path / "list.xlsx", HEADER, ROW)), change)
    with pytest.raises(ImportRefused, match=words) as refused:
        list(read_station_file(file).rows)
    assert "\n" not in str(refused.value)


def test_texts_that_the_sheets_share_are_read_without_their_pronunciation(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADER, ROW, ["D2", CellRichText("南", TextBlock(InlineFont(b=True), "门")), *ROW[2:]]]
    table = read_station_file(as_excel_writes(saved(tmp_path / "list.xlsx", *rows)))
    assert [cells[:2] for _, cells in table.rows] == [["D1", "红旗路驿站"], ["D2", "南门"]]


def test_a_document_of_libreoffice_says_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "list.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(ImportRefused, match=r"\.ods 格式，请在 Excel 或 WPS 里另存为"):
        read_station_file(tmp_path / "list.ods")


def test_a_workbook_under_a_password_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(ImportRefused, match="设了打开密码，读不了；请去掉密码"):
        read_station_file(file)

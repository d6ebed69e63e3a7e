"""A union's rows become stations, or it is told exactly why not."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import ImportRefused
from services.lists.station_file import read_station_file
from services.lists.station_rows import StationList, read_stations
from services.places.datum import Datum, wgs84_to_bd09, wgs84_to_gcj02

HEADER = "编号,名称,纬度,经度,类型,行政区划代码,开放时间,服务设施,进入方式,星级"
DEFAULTS = {
    "编号": "D1",
    "名称": "红旗路驿站",
    "纬度": "30.274085",
    "经度": "120.155070",
    "类型": "",
    "行政区划代码": "330302",
    "开放时间": "",
    "服务设施": "",
    "进入方式": "",
    "星级": "",
}


def row(**cells: str) -> str:
    return ",".join(f'"{value}"' for value in (DEFAULTS | cells).values())


def read(folder: Path, *rows: str, datum: Datum = Datum.WGS84, header: str = HEADER) -> StationList:
    file = folder / "stations.csv"
    file.write_text("\n".join((header, *rows)), encoding="utf-8")
    return read_stations(read_station_file(file), datum)


def faults(folder: Path, *rows: str) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        read(folder, *rows)
    return [str(fault) for fault in refused.value.faults]


def notes(folder: Path, *rows: str) -> list[str]:
    return [str(note) for note in read(folder, *rows).notes]


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("编号", "0012", "code", "0012"),
        ("编号", "12.0", "code", "12.0"),
        ("编号", " Ｄ０１２７ ", "code", "D0127"),
        ("编号", "D\u200b01\ufeff2\u00ad7\u00a0", "code", "D0127"),
        ("编号", "D\u00a0\n01", "code", "D 01"),
        ("行政区划代码", "330302\u200b", "adcode", "330302"),
        ("纬度", "30.274085°", "latitude", 30.274085),
        ("纬度", "\u200b３０．２７４０８５ °Ｎ", "latitude", 30.274085),
        ("经度", "120.155070度E", "longitude", 120.15507),
        ("名称", "  红旗路 ", "name", "红旗路"),
        ("名称", "'=红旗路", "name", "=红旗路"),
        ("纬度", "３０．２７４０８５", "latitude", 30.274085),
        ("类型", "网约（出租）车司机", "kind", "ride_hailing_driver"),
        ("类型", "24 小时自助", "kind", "self_service_24h"),
        ("开放时间", "周一至周五 8:30—12:00，14:00－17:30", "opening_hours", "Mo-Fr 08:30-12:00,14:00-17:30"),
        ("开放时间", "工作日开放", "opening_hours", ""),
        ("服务设施", "饮水机、WIFI；充电/微波炉", "amenities", "water;wifi;phone_charging;microwave"),
        ("服务设施", "饮水 充电 空调", "amenities", "water;phone_charging;air_conditioning"),
        ("服务设施", "饮水，热水", "amenities", "water"),
        ("进入方式", "扫码或按铃", "entry", "qr;ring"),
        ("星级", "三星", "star", 3),
        ("星级", "★★★★", "star", 4),
        ("星级", "5.0", "star", 5),
        ("星级", "", "star", 0),
    ],
)
def test_a_cell_may_be_written_as_people_write_it(
    tmp_path: Path, column: str, cell: str, field: str, value: Any
) -> None:
    assert read(tmp_path, row(**{column: cell})).stations[0][field] == value


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("编号", " ", "第2行 编号：必填，每个驿站一个不重复的编号，如 D0127"),
        ("名称", "", "第2行 名称：必填，写驿站的名称，如 红旗路驿站"),
        ("纬度", "", "第2行 纬度：必填，写小数的度数，如 30.274085"),
        ("纬度", "北纬30.2", "第2行 纬度 “北纬30.2”：不是小数的度数，请只写数字，如 30.274085"),
        ("纬度", "30.274085°E", "第2行 纬度 “30.274085°E”：不是小数的度数，请只写数字，如 30.274085"),
        ("纬度", "30°16′26″", "第2行 纬度 “30°16′26″”：不是小数的度数，请只写数字，如 30.274085"),
        ("纬度", "NaN", "第2行 纬度 “NaN”：不是小数的度数，请只写数字，如 30.274085"),
        ("经度", "inf", "第2行 经度 “inf”：不是小数的度数，请只写数字，如 120.155070"),
        ("经度", "1e999", "第2行 经度 “1e999”：不是小数的度数，请只写数字，如 120.155070"),
        ("经度", "120,15", "第2行 经度 “120,15”：不是小数的度数，请只写数字，如 120.155070"),
        ("纬度", "2.900000", "第2行 纬度 “2.900000”：不在中国范围内，纬度应在 3 到 54 之间"),
        ("经度", "-120.155070", "第2行 经度 “-120.155070”：不在中国范围内，经度应在 73 到 136 之间"),
        ("星级", "二星", "第2行 星级 “二星”：星级只有 0、3、4、5，没有就空着"),
        ("名称", "长" * 201, f"第2行 名称 “{'长' * 59}…”：有201个字，最多200个，多的请放到备注"),
    ],
)
def test_a_fault_names_the_row_the_column_the_value_and_what_would_be_right(
    tmp_path: Path, column: str, cell: str, fault: str
) -> None:
    assert faults(tmp_path, row(**{column: cell})) == [fault]


def test_swapped_coordinates_are_recognized(tmp_path: Path) -> None:
    assert faults(tmp_path, row(纬度="120.155070", 经度="30.274085")) == [
        "第2行 纬度 “120.155070”：经纬度写反了? 纬度应是 30.274085，经度应是 120.15507"
    ]


def test_a_repeated_code_names_the_first_row_that_has_it(tmp_path: Path) -> None:
    assert faults(tmp_path, row(), row(编号="D2"), row(编号="Ｄ１")) == [
        "第4行 编号 “Ｄ１”：和第2行的编号相同，请改成不重复的编号"
    ]


def test_codes_that_differ_in_what_nobody_sees_are_the_same(tmp_path: Path) -> None:
    assert faults(tmp_path, row(), row(编号="D\u200b1")) == [
        "第3行 编号 “D\u200b1”：和第2行的编号相同，请改成不重复的编号"
    ]


def test_codes_that_are_nearly_the_same_are_noted(tmp_path: Path) -> None:
    assert notes(tmp_path, row(编号="D-01"), row(编号="d － 01"), row(编号="D01")) == [
        "第3行 编号 “d - 01”：和第2行的编号“D-01”只差大小写、空格或横线，请核对是不是同一个驿站"
    ]


def test_unreadable_hours_say_what_would_be_right(tmp_path: Path) -> None:
    assert faults(tmp_path, row(开放时间="8:30-5:30")) == [
        "第2行 开放时间 “8:30-5:30”：“8:30-5:30”分不清是下午还是过夜，请写成 08:30-17:30 或 8:30-次日5:30"
    ]


def test_a_comma_that_shifted_the_cells_is_seen(tmp_path: Path) -> None:
    assert faults(tmp_path, row() + ",人民路") == [
        "第2行 “人民路”：这一行的格子比表头多，请给带逗号的格子加上引号，或删掉多出的格子"
    ]


def test_all_faults_of_a_file_are_listed_in_its_order(tmp_path: Path) -> None:
    found = faults(tmp_path, row(纬度="x", 星级="9"), "", row(编号="", 经度="y"))
    assert [line.split("：")[0] for line in found] == [
        "第2行 纬度 “x”",
        "第2行 星级 “9”",
        "第4行 编号",
        "第4行 经度 “y”",
    ]


def test_twelve_thousand_faults_are_all_told_in_seconds(tmp_path: Path) -> None:
    started = time.perf_counter()
    assert len(faults(tmp_path, *(row(编号=f"D{n}", 纬度="北") for n in range(12_000)))) == 12_000
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"服务设施": "饮水、按摩椅"}, "第2行 服务设施 “按摩椅”：不认识这个词，照原样保留"),
        ({"进入方式": "敲门"}, "第2行 进入方式 “敲门”：不认识这个词，照原样保留"),
        ({"类型": "骑手门店"}, "第2行 服务设施：骑手门店型的标准配备里还有：工具箱"),
        (
            {"类型": "货车司机", "服务设施": "床位"},
            "第2行 服务设施 “bed”：货车司机型的标准配备里还有：淋浴",
        ),
        ({"纬度": "30.27"}, "第2行 纬度 “30.27”：小数位太少，可能差出几百米，最好写到六位，如 30.274085"),
        ({"行政区划代码": "温州"}, "第2行 行政区划代码 “温州”：行政区划代码一般是6位数字，如 330302，照原样保留"),
    ],
)
def test_what_is_odd_is_noted_and_taken(tmp_path: Path, cells: dict[str, str], note: str) -> None:
    assert notes(tmp_path, row(**cells)) == [note]


def test_an_unknown_kind_is_noted_and_kept_as_written(tmp_path: Path) -> None:
    listing = read(tmp_path, row(类型="茶馆"))
    assert str(listing.notes[0]).startswith("第2行 类型 “茶馆”：不认识的类型，照原样保留")
    assert listing.stations[0]["kind"] == "茶馆"


def test_a_station_far_from_its_district_is_noted(tmp_path: Path) -> None:
    rows = [row(编号=f"D{n}", 纬度=f"30.27400{n}") for n in range(4)]
    assert notes(tmp_path, *rows, row(编号="D9", 纬度="31.274000")) == [
        "第6行 行政区划代码 “330302”：离同一区划的其他驿站约111公里，请核对坐标和行政区划代码"
    ]


def test_two_stations_are_too_few_to_say_which_is_far(tmp_path: Path) -> None:
    assert notes(tmp_path, row(), row(编号="D2", 纬度="31.274000")) == []


def test_a_file_with_only_a_header_is_taken_with_a_note(tmp_path: Path) -> None:
    assert notes(tmp_path) == ["第1行：只有表头，没有驿站"]


def test_without_a_required_column_the_rows_are_not_even_read(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(tmp_path, "D1,红旗路", header="编号,名称")
    assert [fault.column for fault in refused.value.faults] == ["纬度", "经度"]


@pytest.mark.parametrize(
    ("datum", "forward"), [(Datum.GCJ02, wgs84_to_gcj02), (Datum.BD09, wgs84_to_bd09)], ids=["amap", "baidu"]
)
def test_a_list_from_amap_or_baidu_lands_where_the_door_is(tmp_path: Path, datum: Datum, forward: Any) -> None:
    latitude, longitude = forward(28.0006, 120.6721)
    station = read(tmp_path, row(纬度=f"{latitude:.6f}", 经度=f"{longitude:.6f}"), datum=datum).stations[0]
    assert station["latitude"] == pytest.approx(28.0006, abs=2e-6)
    assert station["longitude"] == pytest.approx(120.6721, abs=2e-6)


CELLS = st.text(max_size=8) | st.sampled_from(
    ['"', ",", "\n", "30.1", "120.1", "D1", "24小时", "=1", "\r", ";", "北", "\ufeff"]
)


@given(
    st.binary(max_size=60) | st.lists(CELLS, max_size=60).map(lambda cells: ",".join(cells).encode("utf-8", "replace"))
)
def test_any_file_at_all_is_read_or_refused_and_nothing_else(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        for start in ("", HEADER + "\n"):
            file = Path(folder) / "stations.csv"
            file.write_bytes(start.encode() + content)
            assert all(line and "\n" not in line for line in told(file))


def told(file: Path) -> list[str]:
    """All that an operator reads about a file."""
    try:
        return [str(note) for note in read_stations(read_station_file(file), Datum.GCJ02).notes]
    except ImportRefused as refused:
        return [str(refused), *map(str, refused.faults), *map(str, refused.notes)]


@pytest.mark.parametrize(
    ("column", "value"), [("编号", "3.30302E+11"), ("编号", "####"), ("名称", "#REF!"), ("行政区划代码", "#N/A")]
)
def test_what_the_spreadsheet_spoiled_is_a_fault(tmp_path: Path, column: str, value: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(tmp_path, row(**{column: value}))
    assert str(refused.value.faults[0]).startswith(f"第2行 {column} “{value}”：表格")

"""Raw rows of a station file read into stations: what is wrong is a fault, what is odd a note."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from models.station import Station
from services.errors import ImportRefused, UnreadableHours
from services.finding import Finding
from services.hours.hours_text import to_opening_hours
from services.lists.station_code import likeness, to_code
from services.lists.station_places import Record, far_from_the_others, place_in_wgs84
from services.lists.table import Table
from services.lists.table_cell import Moment, visible
from services.places.datum import Datum
from services.places.position import EAST, NORTH, SOUTH, WEST
from services.station_words import (
    AMENITIES,
    AMENITY_CODES,
    ENTRY_CODES,
    KIND_CODES,
    KINDS,
    STANDARD_EQUIPMENT,
    STAR_CODES,
    fold,
    split_amenities,
    split_entries,
)

_DEGREES = re.compile(r"([+-]?\d{1,4}(?:\.(\d*))?) ?[°度]? ?([NE]?)")
_ADCODE = re.compile(r"\d{6}(?:\d{3}|\d{6})?")
_NO_VALUE = re.compile(r"#{2,}|#(?:REF!|VALUE!|N/A|NAME\?|DIV/0!|NULL!|NUM!)")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_SPOILABLE = {"code", "name", "host", "address", "adcode", "phone", "keeper", "note"}
_DATED = {"name", "host", "address", "keeper", "note"}  # may hold a date, as it is shown
_PLAIN_TEXT = ("host", "address", "phone", "keeper", "note")
_LENGTHS = {column.name: getattr(column.type, "length", None) for column in Station.__table__.columns}


@dataclass(frozen=True, slots=True)
class StationList:
    """The stations of a file that has no fault, in WGS-84; a column that the file lacks is in none of them."""

    stations: list[Record]
    notes: list[Finding]


def read_stations(table: Table, datum: Datum) -> StationList:
    """All stations of a file; ImportRefused with every fault if there is one."""
    reader = _Reader(table)
    for row, found in table.filled_rows():
        reader.read(row, found)
    if not reader.numbers and not table.faults:
        reader.note(1, "", "", "只有表头，没有驿站")
    if not table.faults:
        place_in_wgs84(reader.stations, datum)
        for place, kilometers in far_from_the_others(reader.stations).items():
            remedy = f"离同一区划的其他驿站约{kilometers:.0f}公里，请核对坐标和行政区划代码"
            reader.note(reader.numbers[place], "adcode", reader.stations[place]["adcode"], remedy)
    notes = sorted(table.notes, key=lambda finding: finding.row)
    if table.faults:
        faults = sorted(table.faults, key=lambda finding: finding.row)
        raise ImportRefused(f"名单有{len(faults)}处错误，一行也没有导入", faults, notes)
    return StationList(reader.stations, notes)


@dataclass(slots=True)
class _Reader:
    """Goes through the rows of one file, once."""

    table: Table
    stations: list[Record] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    first_rows: dict[str, int] = field(default_factory=dict)
    first_likes: dict[str, str] = field(default_factory=dict)

    def fault(self, row: int, code: str, value: str, remedy: str) -> None:
        self.table.faults.append(Finding(row, self.table.header(code), value, remedy))

    def note(self, row: int, code: str, value: str, remedy: str) -> None:
        self.table.notes.append(Finding(row, self.table.header(code) if code else "", value, remedy))

    def read(self, row: int, found: dict[str, str]) -> None:
        """Read one row; its record is complete unless a fault was found."""
        self._check_spoiled(row, found)
        record: Record = {}
        for code, read in _COLUMNS.items():
            if code in found:
                read(self, row, found[code], record)
        self._check_point(row, found, record)
        self._check_lengths(row, record)
        self._note_missing_equipment(row, record)
        self.stations.append(record)
        self.numbers.append(row)

    def _check_spoiled(self, row: int, found: dict[str, str]) -> None:
        """What a spreadsheet wrote in place of what somebody had typed is in no cell any more."""
        for code in [code for code, cell in found.items() if isinstance(cell, Moment) and code not in _DATED]:
            example = "，如 08:30-17:30" if code == "opening_hours" else ""
            remedy = f"表格把这一格存成了日期或时间，请先把这一列设成文本，再重新填{example}"
            self.fault(row, code, found.pop(code), remedy)
        for code in _SPOILABLE & found.keys():
            if _NO_VALUE.fullmatch(found[code].strip()):
                self.fault(row, code, found[code], "表格没把内容存出来，请把这一列拉宽或改好公式，再另存一次")
            elif code in ("code", "phone") and _SCIENTIFIC.fullmatch(found[code].strip()):
                self.fault(row, code, found[code], "表格把号码变成了科学计数，请先把这一列设成文本，再重新填号码")

    def read_code(self, row: int, cell: str, record: Record) -> None:
        code = to_code(cell)
        if not code:
            self.fault(row, "code", "", "必填，每个驿站一个不重复的编号，如 D0127")
        elif code in self.first_rows:
            self.fault(row, "code", cell, f"和第{self.first_rows[code]}行的编号相同，请改成不重复的编号")
        else:
            self._note_likeness(row, code)
        self.first_rows.setdefault(code, row)
        record["code"] = code

    def _note_likeness(self, row: int, code: str) -> None:
        other = self.first_likes.setdefault(likeness(code), code)
        if other != code:
            where = f"第{self.first_rows[other]}行的编号“{other}”"
            self.note(row, "code", code, f"和{where}只差大小写、空格或横线，请核对是不是同一个驿站")

    def read_name(self, row: int, cell: str, record: Record) -> None:
        if not cell.strip():
            self.fault(row, "name", "", "必填，写驿站的名称，如 红旗路驿站")
        record["name"] = cell

    def read_degrees(self, row: int, code: str, cell: str, record: Record) -> None:
        text = visible(unicodedata.normalize("NFKC", cell)).strip()
        number = _DEGREES.fullmatch(text)
        example = "30.274085" if code == "lat" else "120.155070"
        if not text:
            self.fault(row, code, "", f"必填，写小数的度数，如 {example}")
        elif not number or number[3] not in ("", "N" if code == "lat" else "E"):
            self.fault(row, code, cell, f"不是小数的度数，请只写数字，如 {example}")
        else:
            record["latitude" if code == "lat" else "longitude"] = float(number[1])
            if len(number[2] or "") <= 2:
                self.note(row, code, cell, f"小数位太少，可能差出几百米，最好写到六位，如 {example}")

    def _check_point(self, row: int, found: dict[str, str], record: Record) -> None:
        latitude, longitude = record.get("latitude"), record.get("longitude")
        if latitude is not None and longitude is not None and SOUTH <= longitude <= NORTH and WEST <= latitude <= EAST:
            self.fault(row, "lat", found["lat"], f"经纬度写反了? 纬度应是 {longitude}，经度应是 {latitude}")
            return
        if latitude is not None and not SOUTH <= latitude <= NORTH:
            self.fault(row, "lat", found["lat"], "不在中国范围内，纬度应在 3 到 54 之间")
        if longitude is not None and not WEST <= longitude <= EAST:
            self.fault(row, "lng", found["lng"], "不在中国范围内，经度应在 73 到 136 之间")

    def read_kind(self, row: int, cell: str, record: Record) -> None:
        kind = KIND_CODES.get(fold(cell))
        if cell and not kind:
            known = "、".join(words[0] for words in KINDS.values())
            self.note(row, "kind", cell, f"不认识的类型，照原样保留；认识的有：{known}")
        record["kind"] = kind or cell

    def read_amenities(self, row: int, cell: str, record: Record) -> None:
        record["amenities"] = self._list(row, "amenities", split_amenities(cell), AMENITY_CODES)

    def read_entry(self, row: int, cell: str, record: Record) -> None:
        record["entry"] = self._list(row, "entry", split_entries(cell), ENTRY_CODES)

    def _list(self, row: int, code: str, words: list[str], codes: dict[str, str]) -> str:
        """Codes joined by ";"; words that are none of them stay as written, each with a note."""
        known: dict[str, None] = {}
        for word in words:
            parts = word.split()
            for part in parts if all(fold(part) in codes for part in parts) else [word]:
                if fold(part) not in codes:
                    self.note(row, code, part, "不认识这个词，照原样保留")
                known[codes.get(fold(part), part)] = None
        return ";".join(known)

    def read_hours(self, row: int, cell: str, record: Record) -> None:
        try:
            record["opening_hours"] = to_opening_hours(cell)
        except UnreadableHours as unreadable:
            self.fault(row, "opening_hours", cell, str(unreadable))

    def read_adcode(self, row: int, cell: str, record: Record) -> None:
        record["adcode"] = visible(unicodedata.normalize("NFKC", cell)).strip()
        if record["adcode"] and not _ADCODE.fullmatch(record["adcode"]):
            self.note(row, "adcode", cell, "行政区划代码一般是6位数字，如 330302，照原样保留")

    def read_star(self, row: int, cell: str, record: Record) -> None:
        star = STAR_CODES.get(fold(cell))
        if star is None:
            self.fault(row, "star", cell, "星级只有 0、3、4、5，没有就空着")
        else:
            record["star"] = int(star)

    def read_text(self, row: int, code: str, cell: str, record: Record) -> None:
        record[code] = cell

    def _check_lengths(self, row: int, record: Record) -> None:
        for code, value in record.items():
            longest = _LENGTHS[code]
            if longest is not None and len(value) > longest:
                self.fault(row, code, value, f"有{len(value)}个字，最多{longest}个，多的请放到备注")

    def _note_missing_equipment(self, row: int, record: Record) -> None:
        kind = record.get("kind", "")
        if "amenities" not in record or kind not in STANDARD_EQUIPMENT:
            return
        there = record["amenities"].split(";")
        missing = [AMENITIES[code][0] for code in STANDARD_EQUIPMENT[kind] if code not in there]
        if missing:
            self.note(
                row, "amenities", record["amenities"], f"{KINDS[kind][0]}型的标准配备里还有：{'、'.join(missing)}"
            )


def _text(code: str) -> Callable[[_Reader, int, str, Record], None]:
    return lambda reader, row, cell, record: reader.read_text(row, code, cell, record)


def _degrees(code: str) -> Callable[[_Reader, int, str, Record], None]:
    return lambda reader, row, cell, record: reader.read_degrees(row, code, cell, record)


_COLUMNS: Final[dict[str, Callable[[_Reader, int, str, Record], None]]] = {
    "code": _Reader.read_code,
    "name": _Reader.read_name,
    "lat": _degrees("lat"),
    "lng": _degrees("lng"),
    "kind": _Reader.read_kind,
    "adcode": _Reader.read_adcode,
    "opening_hours": _Reader.read_hours,
    "amenities": _Reader.read_amenities,
    "entry": _Reader.read_entry,
    "star": _Reader.read_star,
    **{code: _text(code) for code in _PLAIN_TEXT},
}

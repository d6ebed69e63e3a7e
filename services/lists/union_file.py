"""A file of unions read row by row: what can be told wrong of it without knowing the unions there are."""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from models import Union
from services.lists.listing import Listing
from services.lists.table import Columns, read_table
from services.places.adcode import adcode_of, area_of

UNION_COLUMNS: Final = Columns(
    {
        "name": ("名称", "工会名称", "工会"),
        "adcode": ("行政区划代码", "区划代码", "代码"),
        "parent_adcode": ("上级代码", "上级行政区划代码", "上级区划代码", "上级工会代码"),
        "hotline": ("热线", "服务热线", "电话", "联系电话"),
        "desk_chat_id": ("办事群", "办事群编号", "群编号"),
    },
    ("name", "adcode", "parent_adcode"),
)
_DESK: Final = re.compile(r"-\d{1,15}", re.ASCII)
_LENGTHS: Final = {code: getattr(Union.__table__.c[code].type, "length", 0) for code in ("name", "hotline")}


@dataclass(slots=True)
class UnionRow:
    """A union as its row says it; `parent` is "" for the root. What is None, the file does not say."""

    row: int
    name: str
    adcode: str
    parent: str
    hotline: str | None = None
    desk_chat_id: int | None = None


@dataclass(slots=True)
class UnionList(Listing):
    """The rows of a file and what was found in them so far."""

    unions: list[UnionRow] = field(default_factory=list)


def read_unions(path: Path) -> UnionList:
    """The unions of a CSV or XLSX file; ImportRefused if it is no such file. Its faults are raised with the import."""
    table = read_table(path, UNION_COLUMNS)
    listing = UnionList(table)
    for row, cells in table.filled_rows():
        _read(listing, row, cells)
    _find_repeated(listing)
    listing.note_if_empty(listing.unions, "工会")
    return listing


def _read(listing: UnionList, row: int, cells: dict[str, str]) -> None:
    adcode, parent = _code(listing, row, "adcode", cells), _code(listing, row, "parent_adcode", cells)
    if not cells.get("name", "").strip():
        listing.fault(row, "name", "", "必填，写工会的名称，如 鹿城区总工会")
    if adcode == "":
        listing.fault(row, "adcode", "", "必填，6位行政区划代码，如 330302")
    for code, longest in _LENGTHS.items():
        if len(cells.get(code, "")) > longest:
            listing.fault(row, code, cells[code], f"有{len(cells[code])}个字，最多{longest}个")
    desk = _desk(listing, row, cells.get("desk_chat_id", ""))
    if adcode and parent is not None:
        listing.unions.append(UnionRow(row, cells.get("name", ""), adcode, parent, cells.get("hotline"), desk))


def _code(listing: UnionList, row: int, column: str, cells: dict[str, str]) -> str | None:
    """The code of a cell as we write it, "" of an empty one; None, and a fault, if it is none."""
    cell = cells.get(column, "")
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    area = area_of(text)
    if text and area is None:
        listing.fault(row, column, cell, "不是行政区划代码，要6位数字，如 330302；街道9位，社区12位")
        return None
    return "" if area is None else adcode_of(area)


def _desk(listing: UnionList, row: int, cell: str) -> int | None:
    text = "".join(unicodedata.normalize("NFKC", cell).replace("−", "-").split())
    if text and not _DESK.fullmatch(text):
        remedy = "不是群的编号，群的编号是负数，如 -1001234567890；也可以空着，管理员在群里发 /bind"
        listing.fault(row, "desk_chat_id", cell, remedy)
    return int(text) if _DESK.fullmatch(text) else None


def _find_repeated(listing: UnionList) -> None:
    codes: dict[str, int] = {}
    desks: dict[int, int] = {}
    for union in listing.unions:
        first = codes.setdefault(union.adcode, union.row)
        if first != union.row:
            listing.fault(union.row, "adcode", union.adcode, f"和第{first}行的代码相同，一个地方一个工会，请改一处")
        if union.desk_chat_id is not None:
            first = desks.setdefault(union.desk_chat_id, union.row)
            if first != union.row:
                remedy = f"和第{first}行是同一个群，一个群只办一个工会的事，请改一处"
                listing.fault(union.row, "desk_chat_id", str(union.desk_chat_id), remedy)

"""A file of meals and other events read row by row: what can be told wrong of it without knowing the stations."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from services.errors import InputFault
from services.events.event_cells import DAY_MINUTES, EVENT_COLUMNS, READERS
from services.events.rules import parse_rule
from services.lists.listing import Listing
from services.lists.table import read_table

LONG_MINUTES: Final = 12 * 60

Key = tuple[str, str, int]
"""By what an event is known again: the code of its station, its title, the minute at which it begins."""


@dataclass(slots=True)
class EventRow:
    """An event as its row says it: columns of Event by name; a column that the file lacks is not among them.

    `extra` and `excepted` are None where the file has no such column.
    """

    row: int
    station_code: str
    values: dict[str, Any]
    extra: frozenset[date] | None
    excepted: frozenset[date] | None

    @property
    def key(self) -> Key:
        """By what it is known again."""
        return self.station_code, self.values["title"], self.values["serves_from"]


@dataclass(slots=True)
class EventList(Listing):
    """The rows of a file and what was found in them so far."""

    events: list[EventRow] = field(default_factory=list)


def read_events(path: Path) -> EventList:
    """All events of a file; ImportRefused, one sentence, if it is no table. Its faults are raised with the import."""
    table = read_table(path, EVENT_COLUMNS)
    listing = EventList(table)
    for row, cells in table.filled_rows():
        _read(listing, row, cells)
    _find_repeated(listing)
    listing.note_if_empty(listing.events, "免费餐或活动")
    return listing


def _read(listing: EventList, row: int, cells: dict[str, str]) -> None:
    values: dict[str, Any] = {}
    for code, cell in cells.items():
        try:
            values[code] = READERS[code](cell)
        except InputFault as fault:
            listing.fault(row, code, cell, str(fault))
    if len(values) < len(listing.table.columns):
        return
    _check_hours(listing, row, cells, values)
    _check_rule(listing, row, cells["rule"], values["rule"])
    extra, excepted = values.pop("extra_days", None), values.pop("except_days", None)
    for day in sorted((extra or frozenset()) & (excepted or frozenset())):
        listing.fault(row, "except_days", str(day), f"也写在“{listing.table.header('extra_days')}”里了，请删掉一处")
    if "dishes" in values:
        values["details"] = values.pop("dishes")
    listing.events.append(EventRow(row, values.pop("station_code"), values, extra, excepted))


def _check_hours(listing: EventList, row: int, cells: dict[str, str], values: dict[str, Any]) -> None:
    """An end before the beginning is one of the next day."""
    begins, ends = values["serves_from"], values["serves_until"]
    if begins >= DAY_MINUTES:
        listing.fault(row, "serves_from", cells["serves_from"], "开始的钟点要在当天，请写 00:00 到 23:59")
        return
    if begins == ends:
        listing.fault(row, "serves_until", cells["serves_until"], "和开始是同一刻，请核对；整天请写 00:00 到 24:00")
        return
    values["serves_until"] = ends = ends if ends > begins else ends + DAY_MINUTES
    if ends - begins > DAY_MINUTES:
        listing.fault(row, "serves_until", cells["serves_until"], "超过24小时了，请核对")
    elif ends - begins > LONG_MINUTES:
        remedy = f"从开始算有{(ends - begins) / 60:.0f}小时，请核对是不是早晚写反了"
        listing.note(row, "serves_until", cells["serves_until"], remedy)


def _check_rule(listing: EventList, row: int, cell: str, rule: str) -> None:
    if parse_rule(rule).needs_start:
        remedy = "没写从哪天算起，按2024-01-01那一周数；要从某天起，请写 每2周的周五，自2026-05-29起"
        listing.note(row, "rule", cell, remedy)


def _find_repeated(listing: EventList) -> None:
    rows: dict[Key, int] = {}
    for event in listing.events:
        first = rows.setdefault(event.key, event.row)
        if first != event.row:
            remedy = f"和第{first}行是同一个站、同一个名称、同一个开始时间，请合成一行"
            listing.fault(event.row, "title", event.values["title"], remedy)

"""Desk rules: what unions expect of their desks: hours, until when a case is answered and done, ready-made replies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from models import CaseKind
from services.cases.filing import Due
from services.cases.working_time import WorkingTime
from services.errors import StateFault, UnreadableHours
from services.hours.holidays import Calendar
from services.places.adcode import area_of
from services.toml_row import Row, RowFault, Words, table_in

SHIPPED: Final = Path(__file__).parent / "data" / "desk.toml"
NAME: Final = "desk.toml"
MORNING: Final = "morning"
URGENT: Final = "urgent"
OTHER: Final = "other"
MOST_MINUTES: Final = 10_000
MOST_DAYS: Final = 100


@dataclass(frozen=True)
class Charter:
    """What one union expects of its desk; `work` is its working time.

    `first_answer` has the working minutes by kind (None: by the end of the next working morning), `done_days` the
    working days; `closes_after_days` is how long a worker who is asked whether it is done may be silent.
    """

    work: WorkingTime
    first_answer: Mapping[str, int | None]
    done_days: Mapping[str, int]
    digest_at: time
    closes_after_days: int

    def due(self, kind: CaseKind, is_urgent: bool, now: datetime) -> Due:
        """Until when a case that comes in now is answered for the first time, and done."""
        wanted = URGENT if is_urgent else kind if kind in self.first_answer else OTHER
        minutes = self.first_answer[wanted]
        first_at = self.work.next_morning(now) if minutes is None else self.work.after(now, minutes)
        days = self.done_days[kind if kind in self.done_days else OTHER]
        return Due(first_at, max(first_at, self.work.end_of_day(now, days)))


class DeskRules:
    """The charters of all unions, and the replies."""

    def __init__(self, charters: Mapping[str, Charter], replies: Mapping[str, Words]) -> None:
        """`charters` by area, that of "" for everybody else."""
        self._charters, self._replies = charters, replies

    @classmethod
    def load(cls, folder: Path, calendar: Calendar, zone: ZoneInfo) -> "DeskRules":
        """The shipped desk.toml, and over it that of a folder; StateFault names what in it cannot be right."""
        own = folder / NAME
        try:
            return _rules(table_in(SHIPPED), table_in(own) if own.is_file() else {}, calendar, zone)
        except OSError as error:
            raise StateFault(f"{own} cannot be read ({error.strerror})") from None
        except RowFault as fault:
            raise StateFault(f"{own}: {fault}") from None

    def of(self, adcode: str) -> Charter:
        """That of the union with this code: its own, or that of the nearest union above it which has one."""
        area = area_of(adcode) or ""
        return next(self._charters[area[:end]] for end in range(len(area), -1, -1) if area[:end] in self._charters)

    def due(self, adcode: str, kind: CaseKind, is_urgent: bool, now: datetime) -> Due:
        """Until when the union of this code answers a case that comes in now, and has it done."""
        return self.of(adcode).due(kind, is_urgent, now)

    def replies(self, language: str) -> Mapping[str, str]:
        """The ready-made replies by code, in their order."""
        return {code: text[language] for code, text in self._replies.items()}


def _rules(shipped: Mapping[str, Any], own: Mapping[str, Any], calendar: Calendar, zone: ZoneInfo) -> DeskRules:
    row, ours = Row("", own), Row("", shipped)
    everywhere = _over(ours.table("everywhere"), row.table("everywhere", {}))
    tables = {_area(code): (code, below.fields) for code, below in row.rows("union")}
    charters = {"": _charter(Row("everywhere", everywhere), calendar, zone)}
    for area, (code, _) in tables.items():
        fields = everywhere
        for above in sorted(each for each in tables if area.startswith(each)):
            fields = _over(fields, tables[above][1])
        charters[area] = _charter(Row(f"union.{code}", fields), calendar, zone)
    replies = {code: _reply(below) for each in (ours, row) for code, below in each.rows("reply")}
    row.finish()
    return DeskRules(charters, replies)


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Fields over others of the same name, tables in them field by field."""
    merged = dict(below)
    for field, value in above.items():
        is_table = isinstance(value, dict) and isinstance(merged.get(field), dict)
        merged[field] = {**merged[field], **value} if is_table else value
    return merged


def _area(code: str) -> str:
    area = area_of(code.ljust(6, "0"))
    if not area:
        raise RowFault(f"[union.{code}] is to be named after the code of a union, as [union.3303]")
    return area


def _charter(row: Row, calendar: Calendar, zone: ZoneInfo) -> Charter:
    charter = Charter(
        _work(row, calendar, zone), _first_answers(row), _done_days(row), _digest_at(row),
        row.number("closes_after_days", 1, MOST_DAYS),
    )  # fmt: skip
    row.finish()
    return charter


def _work(row: Row, calendar: Calendar, zone: ZoneInfo) -> WorkingTime:
    try:
        return WorkingTime(row.line("hours"), calendar, zone)
    except UnreadableHours as fault:
        raise RowFault(f"[{row.name}] hours: {fault}") from None


def _first_answers(row: Row) -> dict[str, int | None]:
    answers = _by_kind(row, "first_answer", URGENT)
    return {
        kind: None if answers.fields[kind] == MORNING and answers.line(kind) else answers.number(kind, 1, MOST_MINUTES)
        for kind in answers.fields
    }


def _done_days(row: Row) -> dict[str, int]:
    days = _by_kind(row, "done")
    return {kind: days.number(kind, 1, MOST_DAYS) for kind in days.fields}


def _by_kind(row: Row, field: str, *more: str) -> Row:
    below = Row(f"{row.name}.{field}", row.table(field))
    below.only([*map(str, CaseKind), *more, OTHER])
    return below


def _digest_at(row: Row) -> time:
    try:
        return datetime.strptime(row.line("digest_at"), "%H:%M").time()
    except ValueError:
        row.refuse("digest_at", 'a time in quotes, as "08:30"')


def _reply(row: Row) -> Words:
    text = row.words("text")
    row.finish()
    return text

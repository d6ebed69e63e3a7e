"""A list that is being read: its table, and what was found wrong or odd in it so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.errors import ImportRefused
from services.finding import Finding
from services.lists.table import Table


@dataclass(slots=True)
class Listing:
    """What lists of unions and of events have in common; each keeps its rows besides."""

    table: Table
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def fault(self, row: int, code: str, value: str, remedy: str) -> None:
        """Remember what is wrong in a cell."""
        self.faults.append(Finding(row, self.table.header(code), value, remedy))

    def note(self, row: int, code: str, value: str, remedy: str) -> None:
        """Remember what is odd in a cell."""
        self.notes.append(Finding(row, self.table.header(code), value, remedy))

    def note_if_empty(self, rows: Sequence[object], what: str) -> None:
        """Say that a file has no `what`, where none of its rows was read and nothing else is wrong."""
        if not rows and not self.faults and not self.table.faults:
            self.notes.append(Finding(self.table.header_row, "", "", f"只有表头，没有{what}"))

    def refuse_faults(self) -> None:
        """Raise ImportRefused with every fault there is."""
        faults = sorted([*self.table.faults, *self.faults], key=lambda finding: finding.row)
        if faults:
            raise ImportRefused(f"名单有{len(faults)}处错误，一行也没有导入", faults, self.all_notes)

    @property
    def all_notes(self) -> list[Finding]:
        """What is odd, in the order of the file."""
        return sorted([*self.table.notes, *self.notes], key=lambda finding: finding.row)

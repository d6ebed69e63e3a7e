"""Pages: one law.toml as it was read, laid over another."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from services.law.entries import (
    Entry,
    Explanation,
    Insurance,
    Rule,
    Signature,
    Urgent,
    read_evidence,
    read_explanation,
    read_hotline,
    read_insurance,
    read_rule,
    read_signature,
    read_urgent,
)
from services.toml_row import Row, RowFault, Words, table_in

AnEntry = TypeVar("AnEntry", bound=Entry)
_CODE: Final = re.compile(r"[a-z0-9-]{1,32}")  # it is stored with a case


@dataclass(frozen=True)
class Pages:
    """Every entry by its code, in the order of the file; `laws` are the names of those that are cited."""

    version: str
    signature: Signature | None
    laws: Mapping[str, Words]
    rules: Mapping[str, Rule]
    urgent: Mapping[str, Urgent]
    explanations: Mapping[str, Explanation]
    evidence: Mapping[str, Entry]
    hotlines: Mapping[str, Entry]
    insurance: Insurance | None

    def over(self, other: "Pages") -> "Pages":
        """These in place of the other's entries of the same code, after the rest of them.

        Who signed these signed the rest too, if it is the version they name.
        """
        signature = self.signature if self.version == other.version else None
        return Pages(
            self.version or other.version, self.signature, {**other.laws, **self.laws},
            _over(self.rules, other.rules, signature), _over(self.urgent, other.urgent, signature),
            _over(self.explanations, other.explanations, signature), _over(self.evidence, other.evidence, signature),
            _over(self.hotlines, other.hotlines, signature), self.insurance or other.insurance,
        )  # fmt: skip

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """All of them, each with its table's name."""
        for table, entries in {
            "deadline": self.rules, "urgent": self.urgent, "explanation": self.explanations,
            "evidence": self.evidence, "hotline": self.hotlines,
        }.items():  # fmt: skip
            for code, entry in entries.items():
                yield f"{table}.{code}", entry

    def check(self) -> None:
        """RowFault where an entry names what is not there."""
        for name, entry in self.entries():
            if unknown := entry.cites.keys() - self.laws.keys():
                raise RowFault(f"[{name}] cites names no [law]: {min(unknown)}; there are {', '.join(self.laws)}")
        for code, rule in self.rules.items():
            if rule.urgent and rule.urgent not in self.urgent:
                raise RowFault(f"[deadline.{code}] urgent names no [urgent]: there are {', '.join(self.urgent)}")


def read_pages(file: Path) -> Pages:
    """One file; RowFault names the table and the field that cannot be right, OSError says that it is no file."""
    row = Row("", table_in(file))
    signature, version = read_signature(row), row.line("version", "")
    if signature and not version:
        row.refuse("version", "that of the wording which was signed, as it stands in the shipped file")
    pages = Pages(
        version, signature, dict(_laws(row)), _read(row, "deadline", read_rule, signature),
        _read(row, "urgent", read_urgent, signature), _read(row, "explanation", read_explanation, signature),
        _read(row, "evidence", read_evidence, signature), _read(row, "hotline", read_hotline, signature),
        _insurance(row),
    )  # fmt: skip
    row.finish()
    return pages


def _read(
    row: Row, table: str, reading: Callable[[str, Row, Signature | None], AnEntry], signature: Signature | None
) -> dict[str, AnEntry]:
    entries = {}
    for code, below in row.rows(table):
        if not _CODE.fullmatch(code):
            raise RowFault(f"[{below.name}] is to be named with at most 32 small letters, digits and -")
        entries[code] = reading(code, below, signature)
        below.finish()
    return entries


def _laws(row: Row) -> Iterator[tuple[str, Words]]:
    for code, below in row.rows("law"):
        yield code, below.words("name")
        below.finish()


def _insurance(row: Row) -> Insurance | None:
    if not row.has("insurance"):
        row.table("insurance", {})
        return None
    below = Row("insurance", row.table("insurance"))
    insurance = read_insurance(below)
    below.finish()
    return insurance


def _over(
    own: Mapping[str, AnEntry], shipped: Mapping[str, AnEntry], signature: Signature | None
) -> dict[str, AnEntry]:
    signed = {code: replace(entry, signature=entry.signature or signature) for code, entry in shipped.items()}
    return signed | dict(own)

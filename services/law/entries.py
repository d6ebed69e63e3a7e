"""Entries of law.toml: each says for whom it is, from which articles it comes, and who signed its wording."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.law.facts import Blame, Doing, Facts, Matter, Relation, Standing
from services.law.period import Period
from services.toml_row import Row, RowFault, Words

REMIND_DAYS: Final = (30, 7, 1)
URGENT_DAYS: Final = 7
MOST_DAYS: Final = 3_650
MOST_REMIND_DAYS: Final = 365
HERE: Final = "{insurance}"
"""Where a paragraph says whether the platforms' insurance has begun in the worker's province."""

_NUMBER = re.compile(r"\d{3,5}", re.ASCII)
_PLACE = re.compile(r"\{[^}]*\}?|\}")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who checked the wording, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class For:
    """Whom something is for, by their answers; None is everybody."""

    matters: frozenset[str] | None
    relations: frozenset[str] | None
    on_order: frozenset[str] | None
    blame: frozenset[str] | None
    standing: frozenset[str] | None

    @classmethod
    def read(cls, row: Row) -> "For":
        """The conditions of a row."""
        known = {"matters": Matter, "relations": Relation, "on_order": Doing, "blame": Blame, "standing": Standing}
        return cls(**{field: row.choices(field, [*map(str, codes)]) for field, codes in known.items()})

    def holds(self, facts: Facts) -> bool:
        """Whether it is for them; who skipped whom they work for is not sure of it."""
        answers = {
            "matters": facts.matter, "relations": facts.relation or Relation.UNSURE, "on_order": facts.on_order,
            "blame": facts.blame, "standing": facts.standing,
        }  # fmt: skip
        return all((wanted := getattr(self, field)) is None or given in wanted for field, given in answers.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What all of them have; `cites` are articles by the code of their law, `text` may be said to a worker."""

    code: str
    whom: For
    cites: Mapping[str, tuple[int, ...]]
    signature: Signature | None
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Entry):
    """A deadline: a `period` after the day of a fact. `urgent` is the code of what is said in its last days, or ""."""

    counts_from: str
    period: Period
    short: Words
    ask: Words
    passed: Words
    remind_days: tuple[int, ...]
    urgent: str
    is_employers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Entry):
    """A paragraph of the receipt, under a title if it has one."""

    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent(Entry):
    """What is said in a deadline's last days: what ends (`text`), what to `say` on the phone, what `help` there is."""

    say: Words
    help: Words


@dataclass(frozen=True, slots=True)
class Insurance:
    """The platforms' insurance against injury: since when in which province, which platforms, known on `as_of`."""

    as_of: date
    provinces: Mapping[str, date]
    platforms: tuple[str, ...]
    begun: Words
    unknown: Words


def read_rule(code: str, row: Row, signature: Signature | None) -> Rule:
    """RowFault names what cannot be right."""
    counts_from = row.line("counts_from")
    if counts_from not in ("day", "left_on"):
        row.refuse("counts_from", '"day" or "left_on"')
    return Rule(
        code=code, whom=For.read(row), cites=_cites(row), signature=read_signature(row) or signature,
        text=row.words("text"), counts_from=counts_from, period=_period(row), short=row.words("short"),
        ask=row.words("ask"), passed=row.words("passed"), urgent=row.line("urgent", ""),
        remind_days=row.numbers("remind_days", 1, MOST_REMIND_DAYS, REMIND_DAYS),
        is_employers=row.is_set("is_employers"),
    )  # fmt: skip


def read_explanation(code: str, row: Row, signature: Signature | None) -> Explanation:
    """RowFault names what cannot be right."""
    text = _filled(row, "text", HERE)
    return Explanation(
        code=code, whom=For.read(row), cites=_cites(row, is_needed=False), signature=read_signature(row) or signature,
        text=text, title=row.words("title", None),
    )  # fmt: skip


def read_urgent(code: str, row: Row, signature: Signature | None) -> Urgent:
    """RowFault names what cannot be right."""
    return Urgent(
        code=code, whom=For.read(row), cites=_cites(row), signature=read_signature(row) or signature,
        text=row.words("text"), say=row.words("say"), help=row.words("help"),
    )  # fmt: skip


def read_evidence(code: str, row: Row, signature: Signature | None) -> Entry:
    """A thing worth keeping; RowFault names what cannot be right."""
    cites = _cites(row, is_needed=False)
    return Entry(
        code=code, whom=For.read(row), cites=cites, signature=read_signature(row) or signature, text=row.words("text")
    )


def read_hotline(number: str, row: Row, signature: Signature | None) -> Entry:
    """A number to call, under itself; RowFault names what cannot be right."""
    if not _NUMBER.fullmatch(number):
        raise RowFault(f"[{row.name}] is to be named after a short number, as [hotline.12348]")
    return read_evidence(number, row, signature)


def read_insurance(row: Row) -> Insurance:
    """RowFault names what cannot be right."""
    provinces = Row(f"{row.name}.provinces", row.table("provinces"))
    return Insurance(
        row.day("as_of"), {code: provinces.day(code) for code in provinces.codes(r"\d\d", "two digits, as 32")},
        row.lines("platforms"), _filled(row, "begun", "{province}", "{since}", "{platforms}", "{as_of}"),
        _filled(row, "unknown", "{as_of}"),
    )  # fmt: skip


def read_signature(row: Row) -> Signature | None:
    """Who signed; None for nobody. A name without a date is half a signature."""
    by, on = row.line("signed_by", ""), row.day("signed_on", None)
    if bool(by) != bool(on):
        raise RowFault(f"{f'[{row.name}] ' if row.name else ''}signed_by and signed_on go together: a name and a date")
    return Signature(by, on) if by else None


def _period(row: Row) -> Period:
    units = [unit for unit in ("days", "months", "years") if row.has(unit)]
    numbers = {
        unit: row.number(unit, 1, MOST_DAYS if unit == "days" else 120, 0) for unit in ("days", "months", "years")
    }
    if len(units) != 1:
        raise RowFault(f"[{row.name}] is to have one of days, months and years, as years = 1")
    return Period(**numbers)


def _cites(row: Row, is_needed: bool = True) -> dict[str, tuple[int, ...]]:
    table = row.table("cites") if is_needed or row.has("cites") else row.table("cites", {})
    articles = Row(f"{row.name}.cites", table)
    return {law: articles.numbers(law, 1, 2_000, ()) for law in table}


def _filled(row: Row, field: str, *places: str) -> Words:
    """A text with places that are filled; RowFault for any other, or a worker would read it."""
    text = row.words(field)
    for said in text.values():
        if any(place not in places for place in _PLACE.findall(said)):
            row.refuse(field, f"a text in which only {', '.join(places)} stand in braces")
    return text

"""References: what people call a case by, on the phone, at a counter and in a chat: A17, or L3 for legal aid."""

import re
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseKind, CaseNumber

LETTERS: Final = {CaseKind.LEGAL_AID: "L"}
LETTER: Final = "A"
REFERENCE: Final = "[AL][0-9]{1,9}"
"""How references are written, for the patterns of keys."""
_ALONE: Final = re.compile(rf"(?<![A-Za-z0-9])({REFERENCE})(?![A-Za-z0-9])")


class Reference(NamedTuple):
    """A letter and a number."""

    letter: str
    number: int

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.letter}{self.number}"


def reference_in(text: str) -> Reference | None:
    """The first reference in a text; None if there is none."""
    return _read(_ALONE.search(text))


def reference_at_start(text: str) -> Reference | None:
    """The reference that a text begins with, as all that we say of a case does; None if it begins otherwise."""
    return _read(_ALONE.match(text))


def _read(found: re.Match[str] | None) -> Reference | None:
    return Reference(found[1][0], int(found[1][1:])) if found else None


async def case_called(session: AsyncSession, reference: Reference) -> Case | None:
    """The case with this reference; whether somebody may see it is asked elsewhere."""
    named = select(Case).where(Case.letter == reference.letter, Case.number == reference.number)
    case: Case | None = await session.scalar(named)
    return case


async def case_in(session: AsyncSession, text: str) -> Case | None:
    """The case whose reference stands in a text, such as a key's data; None if there is none."""
    reference = reference_in(text)
    return await case_called(session, reference) if reference else None


async def next_reference(session: AsyncSession, kind: str) -> Reference:
    """A reference that nobody had; a transaction that fails gives it back, so that none is left out."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    letter = LETTERS.get(CaseKind(kind), LETTER)
    first = insert(CaseNumber).values(letter=letter, last=1)
    counted = first.on_conflict_do_update(index_elements=["letter"], set_={"last": CaseNumber.last + 1})
    return Reference(letter, (await session.execute(counted.returning(CaseNumber.last))).scalar_one())

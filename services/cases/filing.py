"""Filing: what a worker sends becomes a case: its reference, the union that answers for it, and until when."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseDeadline, CaseKind, CaseState, Side
from services.cases.placing import place
from services.cases.references import next_reference
from services.cases.responsible import answering_union
from services.cases.talk import Said, note_down


@dataclass(frozen=True, slots=True)
class Due:
    """Until when a union wants a case answered for the first time, and done."""

    first_at: datetime
    done_at: datetime


class Targets(Protocol):
    """What unions expect of themselves."""

    def due(self, adcode: str, kind: CaseKind, is_urgent: bool, now: datetime) -> Due:
        """The moments for a case that begins now with the union of this code."""
        ...


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed: `answers` as the form gave them, what was `said` besides, the law's `deadlines` by their rules."""

    kind: CaseKind
    worker_id: int
    adcode: str
    category: str = ""
    station_id: int | None = None
    is_urgent: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)
    said: Sequence[Said] = ()
    deadlines: Mapping[str, date] = field(default_factory=dict)


async def file_case(session: AsyncSession, filing: Filing, targets: Targets, now: datetime) -> Case:
    """Make the case, in this transaction with all that belongs to it; the Clerk shows it to staff."""
    union = await answering_union(session, filing.adcode, filing.kind)
    due = targets.due(union.adcode, filing.kind, filing.is_urgent, now)
    reference = await next_reference(session, filing.kind)
    case = Case(
        letter=reference.letter, number=reference.number, kind=filing.kind, category=filing.category,
        state=CaseState.NEW, is_urgent=filing.is_urgent, worker_id=filing.worker_id, union_id=union.id, level=0,
        adcode=filing.adcode, station_id=filing.station_id, answers=json.dumps(filing.answers, ensure_ascii=False),
        filed_at=now, clock_from=now, first_due_at=due.first_at, done_due_at=due.done_at,
    )  # fmt: skip
    session.add(case)
    await session.flush()
    for rule, due_on in filing.deadlines.items():
        session.add(CaseDeadline(case_id=case.id, rule=rule, due_on=due_on))
    for said in filing.said:
        await note_down(session, case, Side.WORKER, said, now, author_id=filing.worker_id)
    await place(session, case, now)
    return case


async def filed_since(session: AsyncSession, worker_id: int, kinds: Collection[str], moment: datetime) -> int:
    """How many cases of these kinds a worker has filed from that moment on."""
    theirs = (Case.worker_id == worker_id) & Case.kind.in_(kinds) & (Case.filed_at >= moment)
    return await session.scalar(select(func.count()).select_from(Case).where(theirs)) or 0

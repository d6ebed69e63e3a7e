"""The course of a case: what is done with it, and what its worker hears of that. Who may do it is asked elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseCard, CaseKind, CaseState, Union
from services.cases.desk_rules import DeskRules
from services.cases.filing import Targets
from services.cases.parts import FRAME_UNITS, TEXT_UNITS, split
from services.cases.placing import call_clerk, place
from services.staff.audit import Act, write_down
from services.staff.unions import line_of


@dataclass(frozen=True, slots=True)
class Heard:
    """What the worker is to hear: a template and what it needs besides the reference and the union; moments are UTC."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


async def take(session: AsyncSession, case: Case, by: int, now: datetime) -> Heard | None:
    """Make it somebody's; the worker hears that it was taken up, and of later hands nothing."""
    is_first = case.taken_at is None
    _give(case, by, now)
    await _done(session, case, Act.TOOK_CASE, now, by)
    return Heard("complaint-progress", {"at": now}) if is_first and case.is_open else None


async def assign(session: AsyncSession, case: Case, to: int, by: int, now: datetime) -> None:
    """Give it to a colleague of the same union; for the worker nothing changes, nor does the day."""
    _give(case, to, now)
    await _done(session, case, Act.PASSED_CASE, now, by)


def _give(case: Case, to: int, now: datetime) -> None:
    case.taken_by, case.taken_at = to, case.taken_at or now
    if case.state == CaseState.NEW:
        case.state = CaseState.TAKEN


async def let_go(session: AsyncSession, case: Case) -> None:
    """Make it anybody's again, since who took it may not read it any more; who can sees it in private anew."""
    case.taken_by = None
    if case.state == CaseState.TAKEN:
        case.state = CaseState.NEW
    await session.execute(delete(CaseCard).where(CaseCard.case_id == case.id))
    await _done(session, case)


async def hand_over(
    session: AsyncSession, case: Case, union: Union, targets: Targets, by: int | None, now: datetime
) -> Heard:
    """Have another union answer for it, by a clock of its own; the worker hears who has it now, and until when."""
    above = (await line_of(session, await session.get_one(Union, case.union_id)))[1:]
    case.level += union.id in above
    case.union_id, case.taken_by, case.taken_at, case.state = union.id, None, None, CaseState.NEW
    _begin_clock(case, union, targets, now)
    await place(session, case, now)
    await _done(session, case, Act.PASSED_CASE, now, by)
    return Heard("case-passed", {"due": case.first_due_at})


async def wait(session: AsyncSession, case: Case, by: int, now: datetime) -> None:
    """Let its clock stand until the worker has brought what is missing."""
    case.state, case.stopped_at = CaseState.WAITING, case.stopped_at or now
    case.taken_by, case.taken_at = case.taken_by or by, case.taken_at or now
    await _done(session, case, Act.AWAITED_PAPERS, now, by)


async def papers(session: AsyncSession, case: Case, what: str, *, is_here: bool) -> Heard:
    """What the worker hears who is to bring something: what, as HTML, and where; or that it is to be sent here."""
    union = await session.get_one(Union, case.union_id)
    quote = Markup("").join(split(what, TEXT_UNITS - FRAME_UNITS)[:1])
    return Heard("case-papers", {"quote": quote, "is_here": is_here, "hotline": union.hotline})


async def resume(session: AsyncSession, case: Case, rules: DeskRules, now: datetime) -> None:
    """Let its clock go on with the working time that was left when it stopped."""
    if case.state != CaseState.WAITING:
        return
    since, union = case.stopped_at or now, await session.get_one(Union, case.union_id)
    work = rules.of(union.adcode).work
    case.state, case.stopped_at, case.clock_from = CaseState.TAKEN, None, case.clock_from + (now - since)
    case.first_due_at, case.done_due_at = (
        work.after(now, work.between(since, due)) if due > since else due
        for due in (case.first_due_at, case.done_due_at)
    )
    await _done(session, case)


async def check(session: AsyncSession, case: Case, by: int, now: datetime) -> None:
    """Note that staff say it is done: the worker is asked whether it is."""
    case.state, case.asked_at, case.stopped_at = CaseState.CHECKING, now, None
    await _done(session, case, Act.CLOSED_CASE, now, by)


async def close(session: AsyncSession, case: Case, by: int | None, now: datetime) -> None:
    """End it; `by` is None where the worker ended it, or nobody answered."""
    case.state, case.closed_at, case.stopped_at = CaseState.CLOSED, now, None
    await (_done(session, case) if by is None else _done(session, case, Act.CLOSED_CASE, now, by))


async def reopen(session: AsyncSession, case: Case, targets: Targets, now: datetime) -> None:
    """Take it up again where it ended, by a clock that begins anew."""
    case.state = CaseState.TAKEN if case.taken_by else CaseState.NEW
    case.closed_at = case.asked_at = None
    case.verdict = ""
    _begin_clock(case, await session.get_one(Union, case.union_id), targets, now)
    await _done(session, case, Act.REOPENED_CASE, now)


def _begin_clock(case: Case, union: Union, targets: Targets, now: datetime) -> None:
    """Count anew, by the hours of the union that has it, to a first answer and to the end."""
    due = targets.due(union.adcode, CaseKind(case.kind), case.is_urgent, now)
    case.clock_from, case.first_due_at, case.done_due_at = now, due.first_at, due.done_at
    case.first_answer_at = case.nudged_at = case.stopped_at = None


async def withdraw(session: AsyncSession, case: Case, now: datetime) -> Heard:
    """End it because the worker wants it no more."""
    case.state, case.closed_at, case.stopped_at = CaseState.WITHDRAWN, now, None
    await _done(session, case)
    return Heard("complaint-withdrawn")


async def _done(
    session: AsyncSession, case: Case, act: Act | None = None, now: datetime | None = None, by: int | None = None
) -> None:
    """Write it down, store it, and have the Clerk show it."""
    if act is not None and now is not None:
        write_down(session, act, case.reference, now, actor_id=by, union_id=case.union_id)
    await session.flush()
    await call_clerk(session)

"""Responsible: which union answers for a case, who of its staff may read it and answer, and whom it goes to above."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseKind, Role, StaffMember, Union
from services.staff.rights import ROLES, Action, may
from services.staff.unions import covering_union, line_of


def reading(kind: str) -> Action:
    """What it takes to read the texts of a case of this kind without having taken it."""
    return Action.READ_LEGAL_AID if kind == CaseKind.LEGAL_AID else Action.READ_CASE


async def may_answer(session: AsyncSession, person: int, case: Case) -> bool:
    """Whether somebody may take the case, answer and close it."""
    union = await session.get(Union, case.union_id)
    return (await may(session, person, Action.ANSWER_CASE, union)).is_yes


async def may_read(session: AsyncSession, person: int, case: Case) -> bool:
    """Whether somebody may read its texts: by their role, or because they took it and still may answer."""
    union = await session.get(Union, case.union_id)
    if (await may(session, person, reading(case.kind), union)).is_yes:
        return True
    return case.taken_by == person and await may_answer(session, person, case)


async def answering_union(session: AsyncSession, adcode: str, kind: str) -> Union:
    """The lowest union that covers a place and has anybody to answer there: a desk, or staff with the right.

    Where no union above has, it is the root's, so that nothing is lost. LookupError while there is no union at all.
    """
    covering = await covering_union(session, adcode)
    if covering is None:
        raise LookupError("there is no union yet")
    line = await line_of(session, covering)
    for union_id in line:
        union = await session.get_one(Union, union_id)
        if union.desk_chat_id is not None or await staff_in(session, [union_id], kind):
            return union
    return await session.get_one(Union, line[-1])


async def union_above(session: AsyncSession, union_id: int, kind: str) -> Union | None:
    """The next union upwards that has anybody to answer; None where there is none above."""
    here = await session.get_one(Union, union_id)
    for above in (await line_of(session, here))[1:]:
        union = await session.get_one(Union, above)
        if union.desk_chat_id is not None or await staff_in(session, [above], kind):
            return union
    return None


async def staff_in(session: AsyncSession, union_ids: Collection[int], kind: str) -> Sequence[int]:
    """The Telegram ids of those with a post in these very unions who may read and answer cases of this kind."""
    roles = ROLES[reading(kind)] if kind == CaseKind.LEGAL_AID else ROLES[Action.ANSWER_CASE]
    return await _with_roles(session, union_ids, roles)


async def _with_roles(session: AsyncSession, union_ids: Collection[int], roles: Collection[Role]) -> Sequence[int]:
    posts = select(StaffMember.telegram_id).where(StaffMember.union_id.in_(union_ids), StaffMember.role.in_(roles))
    return (await session.scalars(posts.distinct().order_by(StaffMember.telegram_id))).all()

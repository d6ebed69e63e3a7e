"""Passing: to whom a case can go on: a colleague who may answer it, or another union of the tree that has anybody."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, Role, StaffMember, Union
from services.cases.responsible import staff_in, union_above
from services.staff.rights import ROLES, Action
from services.staff.unions import line_of, root_union, unions_within

MOST_COLLEAGUES: Final = 12
MOST_UNIONS: Final = 12
"""On keys."""


class Colleague(NamedTuple):
    """Somebody who may answer a case."""

    telegram_id: int
    name: str
    is_lawyer: bool


async def colleagues_of(session: AsyncSession, case: Case, but: int) -> list[Colleague]:
    """Those of the union and of the unions above it who may answer, lawyers last, without `but` and who has it."""
    union = await session.get(Union, case.union_id)
    others = [but] if case.taken_by is None else [but, case.taken_by]
    posts = await session.scalars(
        select(StaffMember)
        .where(StaffMember.union_id.in_(await line_of(session, union)))
        .where(StaffMember.role.in_(ROLES[Action.ANSWER_CASE]), StaffMember.telegram_id.not_in(others))
        .order_by(StaffMember.role, StaffMember.id)
    )
    found = {post.telegram_id: Colleague(post.telegram_id, post.name, post.role == Role.LAWYER) for post in posts}
    return sorted(found.values(), key=lambda colleague: colleague.is_lawyer)[:MOST_COLLEAGUES]


async def unions_for(session: AsyncSession, case: Case) -> Sequence[Union]:
    """The next union above, then those below, then the others of the tree: each has a desk or staff who may answer."""
    here = await session.get_one(Union, case.union_id)
    above = await union_above(session, here.id, case.kind)
    below = (await unions_within(session, [here.id]))[1:]
    root = await root_union(session)
    everywhere = await unions_within(session, [root.id]) if root else []
    ordered = {union.id: union for union in (*([above] if above else []), *below, *everywhere) if union.id != here.id}
    return [union for union in ordered.values() if await has_anybody(session, union, case.kind)][:MOST_UNIONS]


async def has_anybody(session: AsyncSession, union: Union, kind: str) -> bool:
    """Whether a union has a desk, or staff of its own who may answer a case of this kind."""
    return union.desk_chat_id is not None or bool(await staff_in(session, [union.id], kind))

"""The list of a desk: the open cases that somebody may answer, what is late first, then what is their own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case
from models.case import OPEN_STATES
from services.staff.rights import Action, unions_for
from services.staff.unions import unions_within


async def open_cases(
    session: AsyncSession, person: int, now: datetime, skip: int, limit: int
) -> tuple[Sequence[Case], int]:
    """Some of them, and how many there are in all."""
    posts = await unions_for(session, person, Action.ANSWER_CASE)
    unions = [union.id for union in await unions_within(session, [union.id for union in posts])]
    theirs = and_(Case.union_id.in_(unions), Case.state.in_(OPEN_STATES))
    is_late = and_(Case.stopped_at.is_(None), or_(
        and_(Case.first_answer_at.is_(None), Case.first_due_at < now), Case.done_due_at < now,
    ))  # fmt: skip
    order = (case((is_late, 0), else_=1), case((Case.taken_by == person, 0), else_=1), Case.first_due_at, Case.id)
    found = await session.scalars(select(Case).where(theirs).order_by(*order).offset(skip).limit(limit))
    return found.all(), await session.scalar(select(func.count()).where(theirs)) or 0

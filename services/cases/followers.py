"""Followers: workers with the same trouble as somebody's case, who hear what becomes of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseFollower
from services.cases.placing import call_clerk


async def follow(session: AsyncSession, case: Case, worker_id: int, now: datetime) -> None:
    """Have somebody hear what becomes of a case; whose own it is hears anyway."""
    key = (case.id, worker_id)
    if worker_id != case.worker_id and await session.get(CaseFollower, key) is None:
        session.add(CaseFollower(case_id=case.id, worker_id=worker_id, since=now))
        await session.flush()
        await call_clerk(session)


async def is_follower(session: AsyncSession, case: Case, worker_id: int) -> bool:
    """Whether somebody follows a case of another worker."""
    return await session.get(CaseFollower, (case.id, worker_id)) is not None


async def followers_of(session: AsyncSession, case: Case) -> Sequence[int]:
    """Who follows it, the longest first."""
    following = select(CaseFollower.worker_id).where(CaseFollower.case_id == case.id)
    return (await session.scalars(following.order_by(CaseFollower.since, CaseFollower.worker_id))).all()


async def count_followers(session: AsyncSession, case: Case) -> int:
    """How many others have the same trouble."""
    counted = select(func.count()).select_from(CaseFollower).where(CaseFollower.case_id == case.id)
    return await session.scalar(counted) or 0


async def pass_on(session: AsyncSession, case: Case) -> bool:
    """Make a case that its worker wants no more the one of who follows it longest; False if nobody does."""
    followers = await followers_of(session, case)
    if not followers:
        return False
    case.worker_id, case.revealed = followers[0], None
    await session.delete(await session.get_one(CaseFollower, (case.id, followers[0])))
    await session.flush()
    await call_clerk(session)
    return True

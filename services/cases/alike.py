"""Alike: the same trouble at the same station, which others have told of already."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseFollower, CaseKind, CaseState
from models.case import OPEN_STATES

STILL_ALIKE: Final = timedelta(days=7)
"""So long after it was closed, trouble of the same kind may be the same."""
OF_ONES_OWN: Final = ("rude", "suggestion", "other")
"""What nobody can tell to be the same without reading another worker's words."""


async def alike_case(session: AsyncSession, station_id: int, category: str, now: datetime) -> Case | None:
    """The newest complaint about this at that station that is open, else was closed in the last days."""
    if category in OF_ONES_OWN:
        return None
    is_open = Case.state.in_(OPEN_STATES)
    is_recent = (Case.state == CaseState.CLOSED) & (Case.closed_at > now - STILL_ALIKE)
    alike = select(Case).where(
        Case.station_id == station_id, Case.category == category, Case.kind == CaseKind.COMPLAINT, is_open | is_recent
    )
    case: Case | None = await session.scalar(
        alike.order_by(is_open.desc(), Case.filed_at.desc(), Case.id.desc()).limit(1)
    )
    return case


async def filed_since(session: AsyncSession, worker_id: int, kinds: Collection[str], moment: datetime) -> int:
    """How many cases of these kinds a worker has filed from that moment on."""
    theirs = (Case.worker_id == worker_id) & Case.kind.in_(kinds) & (Case.filed_at >= moment)
    return await session.scalar(select(func.count()).select_from(Case).where(theirs)) or 0


async def workers_with(session: AsyncSession, case: Case) -> int:
    """How many workers told of it: who filed it, and who said that it is theirs too."""
    following = select(func.count()).select_from(CaseFollower).where(CaseFollower.case_id == case.id)
    return (await session.scalar(following) or 0) + 1

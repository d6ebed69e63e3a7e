"""Alike: the same trouble at the same station, which others have told of already."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseKind, CaseState
from models.case import OPEN_STATES
from services.cases.followers import count_followers

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


async def workers_with(session: AsyncSession, case: Case) -> int:
    """How many workers told of it: who filed it, and who said that it is theirs too."""
    return await count_followers(session, case) + 1

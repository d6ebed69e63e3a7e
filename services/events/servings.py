"""Servings: the row of one time an event takes place, made when it is first needed."""

from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models import Serving
from services.events.days import Occurrence

ABOUT: Final = "serving:"


def about(serving_id: int) -> str:
    """What the notices of a serving are about."""
    return f"{ABOUT}{serving_id}"


async def serving_of(session: AsyncSession, occurrence: Occurrence) -> Serving:
    """The row of this time; made now if there is none, and only one, whoever else needs it at this moment."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    event_id, day = occurrence.event.id, occurrence.day
    values = {
        "event_id": event_id, "day": day, "begins_at": occurrence.begins_at, "ends_at": occurrence.ends_at,
        "version": 1, "numbers": 0, "has_news": False,
    }  # fmt: skip
    await session.execute(insert(Serving).values(values).on_conflict_do_nothing())
    serving = await serving_on(session, event_id, day)
    assert serving is not None, "it was made a line ago"
    return serving


async def serving_on(session: AsyncSession, event_id: int, day: date) -> Serving | None:
    """The row of an event's day, None if nobody needed it yet."""
    serving: Serving | None = await session.scalar(
        select(Serving).where(Serving.event_id == event_id, Serving.day == day)
    )
    return serving

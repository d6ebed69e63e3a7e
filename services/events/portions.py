"""Portions: how many of a serving are left, how many of those are kept, and whether it is served at all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, Reservation, Serving


@dataclass(frozen=True, slots=True)
class Portions:
    """How many are `left` at the counter, None if nobody counts; `kept` of them wait for somebody."""

    left: int | None
    kept: int

    @property
    def free(self) -> int | None:
        """How many there are for whoever comes; None if nobody counts."""
        return None if self.left is None else max(self.left - self.kept, 0)


async def lock(session: AsyncSession, serving_id: int) -> tuple[Serving, Event] | None:
    """A serving and its event as they are now, for nobody else to change until this transaction ends."""
    await session.flush()
    query = select(Serving).where(Serving.id == serving_id).with_for_update()
    serving = await session.scalar(query.execution_options(populate_existing=True))
    return (serving, await session.get_one(Event, serving.event_id)) if serving else None


def is_kept(now: datetime) -> ColumnElement[bool]:
    """What is true of a reservation whose portion still waits for its worker."""
    is_open = and_(Reservation.fetched_at.is_(None), Reservation.given_back_at.is_(None))
    return and_(is_open, Reservation.held_until > now)


async def portions_of(session: AsyncSession, serving: Serving, event: Event, now: datetime) -> Portions:
    """How many there are; before the first count as many as were planned."""
    kept = select(func.count()).select_from(Reservation).where(Reservation.serving_id == serving.id, is_kept(now))
    left = event.portions if serving.left is None else serving.left
    return Portions(left, await session.scalar(kept) or 0)


def is_off(serving: Serving) -> bool:
    """Whether it was called off."""
    return serving.closed_at is not None and serving.left != 0


def is_on(serving: Serving, now: datetime) -> bool:
    """Whether it is served at this moment, or would be if there were some left."""
    return serving.begins_at <= now < serving.ends_at and not is_off(serving)

"""Counting: what a keeper's key changes in a serving; each press counts once, and the later word wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, Reservation, Serving
from services.events.portions import is_off, lock, portions_of
from services.events.reservations import kept_for


class Ruling(StrEnum):
    """What became of a press."""

    DONE = "done"
    STALE = "stale"
    """It was counted meanwhile, by this key's first press or by somebody else."""
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of it, and of which serving; `lost` are kept portions that there turned out not to be."""

    ruling: Ruling
    serving: Serving
    event: Event
    lost: Sequence[Reservation] = ()


async def hand_out(session: AsyncSession, serving_id: int, number: int, version: int, now: datetime) -> Counted | None:
    """So many fewer, but for those that are kept; None if there is no such serving."""
    found = await _countable(session, serving_id, version, now)
    if not isinstance(found, tuple):
        return found
    serving, event = found
    portions = await portions_of(session, serving, event, now)
    if portions.left is None:
        return Counted(Ruling.STALE, serving, event)
    return await _count(session, serving, event, max(portions.left - number, min(portions.kept, portions.left)), now)


async def say_gone(session: AsyncSession, serving_id: int, version: int, now: datetime) -> Counted | None:
    """Nothing is left but what is kept."""
    found = await _countable(session, serving_id, version, now)
    if not isinstance(found, tuple):
        return found
    serving, event = found
    kept = (await portions_of(session, serving, event, now)).kept
    return await _count(session, serving, event, kept, now)


async def say_left(session: AsyncSession, serving_id: int, left: int, now: datetime) -> Counted | None:
    """So many are left, as somebody sees who stands before them; more than was kept last is lost."""
    found = await _countable(session, serving_id, None, now)
    if not isinstance(found, tuple):
        return found
    return await _with_lost(session, *found, left, now)


async def fetch(session: AsyncSession, reservation_id: int, now: datetime) -> Counted | None:
    """Somebody came with a number: it is counted off, once. If late, another's may be lost for it."""
    reservation = await session.get(Reservation, reservation_id)
    found = await _countable(session, reservation.serving_id, None, now) if reservation else None
    if reservation is None or not isinstance(found, tuple):
        return found if isinstance(found, Counted) else None
    serving, event = found
    await session.refresh(reservation)
    if reservation.fetched_at or reservation.given_back_at:
        return Counted(Ruling.STALE, serving, event)
    reservation.fetched_at = now
    left = (await portions_of(session, serving, event, now)).left
    if left is None:
        return await _count(session, serving, event, None, now)
    return await _with_lost(session, serving, event, max(left - 1, 0), now)


async def _countable(
    session: AsyncSession, serving_id: int, version: int | None, now: datetime
) -> tuple[Serving, Event] | Counted | None:
    """The serving, locked, if it can be counted with a key of that version; else what to say instead."""
    found = await lock(session, serving_id)
    if found is None:
        return None
    serving, event = found
    if is_off(serving) or now >= serving.ends_at:
        return Counted(Ruling.OVER, serving, event)
    return Counted(Ruling.STALE, serving, event) if version not in (None, serving.version) else found


async def _with_lost(session: AsyncSession, serving: Serving, event: Event, left: int, now: datetime) -> Counted:
    """So many are left; the last of those who have one kept go without where that is fewer."""
    lost = (await kept_for(session, serving.id, now))[left:]
    for reservation in lost:
        reservation.given_back_at = now
    counted = await _count(session, serving, event, left, now)
    return Counted(counted.ruling, serving, event, lost)


async def _count(session: AsyncSession, serving: Serving, event: Event, left: int | None, now: datetime) -> Counted:
    serving.left, serving.left_said_at = left, now
    serving.closed_at = now if left == 0 else None
    serving.version += 1
    await session.flush()
    return Counted(Ruling.DONE, serving, event)

"""Reservations: a portion is kept for a worker for a quarter of an hour, and never one more than there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, Reservation, Serving
from services.events.portions import is_kept, is_off, is_on, lock, portions_of

HELD_FOR: Final = timedelta(minutes=15)
BEFORE_FIRST_NUMBER: Final = 100
"""Numbers have three digits: nobody takes one for a count."""


class Answer(StrEnum):
    """What asking for a portion leads to."""

    KEPT = "kept"
    HELD = "held"
    """It was kept before."""
    NONE_LEFT = "none_left"
    TOO_FAR = "too_far"
    """The way takes longer than a portion is kept."""
    UNCOUNTED = "uncounted"
    """Nobody counts portions: there is nothing to keep, whoever comes gets some."""
    FETCHED = "fetched"
    """They have had theirs."""
    NOT_YET = "not_yet"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer, about which serving of which event if there is one, and what is kept."""

    answer: Answer
    serving: Serving | None = None
    event: Event | None = None
    reservation: Reservation | None = None


async def keep(session: AsyncSession, serving_id: int, worker_id: int, minutes: int | None, now: datetime) -> Asked:
    """Keep a portion for a worker; who has one kept gets the same again.

    `minutes` is how long the way takes from the place they named, None where they named none.
    """
    found = await lock(session, serving_id)
    if found is None:
        return Asked(Answer.OVER)
    serving, event = found
    theirs = await _theirs(session, serving.id, worker_id, now)
    if theirs is not None:
        return Asked(Answer.FETCHED if theirs.fetched_at else Answer.HELD, serving, event, theirs)
    if now < serving.begins_at and not is_off(serving):
        return Asked(Answer.NOT_YET, serving, event)
    if not is_on(serving, now):
        return Asked(Answer.OVER, serving, event)
    free = (await portions_of(session, serving, event, now)).free
    if free is None:
        return Asked(Answer.UNCOUNTED, serving, event)
    if not free:
        return Asked(Answer.NONE_LEFT, serving, event)
    if minutes is not None and timedelta(minutes=minutes) > HELD_FOR:
        return Asked(Answer.TOO_FAR, serving, event)
    return Asked(Answer.KEPT, serving, event, await _keep(session, serving, worker_id, now))


async def _keep(session: AsyncSession, serving: Serving, worker_id: int, now: datetime) -> Reservation:
    serving.numbers += 1
    reservation = Reservation(
        serving_id=serving.id, worker_id=worker_id, number=BEFORE_FIRST_NUMBER + serving.numbers, made_at=now,
        held_until=min(now + HELD_FOR, serving.ends_at),
    )  # fmt: skip
    session.add(reservation)
    await session.flush()
    return reservation


async def _theirs(session: AsyncSession, serving_id: int, worker_id: int, now: datetime) -> Reservation | None:
    """What a worker has of a serving already: kept, or fetched."""
    has_it = is_kept(now) | Reservation.fetched_at.is_not(None)
    query = select(Reservation).where(Reservation.serving_id == serving_id, Reservation.worker_id == worker_id, has_it)
    theirs: Reservation | None = await session.scalar(query.limit(1))
    return theirs


async def give_back(session: AsyncSession, reservation_id: int, worker_id: int, now: datetime) -> Reservation | None:
    """Let a worker's portion be anybody's again; None if they had none kept by that number (any more)."""
    reservation = await session.get(Reservation, reservation_id)
    if reservation is None or reservation.worker_id != worker_id:
        return None
    serving = await _locked(session, reservation)
    if serving is None or reservation.fetched_at or reservation.given_back_at:
        return None
    reservation.given_back_at = now
    await session.flush()
    return reservation


async def kept_for(session: AsyncSession, serving_id: int, now: datetime) -> Sequence[Reservation]:
    """What is kept of a serving, in the order of the numbers."""
    kept = select(Reservation).where(Reservation.serving_id == serving_id, is_kept(now))
    return (await session.scalars(kept.order_by(Reservation.number))).all()


async def run_out(session: AsyncSession, now: datetime) -> Sequence[Reservation]:
    """Let go what nobody came for in time; each is given once, for its worker to be told."""
    is_open = (Reservation.fetched_at.is_(None), Reservation.given_back_at.is_(None))
    query = select(Reservation).where(*is_open, Reservation.held_until <= now).order_by(Reservation.serving_id)
    gone = []
    for reservation in await session.scalars(query):
        serving = await _locked(session, reservation)
        if serving is not None and not (reservation.fetched_at or reservation.given_back_at):
            reservation.given_back_at = now
            gone.append(reservation)
    await session.flush()
    return gone


async def _locked(session: AsyncSession, reservation: Reservation) -> Serving | None:
    """The serving of a reservation, locked, and the reservation as it is under that lock; None if either is gone."""
    found = await lock(session, reservation.serving_id)
    if found is None:
        return None
    still = select(Reservation).where(Reservation.id == reservation.id).execution_options(populate_existing=True)
    return found[0] if await session.scalar(still) is not None else None

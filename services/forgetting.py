"""Forgetting: all that is kept of a worker, shown and deleted in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    AnsweredAlbum,
    AuditEntry,
    DeadLetter,
    Delivery,
    Errand,
    Form,
    Kind,
    LiveCard,
    Model,
    Reservation,
    StaffMember,
    Station,
    StationKeeper,
    Subscription,
    Topic,
    Union,
    Worker,
)
from models.delivery import IS_OF_A_NOTICE, NOBODY, WAITING_STATES
from services.cases.forgetting import Forgotten, KeptCase, cases_kept_of, followed_by, forget_cases, held_by_staff
from services.delivery import outbox
from services.notices.subscriptions import topics_of
from services.staff.audit import Act
from services.staff.people import posts_with_unions


@dataclass(frozen=True)
class Kept:
    """What is kept of a person: their row, their forms, and how many rows of the kinds that pass by themselves.

    `posts` are those of a staff member: an admin of the union gives and takes them, forgetting does not.
    """

    worker: Worker | None
    forms: tuple[str, ...]
    errands: int
    is_followed: bool
    dead_letters: int
    posts: tuple[tuple[StaffMember, Union], ...]
    topics: tuple[Topic, ...] = ()
    keeps: tuple[str, ...] = ()
    """The names of the stations that they said they keep."""
    reservations: int = 0
    cases: tuple[KeptCase, ...] = ()
    follows: tuple[str, ...] = ()
    """The references of cases of others who have the same trouble."""
    went_to: str = ""
    """The name of the station that they last asked the way to."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to delete."""
        passing = self.forms or self.errands or self.is_followed or self.dead_letters or self.reservations
        return not (self.worker or self.cases or self.follows or passing)

    @property
    def open_cases(self) -> tuple[str, ...]:
        """The references of the cases that nobody could answer any more."""
        return tuple(kept.case.reference for kept in self.cases if kept.case.is_open)


@dataclass(frozen=True)
class Deleted:
    """`receipt` is the number of a line in the trail that does not say whose wish it was; what became of the cases."""

    receipt: str
    cases: Forgotten


async def kept_of(session: AsyncSession, person_id: int) -> Kept:
    """Look through every table that knows people."""
    await session.flush()
    worker = await session.get(Worker, person_id)
    forms = select(Form.name).where(Form.person_id == person_id, Form.step != "").order_by(Form.name)
    return Kept(
        worker=worker,
        forms=tuple(await session.scalars(forms)),
        errands=await _count(session, Errand, (Errand.chat_id == person_id) & Errand.body.is_not(None)),
        is_followed=await _count(session, LiveCard, LiveCard.chat_id == person_id) > 0,
        dead_letters=await _count(session, DeadLetter, DeadLetter.person_id == person_id),
        posts=tuple(await posts_with_unions(session, person_id)),
        topics=tuple(await topics_of(session, person_id)),
        keeps=await _kept_stations(session, person_id),
        reservations=await _count(session, Reservation, Reservation.worker_id == person_id),
        cases=tuple(await cases_kept_of(session, person_id)),
        follows=await followed_by(session, person_id),
        went_to=await _name_of_station(session, worker.went_to_id if worker else None),
    )


async def delete_all(session: AsyncSession, person_id: int, now: datetime) -> Deleted:
    """Delete it, and give the receipt and what is to be said of the cases that end so.

    What waits to be sent to them is cancelled and wiped; what is on the wire already, and what is owed later in the
    same transaction, still goes. Staff roles stay, with the stations that go with them and the cases that were brought
    to them for those, and so do the accounts of notices and of cases, which tell no more whose they are.
    """
    await session.flush()
    cases = await forget_cases(session, person_id, now)
    whose: dict[type[Model], Any] = {
        Form: Form.person_id,
        Errand: Errand.chat_id,
        LiveCard: LiveCard.chat_id,
        AnsweredAlbum: AnsweredAlbum.chat_id,
        DeadLetter: DeadLetter.person_id,
        Reservation: Reservation.worker_id,
        Subscription: Subscription.worker_id,
        Worker: Worker.id,
    }
    for model, column in whose.items():
        await session.execute(delete(model).where(column == person_id))
    theirs = (Delivery.chat_id == person_id) & ~held_by_staff(person_id)
    await outbox.cancel(session, theirs, "forgotten", now)
    over = Delivery.state.not_in(WAITING_STATES)
    passing = Delivery.kind.in_((Kind.REPLY, Kind.LIVE, Kind.CASE))
    await session.execute(delete(Delivery).where(theirs, passing, over))
    await session.execute(update(Delivery).where(Delivery.chat_id == person_id, IS_OF_A_NOTICE).values(chat_id=NOBODY))
    line = AuditEntry(done_at=now, action=Act.FORGOT_WORKER, subject="their own wish")
    session.add(line)
    await session.flush()
    return Deleted(f"F{line.id:03}", cases)


async def _name_of_station(session: AsyncSession, station_id: int | None) -> str:
    return await session.scalar(select(Station.name).where(Station.id == station_id)) or ""


async def _kept_stations(session: AsyncSession, person_id: int) -> tuple[str, ...]:
    query = select(Station.name).join(StationKeeper, StationKeeper.station_id == Station.id)
    mine = query.where(StationKeeper.telegram_id == person_id).order_by(StationKeeper.since, Station.id)
    return tuple(await session.scalars(mine))


async def _count(session: AsyncSession, model: type[Model], where: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(model).where(where)) or 0

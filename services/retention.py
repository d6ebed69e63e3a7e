"""How long things are kept; what is older is deleted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select, tuple_, update

from models import (
    AnsweredAlbum,
    AuditEntry,
    Broadcast,
    Case,
    DeadLetter,
    Delivery,
    Errand,
    Forecast,
    Form,
    HeatAlert,
    Invitation,
    LiveCard,
    Model,
    NoonQuestion,
    Notice,
    ProcessedUpdate,
    Reservation,
    Serving,
    Slot,
    Supply,
    Worker,
)
from models.database import Sessions
from services.clock import machine_now

Aged = tuple[type[Model], Any, timedelta]


@dataclass(frozen=True)
class Keep:
    """How many days things are kept, as the operator set it."""

    forms_days: int = 7  # since they were asked last
    deliveries_days: int = 30  # of what was sent only that it was: its text is wiped when it is
    dead_letters_days: int = 7
    errands_days: int = 30  # likewise without what was asked
    invitations_days: int = 30
    notices_days: int = 2 * 365
    cases_days: int = 180  # since they were closed
    audit_days: int = 3 * 365

    @property
    def everything(self) -> Iterator[Aged]:
        """What is deleted by its age, the moment that counts and how old it may be."""
        days = (
            (AnsweredAlbum, AnsweredAlbum.answered_at, 8),
            (LiveCard, LiveCard.ends_at, 0),
            (Form, Form.asked_at, self.forms_days),
            (Forecast, Forecast.heard_at, 8),
            (Reservation, Reservation.held_until, 2),
            (Delivery, Delivery.finished_at, self.deliveries_days),
            (DeadLetter, DeadLetter.died_at, self.dead_letters_days),
            (Errand, Errand.finished_at, self.errands_days),
            (Invitation, Invitation.expires_at, self.invitations_days),
            (Broadcast, func.coalesce(Broadcast.finished_at, Broadcast.made_at), self.notices_days),
            (Notice, Notice.ended_at, self.notices_days),
            (HeatAlert, HeatAlert.ended_at, self.notices_days),
            (NoonQuestion, NoonQuestion.asked_at, self.notices_days),
            (Supply, Supply.until, self.notices_days),
            (Serving, Serving.ends_at, self.notices_days),
            (Case, Case.closed_at, self.cases_days),
            (AuditEntry, AuditEntry.done_at, self.audit_days),
        )
        return ((model, moment, timedelta(days=kept)) for model, moment, kept in days)


# What keeps things from being done twice ages by the machine's clock: turned ahead and back, nothing is repeated.
# Telegram keeps an update 24 hours, and its numbers start anew after a silent week.
GUARDS: Final[Sequence[Aged]] = (
    (ProcessedUpdate, ProcessedUpdate.taken_at, timedelta(days=8)),
    (Slot, Slot.taken_at, timedelta(days=14)),
)
WAYS_KEPT: Final = timedelta(days=1)
ROWS_AT_ONCE: Final = 5_000  # a longer transaction would keep a worker waiting
DEFAULT: Final = Keep()


async def delete_the_old(sessions: Sessions, now: datetime, keep: Keep = DEFAULT) -> int:
    """Delete what has outlived its time, in short transactions; give the number of rows."""
    deleted = 0
    for since, things in ((now, keep.everything), (machine_now(), GUARDS)):
        for model, moment, age in things:
            deleted += await _delete_all(sessions, model, moment < since - age)
    await _forget_ways(sessions, now)
    return deleted


async def _forget_ways(sessions: Sessions, now: datetime) -> None:
    """Where somebody asked the way to is nobody's business the day after."""
    is_old = Worker.went_at < now - WAYS_KEPT
    async with sessions() as session, session.begin():
        await session.execute(update(Worker).where(is_old).values(went_to_id=None, went_at=None))


async def _delete_all(sessions: Sessions, model: type[Model], is_old: ColumnElement[bool]) -> int:
    deleted, rows = 0, ROWS_AT_ONCE
    while rows == ROWS_AT_ONCE:
        rows = await _delete_some(sessions, model, is_old)
        deleted += rows
    return deleted


async def _delete_some(sessions: Sessions, model: type[Model], is_old: ColumnElement[bool]) -> int:
    keys = model.__mapper__.primary_key
    some = select(*keys).where(is_old).limit(ROWS_AT_ONCE)
    async with sessions() as session, session.begin():
        connection = await session.connection()
        return (await connection.execute(delete(model).where(tuple_(*keys).in_(some)))).rowcount

"""How long things are kept; what is older is deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, tuple_

from models import (
    AnsweredAlbum,
    AuditEntry,
    DeadLetter,
    Delivery,
    Errand,
    Form,
    Invitation,
    LiveCard,
    Model,
    ProcessedUpdate,
    Slot,
)
from models.database import Sessions


@dataclass(frozen=True)
class Keep:
    """How many days things are kept, as the operator set it."""

    forms_days: int = 7  # since they were asked last
    deliveries_days: int = 30  # of what was sent only that it was: its text is wiped when it is
    dead_letters_days: int = 7
    errands_days: int = 30  # likewise without what was asked
    invitations_days: int = 30
    audit_days: int = 3 * 365

    @property
    def everything(self) -> Iterator[tuple[type[Model], Any, timedelta]]:
        """What is deleted by its age, the moment that counts and how old it may be."""
        # Telegram keeps an update 24 hours, and its numbers start anew after a silent week.
        days = (
            (ProcessedUpdate, ProcessedUpdate.taken_at, 8),
            (AnsweredAlbum, AnsweredAlbum.answered_at, 8),
            (Slot, Slot.due_at, 60),
            (LiveCard, LiveCard.ends_at, 0),
            (Form, Form.asked_at, self.forms_days),
            (Delivery, Delivery.finished_at, self.deliveries_days),
            (DeadLetter, DeadLetter.died_at, self.dead_letters_days),
            (Errand, Errand.finished_at, self.errands_days),
            (Invitation, Invitation.expires_at, self.invitations_days),
            (AuditEntry, AuditEntry.done_at, self.audit_days),
        )
        return ((model, moment, timedelta(days=kept)) for model, moment, kept in days)


ROWS_AT_ONCE: Final = 5_000  # a longer transaction would keep a worker waiting
DEFAULT: Final = Keep()


async def delete_the_old(sessions: Sessions, now: datetime, keep: Keep = DEFAULT) -> int:
    """Delete what has outlived its time, in short transactions; give the number of rows."""
    deleted = 0
    for model, moment, age in keep.everything:
        rows = ROWS_AT_ONCE
        while rows == ROWS_AT_ONCE:
            rows = await _delete_some(sessions, model, moment < now - age)
            deleted += rows
    return deleted


async def _delete_some(sessions: Sessions, model: type[Model], is_old: ColumnElement[bool]) -> int:
    keys = model.__mapper__.primary_key
    some = select(*keys).where(is_old).limit(ROWS_AT_ONCE)
    async with sessions() as session, session.begin():
        connection = await session.connection()
        return (await connection.execute(delete(model).where(tuple_(*keys).in_(some)))).rowcount

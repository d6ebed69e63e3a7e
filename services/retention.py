"""How long things are kept; what is older is deleted."""

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

FORMS_KEPT: Final = timedelta(days=7)  # since they were asked last

# Telegram keeps an update 24 hours, and its numbers start anew after a silent week.
KEPT: Final[tuple[tuple[type[Model], Any, timedelta], ...]] = (
    (ProcessedUpdate, ProcessedUpdate.taken_at, timedelta(days=8)),
    (DeadLetter, DeadLetter.died_at, timedelta(days=7)),
    (LiveCard, LiveCard.ends_at, timedelta()),
    (AnsweredAlbum, AnsweredAlbum.answered_at, timedelta(days=8)),
    (Delivery, Delivery.finished_at, timedelta(days=30)),
    (Errand, Errand.finished_at, timedelta(days=30)),
    (Form, Form.asked_at, FORMS_KEPT),
    (Slot, Slot.due_at, timedelta(days=60)),
    (Invitation, Invitation.expires_at, timedelta(days=30)),
    (AuditEntry, AuditEntry.done_at, timedelta(days=3 * 365)),
)
ROWS_AT_ONCE: Final = 5_000  # a longer transaction would keep a worker waiting


async def delete_the_old(sessions: Sessions, now: datetime) -> int:
    """Delete what has outlived its time, in short transactions; give the number of rows."""
    deleted = 0
    for model, moment, age in KEPT:
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

"""How long things are kept; what is older is deleted."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select

from models import AnsweredAlbum, DeadLetter, Delivery, Model, ProcessedUpdate, Slot
from models.database import Sessions

# Telegram keeps an update 24 hours, and its numbers start anew after a silent week.
KEPT: Final[tuple[tuple[type[Model], Any, timedelta], ...]] = (
    (ProcessedUpdate, ProcessedUpdate.taken_at, timedelta(days=8)),
    (DeadLetter, DeadLetter.died_at, timedelta(days=7)),
    (AnsweredAlbum, AnsweredAlbum.answered_at, timedelta(days=8)),
    (Delivery, Delivery.finished_at, timedelta(days=30)),
    (Slot, Slot.due_at, timedelta(days=60)),
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
    keys = list(model.__mapper__.primary_key)
    async with sessions() as session, session.begin():
        old = (await session.execute(select(*keys).where(is_old).limit(ROWS_AT_ONCE))).all()
        for row in old:
            same = [key == value for key, value in zip(keys, row, strict=True)]
            await session.execute(delete(model).where(*same).execution_options(synchronize_session=False))
    return len(old)

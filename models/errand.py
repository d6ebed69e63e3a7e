"""An errand: something owed that needs the world outside before it can be answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime


class ErrandState(StrEnum):
    """Where an errand stands; all but the first are final."""

    OWED = "owed"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


class Errand(Model):
    """One question to the world, asked for a chat; `body` holds it as JSON, sealed, and is wiped at the end.

    Who runs it sets `due_at` ahead by more than the time it may take, so that nobody else runs it meanwhile and a
    runner that died is followed by another. Whoever ends it first has the say: a second result changes nothing.
    """

    __tablename__ = "errand"
    __table_args__ = (Index("ix_errand_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(String(16))
    body: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(16), default=ErrandState.OWED)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    owed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)

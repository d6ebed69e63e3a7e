"""Updates of Telegram that were taken, and those that broke a handler."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime


class ProcessedUpdate(Model):
    """An update that acted once; a repeat of its id does nothing. `taken_at` is by the machine's clock."""

    __tablename__ = "processed_update"
    __table_args__ = (Index("ix_processed_update_taken_at", "taken_at"),)

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeadLetter(Model):
    """An update that no handler could take: for a person to read, not to be tried again.

    `incident` is the number the worker was told; `body` is the update as JSON, sealed; `traceback` holds no body.
    `person_id` is who sent it, so that it goes when they want to be forgotten.
    """

    __tablename__ = "dead_letter"

    incident: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(BigInteger, index=True, default=None)
    bot_id: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(64))
    traceback: Mapped[str] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Sealed)
    died_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

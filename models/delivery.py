"""A delivery: one Bot API call that is owed to a chat."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from sqlalchemy import BigInteger, Index, Integer, String, Text, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime


class Lane(IntEnum):
    """Who goes first: the smaller number."""

    REPLY = 0
    ALERT = 1
    BULK = 2


class Kind(StrEnum):
    """What is delivered; it decides whether an uncertain one is sent once more."""

    REPLY = "reply"
    LIVE = "live"  # a live card following its person
    CASE = "case"
    ALERT = "alert"
    ANNOUNCEMENT = "announcement"
    MEAL = "meal"


class DeliveryState(StrEnum):
    """Where a delivery stands; all but the first three are final."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    NOT_FOUND = "not_found"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"


UNBEGUN_STATES = (DeliveryState.QUEUED, DeliveryState.RETRY)
WAITING_STATES = (*UNBEGUN_STATES, DeliveryState.SENDING)
REACHED_STATES = (DeliveryState.SENT, DeliveryState.UNCERTAIN)  # who has it, or may have it


NOBODY: Final = 0
"""The chat of a notice's delivery whose person had everything deleted; Telegram gives nobody this number."""
NO_NOTICE: Final = 0
"""Not null: PostgreSQL reads an index in its order only where what stands before is equal to something."""

# Literally so in every question that is to find them: a planner does not look into parameters.
WAITS = text("finished_at IS NULL")
IS_OVER = text("finished_at IS NOT NULL")
IS_BEING_SENT = text("state = 'sending'")
IS_OF_A_NOTICE = text("notice_id > 0")
IS_GOT = text("notice_id > 0 AND finished_at IS NOT NULL")


def _index_where(name: str, where: TextClause, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


class Delivery(Model):
    """One call in the outbox; `body` holds its parameters as JSON, sealed, and is wiped when the state is final.

    One of a notice has no body of its own: what it says stands there. `tapped_at` is when a key under it was first
    pressed.
    `epoch` is the courier's that sends it; `attempts` counts answers that asked to try again, `resent` the times
    it was sent once more after an answer that never came.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        _index_where("ix_delivery_waiting", WAITS, "lane", "notice_id", "id"),
        _index_where("ix_delivery_sending", IS_BEING_SENT, "epoch"),
        _index_where("ix_delivery_over", IS_OVER, "finished_at"),
        _index_where("ix_delivery_notice", IS_OF_A_NOTICE, "notice_id", "state", "tapped_at"),
        _index_where("ix_delivery_got", IS_GOT, "chat_id", "finished_at"),
        Index("ix_delivery_chat_id", "chat_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    notice_id: Mapped[int] = mapped_column(Integer, default=NO_NOTICE)
    lane: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    method: Mapped[str] = mapped_column(String(32))
    body: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    resent: Mapped[int] = mapped_column(Integer, default=0)
    message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    owed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    tapped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

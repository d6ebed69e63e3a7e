"""A delivery: one Bot API call that is owed to a chat."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import BigInteger, Index, Integer, String, Text, text
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


WAITING_STATES = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.RETRY)


WAITS = text("finished_at IS NULL")


class Delivery(Model):
    """One call in the outbox; `body` holds its parameters as JSON, sealed, and is wiped when the state is final.

    `epoch` is the courier's that sends it; `attempts` counts answers that asked to try again, `resent` the times
    it was sent once more after an answer that never came.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        # Literally so in every question that is to find it: a planner does not look into parameters.
        Index("ix_delivery_waiting", "lane", "id", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_delivery_state", "state"),
        Index("ix_delivery_chat_id", "chat_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
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
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)

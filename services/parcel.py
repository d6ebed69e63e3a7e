"""A parcel: a delivery on its way, and what became of it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from models import DeliveryState, Kind
from services.clock import machine_now
from services.errors import (
    AnswerLost,
    Blocked,
    ChatMoved,
    DeliveryError,
    MarkupRefused,
    NotFound,
    TokenRefused,
    TryLater,
)
from services.outbox import RESEND_REPLY_WITHIN, RESENT_KINDS, without_markup

log = structlog.get_logger(__name__)

LONGEST_BACK_OFF_SECONDS = 60.0
PROBE_SECONDS = 30.0


class Messenger(Protocol):
    """What carries a delivery to the world."""

    async def deliver(self, method: str, body: str) -> int | None:
        """Make one call with the JSON `body`; give the message's id if there is one; raises DeliveryError."""
        ...


@dataclass(slots=True)
class Parcel:
    """What the courier keeps of a row in memory."""

    id: int
    chat_id: int
    lane: int
    kind: str
    method: str
    attempts: int
    resent: int
    owed_at: datetime
    expires_at: datetime
    body: str = ""

    @classmethod
    def of(cls, row: Any, body: str = "") -> "Parcel":
        """Make one of a Delivery or a row of its columns."""
        return cls(
            row.id, row.chat_id, row.lane, row.kind, row.method,
            row.attempts, row.resent, row.owed_at, row.expires_at, body,
        )  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """What became of a parcel; `error` is Telegram's refusal that led to it. Not final: `finished_at` is None."""

    parcel: Parcel
    state: DeliveryState
    finished_at: datetime | None
    due_at: datetime
    error: DeliveryError | None = None
    message_id: int | None = None

    @property
    def is_final(self) -> bool:
        """Whether the parcel has come to its end."""
        return self.finished_at is not None


async def carry(parcel: Parcel, messenger: Messenger, now: Callable[[], datetime]) -> Outcome:
    """Make the call, unless it is too late for it, and judge what came back."""
    if now() >= parcel.expires_at:
        return _ended(parcel, DeliveryState.EXPIRED, now())
    try:
        message_id = await _deliver(parcel, messenger)
    except DeliveryError as error:
        return _judged(parcel, error, now())
    return replace(_ended(parcel, DeliveryState.SENT, now()), message_id=message_id)


async def _deliver(parcel: Parcel, messenger: Messenger) -> int | None:
    try:
        return await messenger.deliver(parcel.method, parcel.body)
    except MarkupRefused as error:  # the words matter more than the bold type
        log.error("markup refused, sent without it", delivery=parcel.id, reason=str(error))
        return await messenger.deliver(parcel.method, without_markup(parcel.body))


def _judged(parcel: Parcel, error: DeliveryError, now: datetime) -> Outcome:
    match error:
        case AnswerLost():
            return _uncertain(parcel, error, now)
        case TryLater(seconds=None):
            wait = min(LONGEST_BACK_OFF_SECONDS, 2.0**parcel.attempts) * random.uniform(0.8, 1.2)
            return _again(replace(parcel, attempts=parcel.attempts + 1), error, wait)
        case TryLater():
            return _again(parcel, error, error.seconds or 0.0)
        case TokenRefused():
            return _again(parcel, error, PROBE_SECONDS)
        case ChatMoved():
            return _again(replace(parcel, chat_id=error.new_chat_id), error, 0.0)
        case Blocked():
            return _ended(parcel, DeliveryState.BLOCKED, now, error)
        case NotFound():
            return _ended(parcel, DeliveryState.NOT_FOUND, now, error)
    log.error("delivery refused", delivery=parcel.id, method=parcel.method, reason=str(error))
    return _ended(parcel, DeliveryState.FAILED, now, error)


def _uncertain(parcel: Parcel, error: AnswerLost, now: datetime) -> Outcome:
    """Young replies, alerts and cases that may have arrived are sent once more, the others are counted."""
    young_reply = parcel.kind == Kind.REPLY and now - parcel.owed_at < RESEND_REPLY_WITHIN
    if parcel.resent == 0 and (young_reply or parcel.kind in RESENT_KINDS):
        return _again(replace(parcel, resent=1), error, 0.0)
    return _ended(parcel, DeliveryState.UNCERTAIN, now, error)


def _again(parcel: Parcel, error: DeliveryError, seconds: float) -> Outcome:
    return Outcome(parcel, DeliveryState.RETRY, None, machine_now() + timedelta(seconds=seconds), error)


def _ended(parcel: Parcel, state: DeliveryState, now: datetime, error: DeliveryError | None = None) -> Outcome:
    return Outcome(parcel, state, now, machine_now(), error)

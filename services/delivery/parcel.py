"""A parcel: a delivery on its way, and what became of it."""

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any, Protocol

import structlog

from models import DeliveryState, Kind, Lane
from models.delivery import NO_NOTICE
from services.clock import machine_now
from services.delivery.numbers import Numbers
from services.errors import (
    AnswerLost,
    Blocked,
    ChatMoved,
    DeliveryError,
    DeskRefused,
    MarkupRefused,
    NotFound,
    PaymentRefused,
    Refused,
    TokenRefused,
    TryLater,
)

log = structlog.get_logger(__name__)
_numbers = Numbers()

REPLY_EXPIRES = timedelta(hours=24)
RESEND_REPLY_WITHIN = timedelta(minutes=5)
RESENT_KINDS = (Kind.ALERT, Kind.CASE, Kind.LIVE)  # an edit made twice is made once
LONGEST_BACK_OFF_SECONDS = 60.0
PROBE_SECONDS = 30.0


class Messenger(Protocol):
    """What carries a delivery to the world."""

    async def deliver(self, method: str, body: str) -> int | None:
        """Make one call with the JSON `body`; give the message's id if there is one; raises DeliveryError."""
        ...


@dataclass(slots=True)
class Parcel:
    """What is known of a delivery in memory; `epoch` is the courier's who took it at once, 0 where none did.

    `asked_at` is when the update came that it answers, on the loop's clock; None if another process or life took it.
    `notice_id` is that of the notice whose words it brings, if it is one of many. `is_paid`: it offers to be paid for.
    """

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
    epoch: int = 0
    asked_at: float | None = None
    notice_id: int = NO_NOTICE
    is_paid: bool = False

    @classmethod
    def of(cls, row: Any) -> "Parcel":
        """Make one of a row of the outbox, without its body."""
        return cls(
            row.id, row.chat_id, row.lane, row.kind, row.method,
            row.attempts, row.resent, row.owed_at, row.expires_at, notice_id=row.notice_id,
        )  # fmt: skip


def reply(chat_id: int, method: str, params: Mapping[str, Any], now: datetime, kind: Kind = Kind.REPLY) -> Parcel:
    """Make a reply that is owed from `now`."""
    return _parcel(chat_id, Lane.REPLY, kind, method, params, now, now + REPLY_EXPIRES)


def alert(chat_id: int, method: str, params: Mapping[str, Any], now: datetime, expires_at: datetime) -> Parcel:
    """Make an alert that is owed from `now` and worth nothing after `expires_at`."""
    return _parcel(chat_id, Lane.ALERT, Kind.ALERT, method, params, now, expires_at)


def _parcel(
    chat_id: int, lane: Lane, kind: Kind, method: str, params: Mapping[str, Any], now: datetime, expires_at: datetime
) -> Parcel:
    body = json.dumps({"chat_id": chat_id, **params}, ensure_ascii=False, separators=(",", ":"))
    return Parcel(_numbers.next(), chat_id, lane, kind, method, 0, 0, now, expires_at, body)


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


def pieces_of(parcel: Parcel) -> int:
    """How many messages a call is: an album is as many as its pieces."""
    return len(json.loads(parcel.body)["media"]) if parcel.method == "sendMediaGroup" else 1


def without_words_instead(parcel: Parcel) -> tuple[str, str | None]:
    """The call itself, and the message to send where Telegram refuses its picture: the text under "instead"."""
    if parcel.method != "sendPhoto":
        return parcel.body, None
    params = json.loads(parcel.body)
    text = params.pop("instead", None)
    instead = json.dumps({"chat_id": params["chat_id"], "text": text}) if text else None
    return json.dumps(params, ensure_ascii=False), instead


def without_markup(body: str) -> str:
    """The same call as plain text: tags dropped, entities as the characters they mean."""
    params = json.loads(body)
    params.pop("parse_mode", None)
    for name in {"text", "caption"} & params.keys():
        params[name] = unescape(re.sub(r"<[^<>]*>", "", params[name]))
    return json.dumps(params, ensure_ascii=False)


async def carry(parcel: Parcel, messenger: Messenger, now: Callable[[], datetime]) -> Outcome:
    """Make the call, unless it is too late for it, and judge what came back."""
    if now() >= parcel.expires_at:
        return _ended(parcel, DeliveryState.EXPIRED, now())
    try:
        return await _sent(parcel, messenger, now)
    except DeliveryError as error:
        return _judged(parcel, error, now())
    except Exception as error:  # a fault of ours must not silence a chat
        log.error("delivery broke", delivery=parcel.id, error=type(error).__name__)
        return _judged(parcel, AnswerLost(f"a fault of ours: {type(error).__name__}"), now())


def held_back(parcel: Parcel) -> Outcome:
    """What becomes of a parcel that its courier may not send any more: nothing, it waits again."""
    return _again(parcel, TryLater("the lease was lost before it was sent"), 0.0)


async def _sent(parcel: Parcel, messenger: Messenger, now: Callable[[], datetime]) -> Outcome:
    refusal: DeliveryError | None = None
    body, instead = without_words_instead(parcel)
    if parcel.is_paid:
        body = json.dumps({**json.loads(body), "allow_paid_broadcast": True}, ensure_ascii=False)
    try:
        message_id = await messenger.deliver(parcel.method, body)
    except MarkupRefused as error:  # the words matter more than the bold type
        log.error("markup refused, sent without it", delivery=parcel.id, reason=str(error))
        refusal = error
        message_id = await messenger.deliver(parcel.method, without_markup(body))
    except Refused as error:
        if instead is None:
            raise
        log.warning("picture refused, words sent instead", delivery=parcel.id, reason=str(error))
        refusal = error
        message_id = await messenger.deliver("sendMessage", instead)
    return replace(_ended(parcel, DeliveryState.SENT, now(), refusal), message_id=message_id)


def _judged(parcel: Parcel, error: DeliveryError, now: datetime) -> Outcome:
    match error:
        case AnswerLost():
            return _uncertain(parcel, error, now)
        case TryLater(seconds=None):
            wait = min(LONGEST_BACK_OFF_SECONDS, 2.0 ** min(parcel.attempts, 10)) * random.uniform(0.8, 1.2)
            return _again(replace(parcel, attempts=parcel.attempts + 1), error, wait)
        case TryLater():
            return _again(parcel, error, error.seconds or 0.0)
        case TokenRefused():
            return _again(parcel, error, PROBE_SECONDS)
        case ChatMoved() | PaymentRefused():
            return _again(parcel, error, 0.0)
        case Blocked():
            return _ended(parcel, DeliveryState.BLOCKED, now, error)
        case NotFound():
            return _ended(parcel, DeliveryState.NOT_FOUND, now, error)
    if not isinstance(error, DeskRefused):  # people did that to their group: the Clerk sees to it
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

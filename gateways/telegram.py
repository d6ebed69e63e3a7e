"""Telegram: the only place that knows its methods, its answers and its errors."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from telegram.error import Forbidden, InvalidToken, TelegramError
from telegram.ext import ExtBot

from gateways.telegram_wire import ANSWER_SECONDS, CONNECT_SECONDS, AiohttpRequest, told_as_ours
from models.schema import LARGEST_ID
from services.errors import (
    AnswerLost,
    Blocked,
    ChatMoved,
    DeliveryError,
    DeskRefused,
    MarkupRefused,
    MessageGone,
    NotFound,
    NoTopics,
    PaymentRefused,
    Refused,
    StateFault,
    TokenRefused,
    TopicClosed,
    TopicGone,
    TryLater,
)

LONG_POLL_SECONDS = 25
LONGEST_WAIT_SECONDS = 31_536_000  # a year: what is longer fits into no calendar

_JSON = {"Content-Type": "application/json"}
_POLL_TIMEOUT = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=LONG_POLL_SECONDS + 10)


class UpdatesRefused(StateFault):
    """Telegram gives this process no updates: another one takes them, or a webhook is set."""


@dataclass(frozen=True)
class Registered:
    """Where Telegram brings our updates ("" if we fetch them), how many wait there, and how the bringing goes.

    `failed` is when an update was last not taken from it, in seconds since 1970, and why; 0 and "" if that never was.
    """

    url: str
    allowed: frozenset[str]
    connections: int
    pending: int
    failed: tuple[int, str]


class Telegram:
    """The calls the bot makes: deliveries that count, calls that may be lost, and the taking of updates."""

    def __init__(
        self, request: AiohttpRequest, api_url: str, token: str, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        """`api_url` is the Bot API's base address, without the token; a call is lost after `answer_seconds`."""
        self._request = request
        self._timeout = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=answer_seconds)
        self._base = f"{api_url.rstrip('/')}/bot{token}"
        self._date = ""

    async def deliver(self, method: str, body: str) -> int | None:
        """Make one call with the JSON `body`; give the message's id if there is one; raises DeliveryError.

        Of an album it is that of its first piece, of a new topic the topic's own, with which its first message began.
        """
        # Half a character, as some phones send, is no UTF-8: the rest of the text goes out all the same.
        return _message_id(*await self._call(method, body.encode(errors="replace"), self._timeout))

    async def attempt(self, method: str, params: Mapping[str, Any]) -> None:
        """Make a call whose loss nobody would notice: the answer to a press, a sign of typing."""
        with contextlib.suppress(DeliveryError):
            await self._call(method, json.dumps(params).encode(), self._timeout)

    async def updates(self, offset: int, allowed: list[str]) -> list[dict[str, Any]]:
        """Wait for updates from `offset` on; everything before it is confirmed by this.

        Raises UpdatesRefused if another takes them, DeliveryError if Telegram gives us none now.
        """
        params = {"offset": offset, "limit": 100, "timeout": LONG_POLL_SECONDS, "allowed_updates": allowed}
        status, content = await self._call("getUpdates", json.dumps(params).encode(), _POLL_TIMEOUT)
        if status == 409:
            raise UpdatesRefused(
                "another process takes this bot's updates, or a webhook is set for it: "
                "stop the other one (one token, one `nuanyi run`)"
            )
        updates = _answer(status, content)["result"]
        if not (isinstance(updates, list) and all(isinstance(update, dict) for update in updates)):
            raise AnswerLost("an answer that is none")
        return updates

    async def registered(self) -> Registered:
        """Where Telegram brings our updates; raises DeliveryError."""
        info = await self.result_of("getWebhookInfo", {})
        try:
            return Registered(
                url=str(info.get("url", "")),
                allowed=frozenset(info.get("allowed_updates", ())),
                connections=int(info.get("max_connections", 0)),
                pending=int(info.get("pending_update_count", 0)),
                failed=(int(info.get("last_error_date", 0)), str(info.get("last_error_message", ""))[:200]),
            )
        except (TypeError, ValueError, AttributeError):
            raise AnswerLost("an answer that is none") from None

    async def register(self, url: str, secret: str, allowed: Sequence[str], connections: int) -> None:
        """Have updates brought to `url`, with `secret` in a header; what waits is kept; raises DeliveryError."""
        await self.result_of(
            "setWebhook",
            {"url": url, "secret_token": secret, "allowed_updates": allowed, "max_connections": connections},
        )

    @property
    def said_at(self) -> datetime | None:
        """By Telegram's clock, when it last answered, to the second; None if no answer told."""
        try:
            return parsedate_to_datetime(self._date)
        except ValueError:
            return None

    async def unregister(self) -> None:
        """Have updates wait to be fetched; what waits is kept; raises DeliveryError."""
        await self.result_of("deleteWebhook", {})

    async def result_of(self, method: str, params: Mapping[str, Any]) -> Any:
        """Make a call and give what Telegram answers; raises DeliveryError."""
        return _answer(*await self._call(method, json.dumps(params).encode(), self._timeout))["result"]

    async def upload(self, method: str, form: aiohttp.FormData) -> tuple[int | None, Mapping[str, Any]]:
        """Make a call that brings a file; give the message's id and the message; raises DeliveryError."""
        status, content = await self._call(method, form, self._timeout)
        message = _answer(status, content)["result"]
        return _message_id(status, content), message if isinstance(message, dict) else {}

    async def _call(
        self, method: str, body: bytes | aiohttp.FormData, timeout: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        """Make one call."""
        url = f"{self._base}/{method}"
        headers = _JSON if isinstance(body, bytes) else None
        post = self._request.session.post
        with told_as_ours():
            # The Bot API never points elsewhere; who does must not get what a person reads.
            async with post(url, data=body, headers=headers, timeout=timeout, allow_redirects=False) as response:
                self._date = response.headers.get("Date", "")
                return response.status, await response.read()


async def open_bot(request: AiohttpRequest, api_url: str, token: str) -> ExtBot[None]:
    """Ask Telegram who the token belongs to; raises TryLater, or StateFault if it belongs to nobody."""
    await request.initialize()
    base = api_url.rstrip("/")
    bot = ExtBot(token, f"{base}/bot", f"{base}/file/bot", request=request, get_updates_request=request)
    try:
        await bot.initialize()
    except (InvalidToken, Forbidden):
        raise StateFault(
            "Telegram does not know this token: check NUANYI_TELEGRAM_TOKEN, @BotFather shows it"
        ) from None
    except TelegramError as error:
        raise TryLater(error.message) from None
    return bot


def _message_id(status: int, content: bytes) -> int | None:
    """The id of the message that was sent, or of the topic that was made; None where a call makes neither."""
    try:
        result = _answer(status, content)["result"]
    except Refused as refused:
        if any(part in str(refused).lower() for part in _AS_IT_IS):
            return None  # what we wanted it to say, it says
        raise
    made = result[0] if isinstance(result, list) and result else result
    number = made.get("message_id", made.get("message_thread_id")) if isinstance(made, dict) else None
    return number if isinstance(number, int) and abs(number) < LARGEST_ID else None


def _answer(status: int, content: bytes) -> dict[str, Any]:
    """The answer as Telegram meant it, or the error of ours that it stands for."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) and answer.get("ok") is True and "result" in answer:
        return answer
    if not isinstance(answer, dict) or answer.get("ok") is not False:
        if status == 200:
            raise AnswerLost("an answer that is none")
        raise TryLater(f"HTTP {status}")  # Telegram speaks JSON: this is a proxy's word, and no judgement of ours
    try:
        error = refusal(
            int(answer.get("error_code", status)), str(answer.get("description", "")), answer.get("parameters") or {}
        )
    except (TypeError, ValueError, AttributeError):  # somebody who only looks like Telegram
        error = TryLater(f"HTTP {status}")
    raise error


_GONE = ("chat not found", "user not found", "peer_id_invalid", "chat_id_invalid", "user_id_invalid")
_UNPAID = ("balance_too_low", "not enough stars", "payment required")
_AS_IT_IS = ("message is not modified", "topic_not_modified")
_DESK: Sequence[tuple[type[DeskRefused], Sequence[str]]] = (
    (TopicGone, ("message thread not found", "topic_deleted", "topic_id_invalid")),
    (TopicClosed, ("topic_closed",)),
    (MessageGone, ("message to edit not found", "message can't be edited", "message_id_invalid")),
    (NoTopics, ("chat is not a forum", "rights to create a topic", "rights to manage topics", "rights to send",
                "chat_admin_required", "chat_write_forbidden", "chat_restricted")),
)  # fmt: skip
_MARKUP = ("can't parse entities", "can't parse message text", "can't parse caption")


def refusal(code: int, description: str, parameters: Mapping[str, Any]) -> DeliveryError:
    """Our name for an error of the Bot API. Wordings change: the code decides first, a part of the words second."""
    reason = f"{code} {description}"[:200].encode(errors="replace").decode()
    words = description.lower()
    if code == 429:
        return TryLater(reason, min(int(parameters.get("retry_after", 1)), LONGEST_WAIT_SECONDS))
    if code >= 500:
        return TryLater(reason)
    if code in (401, 404):
        return TokenRefused(reason)
    if code == 403:
        return Blocked(reason)
    if code == 402 or any(part in words for part in _UNPAID):
        return PaymentRefused(reason)
    if "migrate_to_chat_id" in parameters:
        moved_to = int(parameters["migrate_to_chat_id"])
        return ChatMoved(moved_to) if abs(moved_to) < LARGEST_ID else Refused(reason)
    if any(part in words for part in _GONE):
        return NotFound(reason)
    if any(part in words for part in _MARKUP):
        return MarkupRefused(reason)
    desk = next((kind for kind, parts in _DESK if any(part in words for part in parts)), None)
    return desk(reason) if desk else Refused(reason)

"""The webhook: Telegram brings updates, and hears 200 only after they are committed."""

import asyncio
import hmac
import json
from typing import Any, Final

import structlog
from aiohttp import web

from bot.arrival import is_numbered
from bot.http.front_door import FrontDoor
from bot.intake import Intake
from bot.registration import Registration
from bot.settings import Settings
from bot.tally import Tally
from services.errors import StateFault

log = structlog.get_logger(__name__)

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
READ_SECONDS: Final = 10.0
COMMIT_SECONDS: Final = 15.0  # Telegram hangs up after 60; what is committed later is known when it comes again
RETRY_AFTER: Final = {"Retry-After": "2"}


def path_of(secret: str) -> str:
    """Where we are to be found: not to be guessed, and no part of the secret itself."""
    return "/telegram/" + hmac.digest(secret.encode(), b"nuanyi: the path of the webhook", "sha256").hex()[:40]


def webhook_of(settings: Settings) -> tuple[str, str]:
    """The address Telegram brings updates to and the secret it shows there, both "" if we fetch them."""
    if not settings.webhook_url:
        return "", ""
    secret = settings.webhook_secret.get_secret_value()
    if not secret:
        raise StateFault(
            "NUANYI_WEBHOOK_SECRET is not set: a webhook needs one, or anybody could speak for anybody; "
            "`openssl rand -hex 32` prints one (or NUANYI_WEBHOOK_SECRET_FILE)"
        )
    return settings.webhook_url + path_of(secret), secret


class Webhook:
    """The entrance for updates: open while `run` runs."""

    def __init__(self, door: FrontDoor, secret: str, intake: Intake, registration: Registration, tally: Tally) -> None:
        """`secret` is what Telegram brings with each update, and nobody else knows."""
        self._door = door
        self._secret = secret.encode()
        self._intake = intake
        self._registration = registration
        self._tally = tally
        self._is_open = False
        self._is_refusing = False
        self._waiting: dict[asyncio.Future[None], float] = {}  # commits, and since when; the oldest first
        door.opens("POST", path_of(secret), self.answer)

    @property
    def is_taking(self) -> bool:
        """Whether updates come in."""
        return self._is_open and self._registration.is_set

    async def run(self) -> None:
        """Take what is brought, until cancelled; StateFault if Telegram does not want to bring it here."""
        self._is_open = True
        try:
            await self._registration.begin()
            while True:
                await asyncio.sleep(1)
                self._give_up_waiting()
        finally:
            self._is_open = False

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Take one update; whatever is not 200 keeps this chat's updates at Telegram until it tries again."""
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(errors="replace"), self._secret):
            self._tally.turned_away.inc()
            return web.Response(status=403)
        self._door.welcome(request)
        body = await _body_of(request)
        raw = _update_in(body)
        if raw is None:
            # Refused, it would come again for a day, and all that this chat says would wait behind it.
            log.error("Telegram brought something that is no update: passed over", bytes=len(body))
            return web.Response()
        return web.Response() if await self._is_committed(raw) else web.Response(status=503, headers=RETRY_AFTER)

    async def _is_committed(self, raw: dict[str, Any]) -> bool:
        if not self._is_open:
            return False
        commit = self._intake.take(raw)
        self._waiting[commit] = asyncio.get_running_loop().time()
        try:
            await commit
        except Exception as error:  # the database's: nothing of the update was kept
            if not self._is_refusing:
                log.error("the database refuses updates: they stay at Telegram", error=type(error).__name__)
            self._is_refusing = True
            return False
        finally:
            del self._waiting[commit]
        self._is_refusing = False
        return True

    def _give_up_waiting(self) -> None:
        """Turn away what has waited too long; a timer for each would cost more than all else here."""
        now = asyncio.get_running_loop().time()
        for commit, since in self._waiting.items():
            if now - since < COMMIT_SECONDS:
                break
            if not commit.done():
                commit.set_exception(TimeoutError())


async def _body_of(request: web.BaseRequest) -> bytes:
    """What was brought, nearly always in one piece; TimeoutError if it drips in."""
    if request.content.is_eof():
        return await request.read()
    async with asyncio.timeout(READ_SECONDS):
        return await request.read()


def _update_in(body: bytes) -> dict[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) and is_numbered(raw) else None

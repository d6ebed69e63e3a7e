"""The registration: where Telegram brings our updates, or that we fetch them; set at the start and looked after."""

import asyncio
from typing import Final
from urllib.parse import urlsplit

import structlog

from gateways.telegram import Registered, Telegram
from services.errors import DeliveryError, Refused, StateFault, TokenRefused, TryLater

log = structlog.get_logger(__name__)

ALLOWED: Final = ["message", "edited_message", "callback_query", "my_chat_member"]
CONNECTIONS: Final = 100
LOOK_SECONDS: Final = 60.0
LONGEST_PAUSE_SECONDS: Final = 30.0


class Registration:
    """What Telegram has written down about us, compared with what we want once a minute."""

    def __init__(self, telegram: Telegram, url: str = "", secret: str = "", look_seconds: float = LOOK_SECONDS) -> None:
        """`url` is where updates are to be brought, with `secret`; "" if we fetch them."""
        self._telegram = telegram
        self._url = url
        self._secret = secret
        self._look_seconds = look_seconds
        self._failed = (0, "")
        self.is_set = False
        self.pending = 0
        self.trouble: DeliveryError | None = None  # what the last look ended in

    @property
    def token_is_refused(self) -> bool:
        """Whether Telegram does not know us any more."""
        return isinstance(self.trouble, TokenRefused)

    async def begin(self) -> None:
        """Have it as we want it, however long that takes; StateFault if Telegram does not want our address."""
        pause = 1.0
        while not self.is_set:
            try:
                await self._begin()
            except Refused as refused:
                raise StateFault(f"Telegram does not take NUANYI_WEBHOOK_URL: {refused}") from None
            except DeliveryError as error:
                self.trouble = error
                log.warning("not registered with Telegram", reason=str(error), next_try_seconds=pause)
                await asyncio.sleep((error.seconds if isinstance(error, TryLater) else None) or pause)
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2)

    async def watch(self) -> None:
        """Look every minute until cancelled."""
        while True:
            await asyncio.sleep(self._look_seconds)
            try:
                await self._look()
            except DeliveryError as error:
                self.trouble = error
                log.warning("Telegram does not say where it brings updates", reason=str(error))

    async def _begin(self) -> None:
        found = await self._telegram.registered()
        self._failed, self.pending = found.failed, found.pending
        if self._url:
            await self._register()
            log.info("Telegram brings updates", host=urlsplit(self._url).hostname, waiting=found.pending)
        elif found.url:
            await self._telegram.unregister()
            log.warning(
                "a webhook was set for this bot: taken off, updates are fetched now, none is dropped",
                host=urlsplit(found.url).hostname, waiting=found.pending,
            )  # fmt: skip
        self.is_set, self.trouble = True, None

    async def _look(self) -> None:
        found = await self._telegram.registered()
        self.pending, self.trouble = found.pending, None
        if self._url and (wrong := self._wrong(found)):
            log.warning("the webhook is not as we set it: set again", wrong=wrong, host=urlsplit(found.url).hostname)
            await self._register()
        self._failed = found.failed

    async def _register(self) -> None:
        await self._telegram.register(self._url, self._secret, ALLOWED, CONNECTIONS)

    def _wrong(self, found: Registered) -> str:
        """What differs from what we want. A strange secret shows only as updates that we turned away."""
        if found.url != self._url:
            return "address"
        if found.allowed != frozenset(ALLOWED):
            return "kinds of updates"
        if found.connections != CONNECTIONS:
            return "connections"
        return found.failed[1] if found.failed != self._failed else ""

"""Long polling: updates are confirmed to Telegram only after they are committed."""

import asyncio
import math
from typing import Any

import structlog

from bot.arrival import is_numbered
from bot.intake import Intake
from bot.registration import ALLOWED, Registration
from gateways.telegram import Telegram, UpdatesRefused
from services.errors import DeliveryError, TryLater

log = structlog.get_logger(__name__)

LONGEST_PAUSE_SECONDS = 30.0
SILENCE_SECONDS = 60.0  # a long poll and a pause
REFUSALS = 3


class Polling:
    """One loop that asks for updates, hands them to intake and asks for the next."""

    def __init__(self, telegram: Telegram, intake: Intake, registration: Registration) -> None:
        """Begin where Telegram begins: what was confirmed before is gone there, the rest is known to intake."""
        self._telegram = telegram
        self._intake = intake
        self._registration = registration
        self._offset = 0
        self._pause = 1.0
        self._refusals = 0
        self._answered_at = -math.inf

    @property
    def is_taking(self) -> bool:
        """Whether Telegram answered lately, so that updates come in."""
        return asyncio.get_running_loop().time() - self._answered_at < SILENCE_SECONDS

    async def run(self) -> None:
        """Poll until cancelled; raises UpdatesRefused if another process takes this bot's updates."""
        await self._registration.begin()
        self._heard()
        while True:
            try:
                updates = await self._telegram.updates(self._offset, ALLOWED)
            except DeliveryError as error:
                await self._rest(error)
            except UpdatesRefused:
                # Our own last request may still hang there after a cut line; another process does not go away.
                self._refusals += 1
                if self._refusals == REFUSALS:
                    raise
                await asyncio.sleep(1)
            else:
                self._pause, self._refusals = 1.0, 0
                self._heard()
                await self._take(updates)

    def _heard(self) -> None:
        """Telegram answered just now."""
        self._answered_at = asyncio.get_running_loop().time()

    async def _take(self, updates: list[dict[str, Any]]) -> None:
        """Have all of them committed; those the database refused are asked for again."""
        updates = [update for update in updates if is_numbered(update)]
        results = await asyncio.gather(*map(self._intake.take, updates), return_exceptions=True)
        for update, result in zip(updates, results, strict=True):
            if isinstance(result, BaseException):
                log.error("the database refuses updates: they stay at Telegram", error=type(result).__name__)
                await asyncio.sleep(self._pause)
                return
            self._offset = update["update_id"] + 1

    async def _rest(self, error: DeliveryError) -> None:
        self._registration.trouble = error
        log.warning("no updates from Telegram", reason=str(error), next_try_seconds=self._pause)
        wait = (error.seconds if isinstance(error, TryLater) else None) or self._pause
        self._pause = min(LONGEST_PAUSE_SECONDS, self._pause * 2)
        await asyncio.sleep(wait)

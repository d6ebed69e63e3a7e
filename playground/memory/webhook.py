"""Webhook: brings updates to the bot's own address until it says 200."""

import asyncio
import time
from collections import deque
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from playground.memory.updates import Updates, Waiting

Json = dict[str, Any]

HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_SECONDS = 60.0
LONGEST_PAUSE = 60.0


class Webhook:
    """One courier for each chat that has something, at most `max_connections` on the road at once."""

    def __init__(self, url: str, secret: str, max_connections: int, updates: Updates, first_pause: float = 1.0) -> None:
        self.url = url
        self.max_connections = max_connections
        self._headers = {HEADER: secret} if secret else {}
        self._updates = updates
        self._first_pause = first_pause
        self._roads = asyncio.Semaphore(max_connections)
        self._lines: dict[int | None, deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._last_error: Json = {}
        self._session: ClientSession | None = None

    def start(self) -> None:
        """Begin to bring what waits and what comes."""
        self._session = ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS))
        self._begin(self._collect())

    async def stop(self) -> None:
        """Stop; what was not accepted waits in the queue again."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
        undelivered = sorted((one for line in self._lines.values() for one in line), key=lambda one: one.id)
        self._updates.put_back(undelivered)

    def info(self) -> Json:
        """What getWebhookInfo tells of it."""
        waiting = sum(map(len, self._lines.values())) + len(self._updates)
        told = {"url": self.url, "max_connections": self.max_connections, "pending_update_count": waiting}
        return told | self._last_error

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _collect(self) -> None:
        """Sort what comes into one line for each chat."""
        while True:
            for waiting in self._updates.pop_all():
                line = self._lines.get(waiting.chat_id)
                if line is None:
                    self._lines[waiting.chat_id] = deque([waiting])
                    self._begin(self._work_off(waiting.chat_id))
                else:
                    line.append(waiting)
            await self._updates.bell.rings(within=5.0)

    async def _work_off(self, chat_id: int | None) -> None:
        """Bring one chat's updates, each as often as it takes, before the next."""
        line = self._lines[chat_id]
        pause = self._first_pause
        while line:
            if await self._is_accepted(line[0]):
                line.popleft()
                pause = self._first_pause
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        del self._lines[chat_id]

    async def _is_accepted(self, waiting: Waiting) -> bool:
        assert self._session is not None
        async with self._roads:
            self._updates.hand_out(waiting)
            try:
                async with self._session.post(self.url, json=waiting.update, headers=self._headers) as response:
                    await response.read()
                    reason = f"Wrong response from the webhook: {response.status} {response.reason}"
                    is_accepted = 200 <= response.status < 300
            except (ClientError, TimeoutError) as error:
                is_accepted, reason = False, str(error) or "Connection timed out"
        if not is_accepted:
            self._last_error = {"last_error_date": int(time.time()), "last_error_message": reason}
        return is_accepted

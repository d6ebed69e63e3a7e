"""Calling at the bot's door: as Telegram, as a stranger, as an operator."""

import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.webhook import HEADER, path_of
from playground.phones.phone import Phone
from tests.city import City

SECRET = "a-secret-that-only-Telegram-knows-0123456789"


def free_port() -> int:
    """One at which nobody listens just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def by_webhook(city: City, **more: Any) -> City:
    """The same city, whose bot is brought its updates."""
    port = free_port()
    city.playground.settings.webhook_pause = 0.02
    brought = {"http_port": port, "webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": SecretStr(SECRET)}
    city.settings = city.settings.model_copy(update=brought | more)
    return city


@dataclass
class Caller:
    """Somebody at the door of the bot at `url`."""

    url: str
    session: aiohttp.ClientSession

    async def brings(self, body: Any, *, secret: str | None = SECRET, path: str = "", **how: Any) -> int:
        """Bring a body as Telegram does, but for what is said; give the status."""
        headers = {"Content-Type": "application/json"} | ({HEADER: secret} if secret is not None else {})
        content = {"data": io.BytesIO(body)} if isinstance(body, bytes) else {"json": body}
        method, headers = how.pop("method", "POST"), headers | how.pop("headers", {})
        url = self.url + (path or path_of(SECRET))
        async with self.session.request(method, url, headers=headers, **content) as answer:
            self.retry_after = answer.headers.get("Retry-After")
            return answer.status

    async def reads(self, path: str) -> tuple[int, str]:
        """Look at a page: its status and text."""
        async with self.session.get(self.url + path) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def caller(url: str) -> AsyncIterator[Caller]:
    """Somebody at this door."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield Caller(url, session)


def said(phone: Phone, update_id: int, text: str = "你好") -> dict[str, Any]:
    """An update, as Telegram would bring it."""
    sender = {"from": phone.person.account, "chat": phone.chat.face}
    return {"update_id": update_id, "message": {"message_id": update_id, "date": 1, "text": text, **sender}}

"""A geocoder on this machine: answers with what a test puts into it, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.answering import listening


class Answering:
    """What it says next, and what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.answer: Any = []
        self.status = 200
        self.waits = 0.0
        self.requests: list[web.BaseRequest] = []

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer as told."""
        self.requests.append(request)
        await asyncio.sleep(self.waits)
        body = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        return web.Response(status=self.status, text=body, content_type="application/json")


@asynccontextmanager
async def a_geocoder() -> AsyncIterator[Answering]:
    """One that listens on a free port."""
    answering = Answering()
    async with listening(answering.handle) as answering.url:
        yield answering


def nominatim(name: str, latitude: float, longitude: float, **address: str) -> dict[str, Any]:
    """One hit as Nominatim writes it."""
    return {
        "lat": str(latitude), "lon": str(longitude), "name": name,
        "display_name": ", ".join([name, *address.values()]), "address": address,
    }  # fmt: skip

"""What comes over a wire of server-sent events."""

import asyncio
import json
from typing import Any

from aiohttp import ClientResponse

PATIENCE_SECONDS = 5.0


async def picture(events: ClientResponse) -> Any:
    """The next picture that comes over the wire."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (line := await events.content.readline()).startswith(b"data: "):
            assert line or not events.content.at_eof(), "the wire was cut"
    return json.loads(line.removeprefix(b"data: "))

"""What comes over a wire: pictures, one after the other."""

from typing import Any

from aiohttp import ClientWebSocketResponse

PATIENCE_SECONDS = 5.0


async def picture(wire: ClientWebSocketResponse) -> Any:
    """The next picture that comes over the wire."""
    return await wire.receive_json(timeout=PATIENCE_SECONDS)

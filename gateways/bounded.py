"""Bounded: a body read whole, but never more of it than we asked for, whatever was said of its length."""

from typing import Final

from aiohttp import StreamReader

PORTION_BYTES: Final = 64 * 1024


async def whole_of(stream: StreamReader, largest_bytes: int) -> bytes | None:
    """All of it; None as soon as it turns out to be larger."""
    body = bytearray()
    async for portion in stream.iter_chunked(PORTION_BYTES):
        body += portion
        if len(body) > largest_bytes:
            return None
    return bytes(body)

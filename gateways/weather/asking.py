"""A question over HTTP to a source of the weather: within limits of time and size, and without being led elsewhere."""

import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp

from gateways.bounded import whole_of
from services.clock import machine_now
from services.errors import WeatherSilent

ANSWER_SECONDS: Final = 10.0
LARGEST_BYTES: Final = 2 * 1024 * 1024  # a feed of a whole country on a stormy day is some hundreds of kB
USER_AGENT: Final = "nuanyi/0.1 (heat warnings for people who work outdoors)"
NO_NEWS: Final = 304
LONGEST_SECONDS: Final = 86_400.0  # whoever asks for more is left alone for a day
_HINTS: Final = {401: ": is NUANYI_WEATHER_KEY right?", 403: ": is NUANYI_WEATHER_KEY right?"}
_ANY_ZLIB: Final = zlib.MAX_WBITS | 32  # with gzip's header or zlib's


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the body, and by which headers to ask next time whether there is another. None: there is none."""

    body: bytes | None
    asked_by: Mapping[str, str]


class Asker:
    """Asks over one session; an answer is one or a WeatherSilent that names neither address nor key."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        """A session as `open_asker` makes it."""
        self._session = session

    async def ask(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """What stands at an address."""
        try:
            async with self._session.get(url, params=params, headers=headers, allow_redirects=False) as response:
                if response.status == NO_NEWS:
                    return Answer(None, {})
                if response.status != 200:
                    raise _refused(response)
                body = await whole_of(response.content, LARGEST_BYTES)
                unpacked = _unpacked(body, response.headers.get("Content-Encoding", ""))
                return Answer(unpacked, _asked_by(response.headers))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:  # ValueError: an address that is none
            raise WeatherSilent(f"no answer ({type(error).__name__})") from None


@asynccontextmanager
async def open_asker() -> AsyncIterator[Asker]:
    """One with a session of its own; bodies come as they were packed, so that their size can be bounded."""
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    ) as session:
        yield Asker(session)


def _unpacked(body: bytes | None, encoding: str) -> bytes:
    """The same as it was before it was packed; None was too big as it came."""
    if body is None:
        raise WeatherSilent("an answer that is too big")
    if encoding.strip().lower() in ("", "identity"):
        return body
    unpacking = zlib.decompressobj(_ANY_ZLIB)
    try:
        unpacked = unpacking.decompress(body, LARGEST_BYTES + 1)
    except zlib.error:
        raise WeatherSilent("an answer that cannot be unpacked") from None
    if len(unpacked) > LARGEST_BYTES:
        raise WeatherSilent("an answer that is too big")
    if not unpacking.eof:
        raise WeatherSilent("an answer that breaks off")
    return unpacked


def _asked_by(headers: Mapping[str, str]) -> dict[str, str]:
    names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    return {ours: headers[theirs] for theirs, ours in names.items() if theirs in headers}


def _refused(response: aiohttp.ClientResponse) -> WeatherSilent:
    said = f"answered {response.status}{_HINTS.get(response.status, '')}"
    return WeatherSilent(said, _seconds_in(response.headers.get("Retry-After", "")))


def _seconds_in(retry_after: str) -> float | None:
    """How long to wait: seconds, or until a date; None if it says neither."""
    if retry_after.isdecimal():
        return min(float(retry_after), LONGEST_SECONDS)
    try:
        seconds = (parsedate_to_datetime(retry_after) - machine_now()).total_seconds()
        return min(max(seconds, 0.0), LONGEST_SECONDS)
    except (TypeError, ValueError):
        return None

"""Transfers: the page fetches a picture or a voice note, and hands one in for a phone to send."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from playground.http.bodies import read_bytes
from playground.memory.files import LARGEST_BYTES
from playground.memory.state import State
from playground.phones.phone import Phone
from playground.rules.formats import PLAIN, kind_of
from playground.rules.refusals import Refusal

LONGEST_NAME = 255


def shown_file(state: State, request: web.BaseRequest) -> web.Response:
    """A picture or a voice note, or a part of it; a Refusal for anything else: a page might run it."""
    file = state.files.sent.get(request.query.get("id", ""))
    kind = kind_of(file.content) if file else PLAIN
    if file is None or kind == PLAIN:
        raise Refusal(404, "Not Found")
    return _part(file.content, kind, request)


def _part(content: bytes, kind: str, request: web.BaseRequest) -> web.Response:
    """A player asks for the end of a voice note first, to learn how long it is."""
    whole = {"Accept-Ranges": "bytes"}
    try:
        start, stop, _ = request.http_range.indices(len(content))
    except ValueError:
        start = stop = 0  # no part is asked for, or none that can be read
    if start >= stop:
        return web.Response(body=content, content_type=kind, headers=whole)
    told = whole | {"Content-Range": f"bytes {start}-{stop - 1}/{len(content)}"}
    return web.Response(status=206, body=content[start:stop], content_type=kind, headers=told)


async def hand_in(phone: Phone, request: web.BaseRequest) -> None:
    """Have a phone send what is in the body `as` a photo, a voice or a document of this `name`."""
    name = request.query.get("name", "").rpartition("/")[2][:LONGEST_NAME] or "file"
    sends: dict[str, Callable[[bytes], Awaitable[object]]] = {
        "photo": lambda content: phone.sends_photo(content=content),
        "voice": lambda content: phone.sends_voice(content=content),
        "document": lambda content: phone.sends_document(name, content=content),
    }
    kind = request.query.get("as", "")
    if kind not in sends:
        raise Refusal(400, f"Bad Request: a file is sent as one of {', '.join(sends)}")
    try:
        await sends[kind](await _body(request))
    except (ValueError, LookupError) as error:
        raise Refusal(400, f"Bad Request: {error.args[0]}") from None


async def _body(request: web.BaseRequest) -> bytes:
    if (request.content_length or 0) <= LARGEST_BYTES:
        content = await read_bytes(request)
        if 0 < len(content) <= LARGEST_BYTES:
            return content
    raise Refusal(413, f"Request Entity Too Large: a file has 1 to {LARGEST_BYTES} bytes")

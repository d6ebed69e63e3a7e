"""Browser: the page that shows a phone, and the wire over which the page hears what changes."""

import asyncio
import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from aiohttp import web

from playground.http.picture import picture_of
from playground.http.transfers import hand_in, shown_file
from playground.http.wire import Wire
from playground.memory.state import State
from playground.phones.phone import Phone
from playground.rules.refusals import Refusal

Json = dict[str, Any]

PAGE = resources.files("playground") / "page"
KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; media-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
PLACES = ("person", "chat", "topic")
"""What says which phone is meant."""
LOOK_AGAIN_SECONDS = 1.0
"""A phone is looked at so often even if no bell rings: a bot that types and then says nothing stops typing."""


class Browser:
    """Answers `/`, the files of the page, those that were sent, and `/page/events?person=ID`, which never ends."""

    def __init__(self, state: State, phone_of: Callable[[Json], Phone]) -> None:
        """`phone_of` finds the phone of a `person`, in a `chat` if one is given; LookupError if there is none."""
        self._state = state
        self._phone_of = phone_of
        self._files = {name: (PAGE / name).read_bytes() for name in page_files()}

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """A file, what happens on a phone, or a file taken over for a phone to send."""
        name = request.path.removeprefix("/").removeprefix("page/") or "index.html"
        if name == "events":
            return await self._tell(request)
        if name == "file":
            shown = shown_file(self._state, request)
            shown.headers.update(HEADERS)
            return shown
        if name == "upload" and request.method == "POST":
            await hand_in(self._phone(request), request)
            return web.json_response({}, headers=HEADERS)
        if name not in self._files:
            raise Refusal(404, "Not Found")
        kind = KINDS[name.rpartition(".")[2]]
        return web.Response(body=self._files[name], content_type=kind, charset="utf-8", headers=HEADERS)

    async def _tell(self, request: web.BaseRequest) -> web.StreamResponse:
        """Send the whole picture each time that it is another one."""
        phone = self._phone(request)
        wire = Wire(self._state, request)
        await wire.opens()
        shown = None
        while wire.is_open:
            picture = json.dumps(picture_of(self._state, phone))
            if picture != shown:
                shown = picture
                await wire.brings(picture)
            else:
                await _something_new(phone)
        return wire.socket

    def _phone(self, request: web.BaseRequest) -> Phone:
        try:
            where = {name: int(request.query[name]) for name in PLACES if name in request.query}
            return self._phone_of(where)
        except (LookupError, ValueError):
            raise Refusal(404, "Not Found: nobody has this phone") from None


def page_files() -> list[str]:
    """The names of the page's files, as its addresses have them after /page/."""
    root = Path(str(PAGE))
    return [file.relative_to(root).as_posix() for file in root.rglob("*.*")]


async def _something_new(phone: Phone) -> None:
    """Wait until a bell of this phone rings."""
    bells = (phone.chat.bell, phone.person.toasted)
    ends = [asyncio.create_task(bell.rings(within=LOOK_AGAIN_SECONDS)) for bell in bells]
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for end in ends:
            end.cancel()
        await asyncio.gather(*ends, return_exceptions=True)

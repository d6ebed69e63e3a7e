"""Pictures and tables of our own, uploaded; a picture once, and named by Telegram's id for it afterwards."""

import base64
import contextlib
import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import structlog

from gateways.telegram import Telegram
from services.errors import Refused

log = structlog.get_logger(__name__)

REMEMBERED: Final = 500  # a day's pictures of ninety districts, several times over; a name is a hundred bytes


class Pictures:
    """A messenger whose sendPhoto may hold a picture itself: {"photo": {"png": base64, "name": "heat.png"}, …}.

    Likewise its sendDocument a table: {"document": {"bytes": base64, "name": "cases.csv"}, …}.
    """

    def __init__(self, telegram: Telegram) -> None:
        """All else goes out by `telegram` as it is."""
        self._telegram = telegram
        self._file_ids: OrderedDict[str, str] = OrderedDict()  # by the picture's digest

    async def deliver(self, method: str, body: str) -> int | None:
        """Make one call with the JSON `body`; give the message's id if there is one; raises DeliveryError."""
        if method == "editMessageCaption":
            return await self._edit(body)
        params = json.loads(body) if method in ("sendPhoto", "sendDocument") else {}
        if isinstance(params.get("document"), dict):
            document = params.pop("document")
            return (await self._telegram.upload(method, _document(params, document)))[0]
        if not isinstance(params.get("photo"), dict):
            return await self._telegram.deliver(method, body)
        picture = params.pop("photo")
        try:
            return await self._send(params, picture)
        except Refused as refused:
            log.warning("picture refused, words sent alone", reason=str(refused))
        return await self._telegram.deliver("sendMessage", _words_of(params))

    async def _send(self, params: Mapping[str, Any], picture: Mapping[str, str]) -> int | None:
        digest = hashlib.sha256(picture["png"].encode()).hexdigest()
        known = self._file_ids.get(digest)
        try:
            if known:
                self._file_ids.move_to_end(digest)
                return await self._telegram.deliver("sendPhoto", json.dumps({**params, "photo": known}))
        except Refused as refused:
            if "file identifier" not in str(refused):
                raise
        message_id, message = await self._telegram.upload("sendPhoto", _form(params, picture))
        self._remember(digest, message)
        return message_id

    def _remember(self, digest: str, message: Mapping[str, Any]) -> None:
        """Keep what Telegram calls the largest size of the picture; an answer without one is no failure."""
        with contextlib.suppress(LookupError, TypeError):
            self._file_ids[digest] = str(message["photo"][-1]["file_id"])
        if len(self._file_ids) > REMEMBERED:
            self._file_ids.popitem(last=False)

    async def _edit(self, body: str) -> int | None:
        """Edit the words under a picture, or those that went out alone."""
        try:
            return await self._telegram.deliver("editMessageCaption", body)
        except Refused as refused:
            if "no caption" not in str(refused):
                raise
        return await self._telegram.deliver("editMessageText", _words_of(json.loads(body)))


def _words_of(params: Mapping[str, Any]) -> str:
    """The same call for a message without a picture."""
    return json.dumps({"text" if name == "caption" else name: value for name, value in params.items()})


def _form(params: Mapping[str, Any], picture: Mapping[str, str]) -> aiohttp.FormData:
    form = _fields(params)
    form.add_field("photo", base64.b64decode(picture["png"]), filename=picture["name"], content_type="image/png")
    return form


def _document(params: Mapping[str, Any], document: Mapping[str, str]) -> aiohttp.FormData:
    form = _fields(params)
    form.add_field("document", base64.b64decode(document["bytes"]), filename=document["name"], content_type="text/csv")
    return form


def _fields(params: Mapping[str, Any]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in params.items():
        text = value if isinstance(value, str) else json.dumps(value)
        form.add_field(name, text.encode(errors="replace").decode())  # half a character is no UTF-8
    return form

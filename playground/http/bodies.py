"""Bodies: what a request brings. What cannot be read is refused in a sentence."""

import json
from typing import Any

from aiohttp import web

from playground.bot_api.uploads import named
from playground.rules.refusals import bad_request

Json = dict[str, Any]

UNREADABLE = (web.RequestPayloadError, LookupError, RecursionError, ValueError)
"""What reading ends in: packed wrong, in letters that nobody knows, too deep, or not what it says it is."""


async def read_parameters(request: web.BaseRequest) -> Json:
    """The parameters of a call: from the address, then from a body of JSON or a form."""
    parameters: Json = dict(request.query) if request.query_string else {}
    if not request.body_exists:
        return parameters
    if request.content_type == "application/json":
        return parameters | await read_object(request)
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return parameters | await _read_form(request)
    return parameters


async def read_object(request: web.BaseRequest) -> Json:
    """A body of one JSON object; an empty one is an empty object."""
    body = await read_bytes(request)
    try:
        read = json.loads(body) if body else {}
    except UNREADABLE:
        read = None
    if not isinstance(read, dict):
        raise bad_request("can't parse JSON object")
    return read


async def read_bytes(request: web.BaseRequest) -> bytes:
    """The body as it is."""
    try:
        return await request.read()
    except UNREADABLE:
        raise bad_request("can't read the body") from None


async def _read_form(request: web.BaseRequest) -> Json:
    try:
        form = await request.post()
    except UNREADABLE:
        raise bad_request("can't read the form") from None
    return {
        name: named(value.file.read(), value.filename) if isinstance(value, web.FileField) else value
        for name, value in form.items()
    }

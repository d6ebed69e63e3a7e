"""The world: everything that is not on a phone, in JSON for a page to draw, and the wire that brings it."""

import asyncio
import json
import re
from html import unescape
from typing import Any

from aiohttp import web

from playground.http.wire import Wire
from playground.memory.ledger import Call
from playground.memory.state import State
from playground.rules.faults import BLOCKED

Json = dict[str, Any]

LOOK_SECONDS = 0.25
"""The page gets four pictures a second at most."""
SAID = 60
"""So many characters of what a call says."""
TAG = re.compile("<[^>]*>")


async def tell_of_the_world(state: State, request: web.BaseRequest) -> web.StreamResponse:
    """Send the whole picture each time that it is another one; a clock that only runs on makes it no other."""
    wire = Wire(state, request)
    await wire.opens()
    shown = None
    while wire.is_open:
        picture, turns = picture_of_the_world(state), state.clock.turns
        if (picture, turns) != shown:
            shown = picture, turns
            told = {"clock": {"now": state.clock.now, "speed": state.clock.speed}} | picture
            await wire.brings(json.dumps(told))
        await asyncio.sleep(LOOK_SECONDS)
    return wire.socket


def picture_of_the_world(state: State) -> Json:
    """The weather, the bad day, who is there, and what the bot did lately; all but the clock."""
    groups = (chat for chat in state.chats.values() if not chat.is_private and chat.moved_to is None)
    return {
        "weather": {"celsius": state.celsius},
        "bad_day": state.bad_day.troubles,
        "people": [
            {"id": one.id, "name": one.first_name, "is_blocking": state.chats[one.id].closed == BLOCKED}
            for one in state.people.values()
        ],
        "groups": [{"id": chat.id, "title": chat.face["title"], "members": [*chat.members]} for chat in groups],
        "map_number": state.map_number,
        "calls": [_call(state, call) for call in state.ledger.newest],
    }


def _call(state: State, call: Call) -> Json:
    """A call with its verdict; of its parameters only whom it speaks to and what it says."""
    chat_id = call.chat_id if isinstance(call.chat_id, (int, str)) else None
    chat = state.chats.get(chat_id) if isinstance(chat_id, int) else None
    return {
        "number": call.number,
        "method": call.method,
        "chat_id": chat_id,
        "who": chat.face.get("title") or chat.face["first_name"] if chat else "",
        "at": call.at,
        "outcome": call.outcome,
        "took_effect": call.took_effect,
        "verdict": [str(problem) for problem in call.verdict],
        "says": _words_of(call.parameters)[:SAID],
    }


def _words_of(parameters: Json) -> str:
    """What is read of it, without its tags."""
    words = parameters.get("text") or parameters.get("caption")
    if not isinstance(words, str):
        return ""
    return unescape(TAG.sub("", words)) if parameters.get("parse_mode") else words

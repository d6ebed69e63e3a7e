"""Navigate: a station was chosen; its place in the map apps people have, and as a pin."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.card import travel_of
from handlers.context import Context
from handlers.keyboards import copy, inline, link, main_keyboard, press
from handlers.messages import pressed_in
from handlers.question import MARKS, PLACE, Question
from locales import Locale, cut, first_number
from services.places.datum import wgs84_to_gcj02
from services.places.position import Position
from services.places.travel import Travel
from services.stations.offer import Offer

SOURCE = "nuanyi"
LINKED_CHARACTERS = 40  # of a name in an address, where each may take nine
TITLE_CHARACTERS = 100
ADDRESS_CHARACTERS = 200
MODES = {Travel.WALK: "walk", Travel.EBIKE: "ride", Travel.CAR: "car"}
TENCENT_TYPES = {Travel.WALK: "walk", Travel.EBIKE: "bike", Travel.CAR: "drive"}


async def go(update: Update, context: Context) -> None:
    """Send what one needs at the kerb: address, way in, phone, three maps and a pin."""
    _, (station_id, *parts) = pressed_in(update)
    question, travel = Question.read(*parts), travel_of(context)
    offer = context.services.stations.offer(int(station_id), question.position, travel, context.local_now)
    if offer is None:
        context.say("station-gone", main_keyboard(context.words))
    else:
        lead_to(context, offer, question)


def lead_to(context: Context, offer: Offer, question: Question) -> None:
    """Say all of that about a door; its keys lead back to the card of `question`."""
    word, travel = context.words.word, travel_of(context)
    keys = inline(
        [link(word("button", app), url) for app, url in map_links(offer.name, offer.position, travel).items()],
        [copy(word("button", "copy"), first_number(offer.phone))] if offer.phone else [],
        [
            press(word("button", "all"), f"full:{offer.station_id}:{question.here}"),
            press(word("button", "first"), f"again:{question.here}"),
        ],
        [press(word("button", "report"), f"complain:{offer.station_id}")],
    )
    if context.worker and context.worker.cases_agreed_at:  # proposed for a day, should they complain
        context.worker.went_to_id, context.worker.went_at = offer.station_id, context.now
    context.say("navigate", keys, offer=offer, now=context.local_now)
    context.owe("sendVenue", pin(offer, context.words))


def pin(offer: Offer, words: Locale) -> dict[str, Any]:
    """The station as a place on the client's own map; Telegram wants an address, so the way in stands for one."""
    return {
        "latitude": offer.position.latitude,
        "longitude": offer.position.longitude,
        "title": cut(offer.name, TITLE_CHARACTERS) or offer.code,
        "address": cut(offer.address, ADDRESS_CHARACTERS) or words.station.how_in(offer.entry),
    }


def map_links(name: str, position: Position, travel: Travel) -> dict[str, str]:
    """Addresses that open a map app at the station; none tells where the worker is.

    Amap takes longitude,latitude in GCJ-02; Baidu and Tencent latitude,longitude, in the datum that is named.
    Sources: lbs.amap.com uri-api, lbsyun.baidu.com uri api, lbs.qq.com uriV1.
    """
    latitude, longitude, name = position.latitude, position.longitude, cut(name, LINKED_CHARACTERS)
    north, east = (round(float(degrees), 6) for degrees in wgs84_to_gcj02(latitude, longitude))
    plain = {"src": SOURCE, "callnative": "1"}
    amap = {"to": f"{east},{north},{name.replace(',', ' ')}", "mode": MODES[travel], **plain}
    baidu = {
        "location": f"{north},{east}", "title": name, "content": name,
        "output": "html", "coord_type": "gcj02", "src": f"webapp.union.{SOURCE}",
    }  # fmt: skip
    tencent = {
        "type": TENCENT_TYPES[travel], "to": name, "tocoord": f"{latitude:.6f},{longitude:.6f}",
        "coord_type": "1", "referer": SOURCE,
    }  # fmt: skip
    return {
        "amap": f"https://uri.amap.com/navigation?{_query(amap)}",
        "baidu": f"https://api.map.baidu.com/marker?{_query(baidu)}",
        "tencent": f"https://apis.map.qq.com/uri/v1/routeplan?{_query(tencent)}",
    }


def _query(parts: Mapping[str, str]) -> str:
    # The comma between two degrees stays as the map makers write it.
    return urlencode(parts, safe=",", quote_via=quote)


HANDLERS = [CallbackQueryHandler(go, pattern=rf"^go:[0-9]{{1,9}}:{PLACE}{MARKS}\Z")]

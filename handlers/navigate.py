"""Navigate: a station was chosen; its place in the map apps people have, and as a pin."""

from urllib.parse import quote, urlencode

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.keyboards import copy, inline, link, main_keyboard, press
from handlers.messages import pressed_in
from services.datum import wgs84_to_gcj02
from services.position import Position, from_geohash
from services.travel import Travel

SOURCE = "nuanyi"
MODES = {Travel.WALK: "walk", Travel.EBIKE: "ride", Travel.CAR: "car"}
TENCENT_TYPES = {Travel.WALK: "walk", Travel.EBIKE: "bike", Travel.CAR: "drive"}


async def go(update: Update, context: Context) -> None:
    """Send what one needs at the kerb: address, way in, phone, three maps and a pin."""
    _, (station_id, place) = pressed_in(update)
    worker = context.worker
    travel = Travel(worker.travel) if worker and worker.travel else Travel.WALK
    stations = context.services.stations
    offer = stations.offer(int(station_id), from_geohash(place), travel, context.local_now)
    if offer is None:
        context.say("station-gone", main_keyboard(context.words))
        return
    word = context.words.word
    maps = map_links(offer.name, offer.position, travel)
    keys = inline(
        [link(word("button", app), url) for app, url in maps.items()],
        [copy(word("button", "copy"), offer.phone)] if offer.phone else [],
        [press(word("button", "first"), f"near:{place}:0")],
    )
    context.say("navigate", keys, offer=offer, now=context.local_now)
    pin = {"latitude": offer.position.latitude, "longitude": offer.position.longitude}
    context.owe("sendVenue", {**pin, "title": offer.name[:100], "address": offer.address or offer.name})


def map_links(name: str, position: Position, travel: Travel) -> dict[str, str]:
    """Addresses that open a map app at the station; none tells where the worker is.

    Amap takes longitude,latitude in GCJ-02; Baidu and Tencent latitude,longitude, in the datum that is named.
    Sources: lbs.amap.com uri-api, lbsyun.baidu.com uri api, lbs.qq.com uriV1.
    """
    latitude, longitude = position.latitude, position.longitude
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
        "amap": f"https://uri.amap.com/navigation?{urlencode(amap, quote_via=quote)}",
        "baidu": f"https://api.map.baidu.com/marker?{urlencode(baidu, quote_via=quote)}",
        "tencent": f"https://apis.map.qq.com/uri/v1/routeplan?{urlencode(tencent, quote_via=quote)}",
    }


HANDLERS = [CallbackQueryHandler(go, pattern=r"^go:\d{1,18}:[0-9a-z]{9}$")]

"""The ways of errands: whom each kind is asked of, and for how long."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from gateways.files import Files
from gateways.geocoder import ANSWER_SECONDS, Geocoder
from handlers.place import PLACE
from handlers.station_list import CHECK, IMPORT
from services.errands.owing import Body
from services.errands.runner import Way
from services.lists.sent_list import SentList, read_sent_list
from services.places.datum import Datum
from services.places.geocoding import Place

FILE_SECONDS: Final = 25.0


def ways_out(geocoder: Geocoder | None, files: Files) -> Mapping[str, Way]:
    """How errands of each kind are run."""

    async def places(body: Body) -> Sequence[Place]:
        # What was owed before the geocoder was switched off finds nothing.
        return await geocoder.places(body["text"]) if geocoder else ()

    async def station_list(body: Body) -> SentList:
        content = await files.content(body["file"])
        return await asyncio.to_thread(read_sent_list, content, body["name"], Datum(body["map"]))

    return {
        PLACE: Way(places, ANSWER_SECONDS),
        CHECK: Way(station_list, FILE_SECONDS),
        IMPORT: Way(station_list, FILE_SECONDS),
    }

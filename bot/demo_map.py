"""The map of the demo: the ground of the invented city, and its doors as they open and close."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from aiohttp import ClientError, ClientSession

from bot.house import House
from demo.ground import ground
from demo.lists import STATIONS, rows
from demo.stations import HEADER
from services.clock import Clock
from services.errors import StateFault
from services.stations.offer import DoorState, Offer

CITY: Final = "清渡市，虚构的城市 · Qingdu, an invented city"
DRAWN_FOR_SECONDS: Final = 20
COLORS: Final = {DoorState.OPEN: "open", DoorState.CLOSING: "open", DoorState.UNKNOWN: "unknown"}


async def keep_the_map(house: House, url: str) -> None:
    """Draw the city on the page's map, and again as doors open and close."""
    posted, under = _posted_hours(), ground(STATIONS)
    async with ClientSession() as session:
        while True:
            drawn_for = house.clock.now()
            points = [_point(door, posted) for door in house.stations.doors(drawn_for)]
            drawn = {"type": "FeatureCollection", "name": CITY, "features": [*under, *points]}
            try:
                await session.post(f"{url}/playground/map", json={"map": drawn})
            except ClientError as error:
                raise StateFault("the playground has ended, and the demo with it") from error
            await _until_others_are_open(house.clock, drawn_for)


async def _until_others_are_open(clock: Clock, drawn_for: datetime) -> None:
    """Wait twenty seconds, or less if the clock runs fast or was turned meanwhile."""
    for _ in range(DRAWN_FOR_SECONDS):
        await asyncio.sleep(1)
        if abs(clock.now() - drawn_for) >= timedelta(seconds=DRAWN_FOR_SECONDS):
            return


def _posted_hours() -> Mapping[str, str]:
    """The hours by the station's code, in the words of the union's list."""
    code, hours = HEADER.index("编号"), HEADER.index("开放时间")
    return {row[code]: row[hours] for row in rows()}


def _point(door: Offer, posted: Mapping[str, str]) -> dict[str, Any]:
    """A station as GeoJSON has it: longitude first."""
    place = {"type": "Point", "coordinates": [door.position.longitude, door.position.latitude]}
    said = {"name": door.name, "state": COLORS.get(door.state, "closed"), "hours": posted.get(door.code, "")}
    return {"type": "Feature", "geometry": place, "properties": said}

"""Mr Chen keeps a cool station at noon: how tests hire him, give him a door, and have him asked."""

from typing import Any

from sqlalchemy import select

from models import Station, StationKeeper
from playground.phones.phone import Phone
from services.keeping.asking import ask
from services.keeping.noon import HotHours
from services.keeping.noon_cards import Why
from tests.city import TUESDAY, City, station
from tests.handlers.staff import hire

NOON = HotHours(TUESDAY, 12 * 60, 15 * 60)
ORANGE = Why("orange", 38.0)
LUNCH_BREAK = "08:00-12:00,13:30-18:00"


def cool(name: str, hours: str = LUNCH_BREAK, **more: Any) -> Station:
    """A station with cool air that shuts at noon."""
    return station(name, hours, **{"amenities": "water;air_conditioning", "adcode": "330302", **more})


async def keeps(city: City, phone: Phone, *names: str, of: str = "鹿城区", surname: str = "陈师傅") -> None:
    """Hire somebody as a keeper of these stations."""
    await hire(city, phone, "keeper", of, surname)
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        for number in await session.scalars(select(Station.id).where(Station.name.in_(names))):
            session.add(StationKeeper(telegram_id=phone.person.id, station_id=number, since=city.clock.now()))


async def it_gets_hot(city: City, why: Why = ORANGE, hot: HotHours = NOON) -> int:
    """A warning is told for the district; gives how many keepers' messages are owed with it."""
    house = city.house
    assert house is not None
    async with house.database.writing() as session, session.begin():
        owed = await ask(session, house.stations, "330302", hot, why, city.clock.now(), house.language)
    house.courier.wake()
    return owed

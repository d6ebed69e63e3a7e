"""Calling: what another process owes goes out at once, also after the line was cut."""

import asyncio
import statistics
import time

from models.database import Database
from services.delivery import outbox
from tests.city import City
from tests.homes import only_postgresql
from tests.line import Line
from tests.services.test_courier import parcel

pytestmark = only_postgresql
LOOKS_EVERY_SECOND = 0.25  # whoever only looks takes half a second


async def test_the_courier_hears_at_once_what_another_process_owes(quiet_city: City, line: Line) -> None:
    elsewhere = Database(quiet_city.home.database_url)
    async with quiet_city.at_work():
        assert await _median_wait(quiet_city, elsewhere) < LOOKS_EVERY_SECOND
        line.cut()
        await asyncio.sleep(4)
        assert await _median_wait(quiet_city, elsewhere) < LOOKS_EVERY_SECOND
    await elsewhere.close()


async def _median_wait(city: City, elsewhere: Database) -> float:
    return statistics.median([await _wait_of_one(city, elsewhere) for _ in range(7)])


async def _wait_of_one(city: City, elsewhere: Database) -> float:
    phone = city.phone("Ana")
    await asyncio.sleep(0.37)
    begun = time.monotonic()
    async with elsewhere.writing() as session, session.begin():
        await outbox.store(session, [parcel(city, phone.person.id)])
    await phone.reads(timeout=5)
    return time.monotonic() - begun

"""Nearest: what a rider reads after sharing a place."""

from playground.phone import Phone
from tests.city import City, station


async def test_a_shared_location_is_answered_with_the_nearest_door(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "08:00-18:00", meters_east=500))
    await ana.shares_location()
    assert "红旗路驿站 走路约9分钟 · 500米" in await ana.reads()


async def test_a_station_that_shuts_before_you_arrive_is_not_offered(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "08:00-18:00", meters_east=900), station("河边驿站", meters_east=1500))
    city.clock.reads("17:55")
    await ana.shares_location()
    heard = await ana.reads()
    assert "红旗路" not in heard
    assert "1 河边驿站" in heard

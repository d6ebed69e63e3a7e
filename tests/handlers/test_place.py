"""Typed places: whoever shares no location types where they are."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from models import Delivery, Errand
from playground.phones.phone import Phone
from tests.city import City, station
from tests.gateways.geocoding import Answering, a_geocoder, nominatim
from tests.handlers.hearing import hears


@pytest.fixture
async def world() -> AsyncIterator[Answering]:
    """The geocoder's world."""
    async with a_geocoder() as answering:
        yield answering


@pytest.fixture
async def quiet_city(quiet_city: City, world: Answering) -> City:
    """A city whose bot has a geocoder."""
    quiet_city.settings.geocoder, quiet_city.settings.geocoder_url = "nominatim", world.url
    return quiet_city


async def test_a_place_on_no_list_is_looked_up_outside(city: City, ana: Phone, world: Answering) -> None:
    await city.has(station("红旗路驿站", meters_east=900))
    world.answer = [nominatim("光明电影院", 30.27, 120.15, city_district="东岸区", road="体育路")]
    await ana.types("光明电影院")
    card = await ana.reads()
    assert "红旗路驿站" in card
    assert card.splitlines()[-1] == "按“光明电影院”（东岸区体育路）找的，14:30"


async def test_a_place_nobody_knows_is_answered_with_what_to_try(city: City, ana: Phone, world: Answering) -> None:
    await ana.types("大光明路口")
    assert "没找到“大光明路口”。\n换个大点的名字" in await ana.reads()
    assert ana.keyboard


async def test_while_the_geocoder_thinks_the_worker_hears_so(city: City, ana: Phone, world: Answering) -> None:
    await city.has(station("红旗路驿站"))
    world.answer, world.waits = [nominatim("光明电影院", 30.27, 120.15)], 1.3
    await ana.types("光明电影院")
    assert await ana.reads() == "我找找。"
    assert "红旗路驿站" in await ana.reads()


async def test_a_broken_geocoder_is_admitted(city: City, ana: Phone, world: Answering) -> None:
    world.status = 500
    await ana.types("光明电影院")
    assert "查地名的慢了，先打站名或站号，或发位置。" in await ana.reads()


async def test_what_the_geocoder_says_nonsense_about_is_no_silence(city: City, ana: Phone, world: Answering) -> None:
    world.answer = "<html>"
    await ana.types("光明电影院")
    assert "查地名的慢了" in await ana.reads()


async def test_a_bot_that_was_away_too_long_says_so(quiet_city: City, world: Answering) -> None:
    city = quiet_city
    async with city.at_work():
        ana = city.phone("Ana")
        world.waits = 30
        await ana.types("光明电影院")
        await hears(ana, "我找找")
    city.clock.goes_on(minutes=3)
    async with city.at_work():
        assert "刚才断线，没来得及找“光明电影院”" in await hears(ana, "断线")


async def test_a_restart_in_the_middle_costs_no_answer(quiet_city: City, world: Answering) -> None:
    city = quiet_city
    async with city.at_work():
        await city.has(station("红旗路驿站"))
        ana = city.phone("Ana")
        world.waits = 30
        await ana.types("光明电影院")
        await hears(ana, "我找找")
    world.answer, world.waits = [nominatim("光明电影院", 30.27, 120.15)], 0
    async with city.at_work():
        assert "红旗路驿站" in await hears(ana, "红旗路驿站")
    assert sum("红旗路驿站" in card.text for card in ana.screen()) == 1


async def test_nothing_of_a_typed_place_is_kept(city: City, ana: Phone, world: Answering) -> None:
    await city.has(station("红旗路驿站"))
    world.answer = [nominatim("光明电影院", 30.27, 120.15)]
    await ana.types("光明电影院")
    await hears(ana, "红旗路驿站")
    assert city.house
    async with city.house.database.reading() as session:
        assert (await session.scalars(select(Errand.body))).all() == [None]
        assert not any((await session.scalars(select(Delivery.body))).all())


async def test_in_english_the_answer_is_english(city: City, eve: Phone, world: Answering) -> None:
    await city.has(station("红旗路驿站"))
    world.answer = [nominatim("光明电影院", 30.27, 120.15, city_district="东岸区")]
    await eve.types("光明电影院")
    assert (await eve.reads()).splitlines()[-1] == "around 光明电影院 (东岸区), 14:30"


async def test_a_person_who_has_everything_deleted_is_not_answered_afterwards(
    city: City, ana: Phone, world: Answering
) -> None:
    await ana.types("/start")
    await ana.reads()
    world.waits = 2
    await ana.types("光明电影院")
    await hears(ana, "我找找")
    await ana.types("/forget")
    await ana.reads()
    await ana.taps("删掉")
    await hears(ana, "删好了")
    await asyncio.sleep(1.5)
    assert "删好了" in ana.screen()[-1].text


TALK = {
    "我被车撞了": "先打120",
    "老板欠我工资": "12348",
    "哪里有厕所": "“厕所”",
    "你好": "没听懂",
    "老王在哪": "没听懂",
}


@pytest.mark.parametrize(("talk", "answer"), TALK.items())
async def test_talk_is_told_to_no_geocoder(city: City, ana: Phone, world: Answering, talk: str, answer: str) -> None:
    await ana.types(talk)
    assert answer in await ana.reads()
    assert world.requests == []

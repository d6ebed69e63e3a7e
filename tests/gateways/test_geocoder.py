"""Geocoders: what each says becomes places in WGS-84, what each refuses one error of ours."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from gateways import geocoder as gateway
from gateways.geocoder import Geocoder, open_geocoder
from services.errors import StateFault, Unreachable
from services.places.datum import wgs84_to_bd09
from services.places.geocoding import Place
from services.places.position import Position
from tests.gateways.geocoding import Answering, a_geocoder, nominatim

GYM = Position(30.27, 120.15)
ADDRESS = {"road": "体育路", "city_district": "东岸区", "city": "清渡市"}


@pytest.fixture
async def world() -> AsyncIterator[Answering]:
    async with a_geocoder() as answering:
        yield answering


@pytest.fixture
async def osm(world: Answering) -> AsyncIterator[Geocoder]:
    async with open_geocoder("nominatim", world.url, "") as geocoder:
        assert geocoder
        yield geocoder


def photon(name: str, latitude: float, longitude: float, **more: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {"name": name, "countrycode": "CN", **more},
    }


async def test_nominatim_is_asked_for_china_in_chinese_by_our_name(world: Answering, osm: Geocoder) -> None:
    world.answer = [nominatim("体育馆", 30.27, 120.15, **ADDRESS)]
    assert await osm.places("体育馆") == (Place("体育馆", "东岸区体育路", GYM),)
    (asked,) = world.requests
    assert asked.path == "/search"
    assert asked.query["q"] == "体育馆"
    assert asked.query["countrycodes"] == "cn,hk,mo,tw"
    assert asked.query["accept-language"] == "zh-CN"
    assert asked.headers["User-Agent"].startswith("nuanyi/")


async def test_photon_is_believed_only_within_china(world: Answering) -> None:
    hits = [photon("体育馆", 48.1, 11.5, countrycode="DE"), photon("体育馆", 30.27, 120.15, district="东岸区")]
    world.answer = {"type": "FeatureCollection", "features": hits}
    async with open_geocoder("photon", world.url, "") as geocoder:
        assert geocoder
        assert await geocoder.places("体育馆") == (Place("体育馆", "东岸区", GYM),)


async def test_baidus_datum_is_converted(world: Answering) -> None:
    latitude, longitude = wgs84_to_bd09(GYM.latitude, GYM.longitude)
    world.answer = {
        "status": 0,
        "result": {"location": {"lat": latitude, "lng": longitude}, "level": "道路", "confidence": 80},
    }
    async with open_geocoder("baidu", world.url, "the-key") as geocoder:
        assert geocoder
        (place,) = await geocoder.places("体育馆")
    assert place.position.latitude == pytest.approx(GYM.latitude, abs=1e-6)
    assert place.position.longitude == pytest.approx(GYM.longitude, abs=1e-6)
    assert world.requests[0].query["ak"] == "the-key"


async def test_what_baidu_only_guesses_is_no_place(world: Answering) -> None:
    world.answer = {
        "status": 0,
        "result": {"location": {"lat": 30.0, "lng": 120.0}, "level": "UNKNOWN", "confidence": 16},
    }
    async with open_geocoder("baidu", world.url, "the-key") as geocoder:
        assert geocoder
        assert await geocoder.places("你好") == ()


async def test_hits_abroad_are_left_out(world: Answering, osm: Geocoder) -> None:
    world.answer = [nominatim("체육관", 37.5, 127.0), nominatim("体育馆", 30.27, 120.15)]
    assert [place.position for place in await osm.places("体育馆")] == [GYM]


async def test_the_ends_of_one_street_are_one_place(world: Answering, osm: Geocoder) -> None:
    ends = [nominatim("人民路", 30.27 + step / 1000, 120.15, **ADDRESS) for step in range(4)]
    other = nominatim("人民路", 30.4, 120.15, county="清渡县")
    world.answer = [*ends, other]
    assert [place.area for place in await osm.places("人民路")] == ["东岸区体育路", "清渡县"]


async def test_what_was_asked_before_is_remembered_whatever_its_width(world: Answering, osm: Geocoder) -> None:
    world.answer = [nominatim("KFC", 30.27, 120.15)]
    assert await osm.places("KFC") == await osm.places("ｋｆｃ ")
    assert len(world.requests) == 1


async def test_that_nothing_was_found_is_remembered_too(world: Answering, osm: Geocoder) -> None:
    assert await osm.places("大光明路口") == await osm.places("大光明路口") == ()
    assert len(world.requests) == 1


async def test_a_service_with_a_limit_is_asked_once_a_second(world: Answering) -> None:
    async with open_geocoder("nominatim", world.url, "") as opened:
        assert opened
        polite = Geocoder(opened._ask, opened._read, spacing_seconds=0.2)
        begun = time.monotonic()
        await asyncio.gather(*(polite.places(name) for name in "甲乙丙"))
        assert time.monotonic() - begun >= 0.4
        assert len(world.requests) == 3


async def test_a_crowd_is_told_at_once_that_it_is_one_and_who_comes_after_it_has_a_turn(world: Answering) -> None:
    async with open_geocoder("nominatim", world.url, "") as opened:
        assert opened
        polite = Geocoder(opened._ask, opened._read, spacing_seconds=0.5)
        crowd = [asyncio.ensure_future(polite.places(f"{number}号路")) for number in range(60)]
        done, waiting = await asyncio.wait(crowd, timeout=0.6)
        assert sum(isinstance(each.exception(), Unreachable) for each in done) == 53
        later = asyncio.ensure_future(polite.places("人民路"))
        assert not (await asyncio.wait([later], timeout=0.1))[0]
        for each in (*waiting, later):
            each.cancel()


@pytest.mark.parametrize(("url", "spacing"), [("", 1.0), ("http://127.0.0.1:1", 0.0)])
async def test_the_public_server_is_spared_ones_own_is_not(url: str, spacing: float) -> None:
    async with open_geocoder("nominatim", url, "") as geocoder:
        assert geocoder
        assert geocoder._spacing == spacing


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502, 503])
async def test_every_refusal_is_unreachable(world: Answering, osm: Geocoder, status: int) -> None:
    world.status = status
    with pytest.raises(Unreachable):
        await osm.places("体育馆")


@pytest.mark.parametrize(
    "answer",
    ["<html>502</html>", "", {"error": "x"}, [{}], [{"lat": "x", "lon": "y", "display_name": "z"}],
     [{"lat": "130", "lon": "120", "display_name": "z"}], 7, "null"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Latitude normalization")
async def test_an_answer_that_is_none_is_unreachable_or_nothing(world: Answering, osm: Geocoder, answer: Any) -> None:
    world.answer = answer
    with suppress(Unreachable):
        assert await osm.places("体育馆") == ()


@pytest.mark.parametrize("status", [1, 2, 4, 200, 302, "x"])
async def test_baidus_own_refusals_are_unreachable(world: Answering, status: Any) -> None:
    world.answer = {"status": status, "message": "体育馆"}
    async with open_geocoder("baidu", world.url, "the-key") as geocoder:
        assert geocoder
        with pytest.raises(Unreachable) as caught:
            await geocoder.places("体育馆")
    assert "体育馆" not in str(caught.value)


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    async with open_geocoder("nominatim", "http://127.0.0.1:1", "") as geocoder:
        assert geocoder
        with pytest.raises(Unreachable):
            await geocoder.places("体育馆")


async def test_baidu_without_a_key_is_not_begun() -> None:
    with pytest.raises(StateFault, match="NUANYI_GEOCODER_KEY"):
        async with open_geocoder("baidu", "", ""):
            pass


async def test_without_a_geocoder_there_is_none() -> None:
    async with open_geocoder("none", "", "") as geocoder:
        assert geocoder is None


async def test_no_log_line_holds_what_was_asked(
    world: Answering, osm: Geocoder, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        world.status = 500
        with pytest.raises(Unreachable):
            await osm.places("体育馆")
    assert "体育馆" not in caplog.text
    assert gateway.USER_AGENT not in caplog.text

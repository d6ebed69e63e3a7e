"""A source that misbehaves: whatever it does, it is silent, and nobody waits for it or learns its address."""

import gzip
import time
from datetime import timedelta
from email.utils import format_datetime

import aiohttp
import pytest

from gateways.weather import asking
from gateways.weather.asking import Asker
from services.clock import machine_now
from services.errors import WeatherSilent
from tests.gateways.weather.answering import Answering


async def silence(asker: Asker, world: Answering) -> WeatherSilent:
    """What was raised; it names no address."""
    with pytest.raises(WeatherSilent) as raised:
        await asker.ask(f"{world.url}/secret-path")
    assert "secret" not in str(raised.value)
    assert world.url not in str(raised.value)
    return raised.value


@pytest.mark.parametrize("status", [204, 301, 400, 404, 429, 500, 503])
async def test_who_answers_with_anything_but_an_answer_is_silent(asker: Asker, world: Answering, status: int) -> None:
    world.status, world.headers = status, {"Location": f"{world.url}/elsewhere"}
    assert str(await silence(asker, world)) == f"answered {status}"
    assert len(world.requests) == 1


@pytest.mark.parametrize("status", [401, 403])
async def test_who_refuses_us_says_so_to_the_operator(asker: Asker, world: Answering, status: int) -> None:
    world.status = status
    assert "is NUANYI_WEATHER_KEY right?" in str(await silence(asker, world))


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120.0), ("99999999999", 86_400.0), ("soon", None), ("", None), ("-5", None)]
)
async def test_who_asks_to_be_left_alone_says_how_long(
    asker: Asker, world: Answering, said: str, seconds: float | None
) -> None:
    world.status, world.headers = 429, {"Retry-After": said}
    assert (await silence(asker, world)).seconds == seconds


async def test_who_asks_to_be_left_alone_may_name_the_moment(asker: Asker, world: Answering) -> None:
    later = machine_now() + timedelta(minutes=10)
    world.status, world.headers = 503, {"Retry-After": format_datetime(later, usegmt=True)}
    seconds = (await silence(asker, world)).seconds
    assert seconds == pytest.approx(600, abs=5)
    world.headers = {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}
    assert (await silence(asker, world)).seconds == 86_400.0


async def test_who_is_slow_is_not_waited_for(asker: Asker, world: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asker._session.timeout.total == asking.ANSWER_SECONDS
    asker._session._timeout = aiohttp.ClientTimeout(total=0.1)
    world.waits = 5.0
    begun = time.monotonic()
    assert "TimeoutError" in str(await silence(asker, world))
    assert time.monotonic() - begun < 2


async def test_an_answer_that_is_cut_is_none(asker: Asker, world: Answering) -> None:
    world.answer, world.cuts = {"alerts": []}, True
    await silence(asker, world)


async def test_nobody_there_is_silence(asker: Asker) -> None:
    with pytest.raises(WeatherSilent):
        await asker.ask("http://127.0.0.1:9/")
    with pytest.raises(WeatherSilent):
        await asker.ask("http:// /")


@pytest.mark.parametrize("packs", [False, True], ids=["as it is", "packed"])
async def test_ten_megabytes_are_not_read(asker: Asker, world: Answering, packs: bool) -> None:
    world.answer, world.packs = b" " * 10_000_000, packs
    assert str(await silence(asker, world)) == "an answer that is too big"


async def test_an_answer_may_be_packed(asker: Asker, world: Answering) -> None:
    world.answer, world.packs = b"hot", True
    assert (await asker.ask(world.url)).body == b"hot"
    assert world.requests[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("packed", [b"not packed at all", gzip.compress(b"hot" * 999)[:-9]], ids=["not", "half"])
async def test_what_cannot_be_unpacked_is_no_answer(asker: Asker, world: Answering, packed: bytes) -> None:
    world.answer, world.headers = packed, {"Content-Encoding": "gzip"}
    await silence(asker, world)


async def test_that_there_is_no_news_is_an_answer(asker: Asker, world: Answering) -> None:
    world.headers = {"ETag": '"7"', "Last-Modified": "Tue, 14 Jul 2026 02:30:00 GMT"}
    first = await asker.ask(world.url)
    assert first.asked_by == {"If-None-Match": '"7"', "If-Modified-Since": "Tue, 14 Jul 2026 02:30:00 GMT"}
    world.status = 304
    assert (await asker.ask(world.url, headers=first.asked_by)).body is None
    assert world.requests[1].headers["If-None-Match"] == '"7"'

"""`nuanyi doctor`: what it finds well, what it finds wrong, and the code it ends with."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import update

from models import Station
from models.secrets import new_key
from playground.playground import Playground
from services.clock import machine_now
from tests.bot.desk import sits_down, types
from tests.city import City, station
from tests.gateways.weather.answering import a_weather_service, alerts, forecast
from tests.homes import Home
from tests.unions import appoint, found_unions


@pytest.fixture
def desk(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An operator's settings, without a token."""
    sits_down(home, monkeypatch)
    return home


@pytest.fixture
async def ready(playground: Playground, quiet_city: City, desk: Home, monkeypatch: pytest.MonkeyPatch) -> City:
    """All that is needed: a token, stations, unions, somebody at work for them."""
    monkeypatch.setenv("NUANYI_TELEGRAM_API_URL", playground.url)
    monkeypatch.setenv("NUANYI_TELEGRAM_TOKEN", playground.token)
    async with quiet_city.at_work() as house:
        await quiet_city.has(station("红旗路"), station("南门", opening_hours=""))
        unions = await found_unions(house.database)
        await appoint(house.database, 700_001, "admin", unions["浙江省"])
    return quiet_city


async def examined() -> tuple[int, str]:
    result = await asyncio.to_thread(types, "doctor")
    return result.exit_code, result.output


async def test_a_house_in_order_has_no_cross(ready: City) -> None:
    code, said = await examined()
    assert code == 0, said
    assert "✗" not in said
    for words in (
        "✓ the database is reached", "✓ the secret key opens it", "✓ Telegram knows the token: @nuanyi_bot",
        "✓ by long polling, 0 updates wait", "✓ this machine's clock is right", "✓ 1 people are staff",
        "· 2 stations are listed, 1 without opening hours", "· 6 of 6 unions have no desk: /bind",
        "· what is said of the law (version 1) is signed by no lawyer: law.toml",
        "· typed places are not looked up", "· weather warnings are posted by hand",
    ):  # fmt: skip
        assert words in said, said


def test_without_a_token_or_a_station_it_says_what_to_do(desk: Home) -> None:
    result = types("doctor")
    assert result.exit_code == 1
    assert "✗ no station is listed: `nuanyi stations import" in result.output
    assert "✗ Telegram: NUANYI_TELEGRAM_TOKEN is not set: @BotFather gives you one" in result.output
    assert "· no union is known" in result.output


def test_a_misspelled_setting_is_told_with_the_one_that_is_meant(desk: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_TELEGRAM_TOKN", "1:canary")
    monkeypatch.setenv("nuanyi_barometer", "high")
    said = types("doctor").output
    assert "NUANYI_TELEGRAM_TOKN is no setting and does nothing; is NUANYI_TELEGRAM_TOKEN meant?" in said
    assert "NUANYI_BAROMETER is no setting and does nothing\n" in said
    assert "canary" not in said


async def test_a_revoked_token_is_told(ready: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_TELEGRAM_TOKEN", "1:x")
    code, said = await examined()
    assert code == 1
    assert "✗ Telegram: Telegram does not know this token" in said


async def test_telegram_out_of_reach_is_told(ready: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_TELEGRAM_API_URL", "http://127.0.0.1:9")
    code, said = await examined()
    assert code == 1
    assert "✗ Telegram: " in said


async def test_another_key_is_told(ready: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_SECRET_KEY", new_key())
    code, said = await examined()
    assert code == 1
    assert "✗ the secret key does not open this database" in said


async def test_a_geocoder_without_its_key_is_told(ready: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_GEOCODER", "baidu")
    code, said = await examined()
    assert code == 1
    assert "✗ NUANYI_GEOCODER_KEY is not set" in said


async def test_many_updates_that_wait_are_told(ready: City) -> None:
    ana = ready.phone("Ana")
    for _ in range(201):
        await ana.types("/start")
    code, said = await examined()
    assert code == 1
    assert "✗ 201 updates wait at Telegram: is `nuanyi run` at work?" in said


async def test_stations_without_any_hours_are_told(ready: City) -> None:
    async with ready.at_work() as house, house.database.writing() as session, session.begin():
        await session.execute(update(Station).values(opening_hours=""))
    code, said = await examined()
    assert code == 1
    assert "✗ none of 2 stations has opening hours" in said


def test_no_database_is_told_and_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANYI_DATA_DIR", str(tmp_path))
    result = types("doctor")
    assert result.exit_code == 1
    assert "✗ the database is not at this version's schema: run `nuanyi db upgrade`" in result.output
    assert list(tmp_path.iterdir()) == []


async def test_a_clock_that_is_an_hour_off_is_told(ready: City, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: web.Request) -> web.Response:
        bot = {"id": 1, "is_bot": True, "first_name": "暖驿", "username": "nuanyi_bot"}
        result = bot if request.path.endswith("getMe") else {"url": "", "pending_update_count": 0}
        then = format_datetime(machine_now() - timedelta(hours=1), usegmt=True)
        return web.json_response({"ok": True, "result": result}, headers={"Date": then})

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(application) as server:
        monkeypatch.setenv("NUANYI_TELEGRAM_API_URL", str(server.make_url("/")))
        code, said = await examined()
    assert code == 1
    assert "✗ this machine's clock is 3600 s off" in said or "✗ this machine's clock is 3601 s off" in said


async def test_the_sources_of_the_weather_are_asked_about_one_place(
    ready: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_weather_service() as world:
        world.answer = alerts() | forecast(37.0)
        monkeypatch.setenv("NUANYI_WEATHER", "qweather, Open-Meteo")
        for name in ("NUANYI_WEATHER_URL", "NUANYI_FORECAST_URL"):
            monkeypatch.setenv(name, world.url)
        monkeypatch.setenv("NUANYI_WEATHER_KEY", "the-key")
        code, said = await examined()
        assert code == 0, said
        assert "✓ the weather source qweather answers" in said
        assert "✓ the weather source open-meteo answers" in said
        assert {request.path for request in world.requests} == {
            "/weatheralert/v1/current/30.27/120.15", "/v1/forecast",
        }  # fmt: skip
        world.status = 403
        code, said = await examined()
    assert code == 1
    assert "✗ the weather source qweather is silent: answered 403: is NUANYI_WEATHER_KEY right?" in said


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"WEATHER": "qweather"}, "NUANYI_WEATHER_URL is not set"),
        ({"WEATHER": "qweather", "WEATHER_URL": "https://a.example"}, "NUANYI_WEATHER_KEY is not set"),
        ({"WEATHER": "qweather", "WEATHER_URL": "http://a.example", "WEATHER_KEY": "canary"}, "begins with https://"),
        ({"WEATHER": "cap", "WEATHER_URL": "file:///no/such/file.xml"}, "cap is silent: there is no such file"),
    ],
    ids=["no address", "no key", "a key in the open", "no file"],
)
async def test_a_source_that_is_set_by_half_is_told(
    ready: City, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"NUANYI_{name}", value)
    code, said = await examined()
    assert code == 1
    assert words in said
    assert "canary" not in said

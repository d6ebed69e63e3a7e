"""The playground's weather: turned by hand, it is warned of and forecast as by the services that a bot asks."""

from typing import Any, Final

import pytest

from tests.playground.calling import Bot

NOON: Final = "2026-07-14T12:00:00+08:00"
WARNINGS: Final = "weatheralert/v1/current/28.00/120.65?localTime=true&lang=zh"
FORECAST: Final = (
    "v1/forecast?latitude=28.00&longitude=120.65&daily=temperature_2m_max&hourly=temperature_2m"
    "&timezone=Asia/Shanghai&forecast_days=3"
)


async def asks(bot: Bot, path: str, **headers: str) -> tuple[int, Any]:
    async with bot.session.get(f"{bot.url}/{path}", headers=headers) as response:
        return response.status, await response.json()


async def warning(bot: Bot) -> dict[str, Any] | None:
    """What holds."""
    status, told = await asks(bot, WARNINGS, **{"X-QW-Api-Key": "any"})
    assert status == 200
    assert told["metadata"]["zeroResult"] == (not told["alerts"])
    return next(iter(told["alerts"]), None)


async def turned(bot: Bot, celsius: float) -> dict[str, Any] | None:
    await bot.orders("weather", celsius=celsius)
    return await warning(bot)


async def test_it_is_warned_of_when_it_gets_hot_hotter_and_cool_again(bot: Bot) -> None:
    await bot.orders("clock", now=NOON, speed=0)
    assert await turned(bot, 34.9) is None
    yellow, orange, red, cooler = [await turned(bot, celsius) for celsius in (35, 37.5, 40, 36)]
    assert yellow
    assert orange
    assert red
    assert cooler
    told = (yellow, orange, red, cooler)
    assert [each["color"]["code"] for each in told] == ["yellow", "orange", "red", "yellow"]
    assert [each["messageType"]["code"] for each in told] == ["alert", "update", "update", "update"]
    assert orange["messageType"]["supersedes"] == [yellow["id"]]
    assert red["messageType"]["supersedes"] == [orange["id"]]
    assert (yellow["issuedTime"], yellow["expireTime"]) == ("2026-07-14T12:00+08:00", "2026-07-15T12:00+08:00")
    over = await turned(bot, 30)
    assert over
    assert (over["messageType"]["code"], over["messageType"]["supersedes"]) == ("cancel", [cooler["id"]])
    assert len({each["id"] for each in (*told, over)}) == 5


async def test_a_warning_stays_the_same_while_the_color_does(bot: Bot) -> None:
    await bot.orders("clock", now=NOON, speed=0)
    assert await turned(bot, 37) == await turned(bot, 38)


async def test_what_the_clock_leaves_behind_is_over_and_lasting_heat_is_warned_of_anew(bot: Bot) -> None:
    await bot.orders("clock", now=NOON, speed=0)
    first = await turned(bot, 38)
    await bot.orders("clock", now="2026-07-16T06:20:00+08:00")
    second = await warning(bot)
    assert first
    assert second
    assert (second["messageType"], second["id"] != first["id"]) == ({"code": "alert", "supersedes": []}, True)
    await turned(bot, 20)
    await bot.orders("clock", now="2026-07-16T07:21:00+08:00")
    assert await warning(bot) is None


async def test_the_days_are_forecast_as_hot_as_it_was_turned_and_hottest_after_noon(bot: Bot) -> None:
    await bot.orders("clock", now="2026-07-14T23:30:00+00:00", speed=0)
    await bot.orders("weather", celsius=38)
    status, told = await asks(bot, FORECAST)
    assert status == 200
    assert told["daily"] == {
        "time": ["2026-07-15", "2026-07-16", "2026-07-17"], "temperature_2m_max": [38.0, 38.0, 38.0]
    }  # fmt: skip
    hours = told["hourly"]["temperature_2m"]
    assert (len(hours), hours.index(max(hours)), max(hours), min(hours)) == (72, 14, 38.0, 29.0)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (WARNINGS, {}, 401),
        ("weatheralert/v1/current/28.001/120.65", {"Authorization": "Bearer x"}, 400),
        ("weatheralert/v1/current/here", {"Authorization": "Bearer x"}, 400),
        (FORECAST.replace("temperature_2m_max", "tempeture"), {}, 400),
        (FORECAST.replace("Asia/Shanghai", "Mars"), {}, 400),
        (FORECAST.replace("Asia/Shanghai", "../../etc"), {}, 400),
        ("v1/forecast", {}, 400),
    ],
)
async def test_whoever_asks_wrongly_is_refused_as_by_the_services(
    bot: Bot, path: str, headers: dict[str, str], status: int
) -> None:
    assert (await asks(bot, path, **headers))[0] == status

"""Open-Meteo: what the next days may be like."""

from datetime import date
from typing import Any

import pytest

from gateways.weather.asking import Asker
from gateways.weather.open_meteo import OpenMeteo
from services.errors import WeatherSilent
from tests.city import StoppedClock
from tests.gateways.weather.answering import LUCHENG, Answering, forecast


@pytest.fixture
def open_meteo(asker: Asker, world: Answering) -> OpenMeteo:
    return OpenMeteo(asker, world.url, "Asia/Shanghai", StoppedClock())


async def test_three_days_are_forecast_hour_by_hour(world: Answering, open_meteo: OpenMeteo) -> None:
    world.answer = forecast(37.4, 38.1, 35)
    today, _, last = await open_meteo.forecasts(LUCHENG)
    assert (today.adcode, today.day, today.maximum) == ("330302", date(2026, 7, 14), 37.4)
    assert (len(today.hours), today.hours[12], today.attribution) == (24, 37.4, "Open-Meteo.com, CC BY 4.0")
    assert (last.day, last.maximum, today.asked_at) == (date(2026, 7, 16), 35.0, StoppedClock().now())
    (asked,) = world.requests
    assert asked.path == "/v1/forecast"
    assert dict(asked.query) == {
        "latitude": "28.00", "longitude": "120.65", "daily": "temperature_2m_max", "hourly": "temperature_2m",
        "timezone": "Asia/Shanghai", "forecast_days": "3",
    }  # fmt: skip


async def test_a_day_without_a_maximum_is_left_out_and_one_with_a_gap_has_no_hours(
    world: Answering, open_meteo: OpenMeteo
) -> None:
    world.answer = forecast(37.4, None, 35)
    world.answer["hourly"]["temperature_2m"][3] = None
    first, second = await open_meteo.forecasts(LUCHENG)
    assert (first.day.day, first.hours) == (14, ())
    assert (second.day.day, len(second.hours)) == (16, 24)


BROKEN: list[Any] = [
    b"", b"hot", {}, {"error": True, "reason": "no"}, forecast(None), forecast(), forecast(99.0),
    forecast(37.0) | {"daily_units": {"temperature_2m_max": "°F"}},
    forecast(37.0) | {"daily": {"time": ["2026-07-14"], "temperature_2m_max": []}},
    forecast(37.0) | {"daily": {"time": ["soon"], "temperature_2m_max": [37]}},
    forecast(37.0) | {"hourly": {"time": ["2026-07-14T00:00"], "temperature_2m": ["hot"]}},
]  # fmt: skip


@pytest.mark.parametrize("answer", BROKEN, ids=[str(number) for number in range(len(BROKEN))])
async def test_an_answer_of_another_shape_is_silence(world: Answering, open_meteo: OpenMeteo, answer: Any) -> None:
    world.answer = answer
    with pytest.raises(WeatherSilent):
        await open_meteo.forecasts(LUCHENG)

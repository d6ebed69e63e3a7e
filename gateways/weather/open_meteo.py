"""Open-Meteo: what the next days may be like, hour by hour; it asks for no key."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from gateways.weather.asking import Asker
from gateways.weather.reading import degrees, json_in, of_known_shape
from services.clock import Clock
from services.heat.report import District, Forecast

NAME: Final = "open-meteo"
PUBLIC_URL: Final = "https://api.open-meteo.com"
ATTRIBUTION: Final = "Open-Meteo.com, CC BY 4.0"
DAYS: Final = 3
HOURS_A_DAY: Final = 24

Json = dict[str, Any]


class OpenMeteo:
    """Asked for each district by itself: what is forecast at its middle."""

    name = NAME

    def __init__(self, asker: Asker, url: str, zone: str, clock: Clock) -> None:
        """`zone` names the one whose days are meant."""
        self._asker, self._url, self._zone, self._clock = asker, url.rstrip("/"), zone, clock

    async def forecasts(self, district: District) -> Sequence[Forecast]:
        """Today, tomorrow and the day after; raises WeatherSilent."""
        answer = await self._asker.ask(f"{self._url}/v1/forecast", self._parameters(district))
        with of_known_shape():
            said = json_in(answer.body)
            hours = _hours(said["hourly"])
            return [
                Forecast(district.adcode, day, maximum, hours.get(day, ()), ATTRIBUTION, self._clock.now())
                for day, maximum in _maxima(said["daily"], said["daily_units"])
            ]

    def _parameters(self, district: District) -> dict[str, str]:
        return {
            "latitude": f"{district.position.latitude:.2f}",
            "longitude": f"{district.position.longitude:.2f}",
            "daily": "temperature_2m_max",
            "hourly": "temperature_2m",
            "timezone": self._zone,
            "forecast_days": str(DAYS),
        }


def _maxima(daily: Json, units: Json) -> list[tuple[date, float]]:
    """The days and their maxima; ValueError if there is none."""
    if units["temperature_2m_max"] != "°C":
        raise ValueError("these are other degrees")
    pairs = zip(daily["time"], daily["temperature_2m_max"], strict=True)
    maxima = [(date.fromisoformat(day), degrees(maximum)) for day, maximum in pairs if maximum is not None]
    if not maxima:
        raise ValueError("no day is told")
    return maxima


def _hours(hourly: Json) -> dict[date, tuple[float, ...]]:
    """The hours of each day of which all 24 are told."""
    hours: dict[date, list[float]] = {}
    for at, temperature in zip(hourly["time"], hourly["temperature_2m"], strict=True):
        told = hours.setdefault(datetime.fromisoformat(at).date(), [])
        told += [] if temperature is None else [degrees(temperature)]
    return {day: tuple(told) for day, told in hours.items() if len(told) == HOURS_A_DAY}

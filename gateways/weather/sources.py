"""The sources that the settings name, opened."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from gateways.weather import cap, open_meteo, qweather
from gateways.weather.asking import Asker, open_asker
from gateways.weather.cap import CapFeed
from gateways.weather.credentials import credentials_in
from gateways.weather.open_meteo import OpenMeteo
from gateways.weather.qweather import QWeather
from services.clock import Clock
from services.errors import StateFault
from services.heat.report import ForecastSource, WarningSource

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Sources:
    """Whom to ask; None where people say it by hand, or nobody does."""

    warnings: WarningSource | None
    forecasts: ForecastSource | None


@dataclass(frozen=True)
class Access:
    """Where the sources are and what opens them, as an operator set it."""

    names: Collection[str]
    url: str
    key: str
    forecast_url: str
    zone: str


@asynccontextmanager
async def open_sources(access: Access, clock: Clock) -> AsyncIterator[Sources]:
    """Those that are named; StateFault says what is missing."""
    async with open_asker() as asker:
        yield Sources(_warnings(asker, access), _forecasts(asker, access, clock))


def _warnings(asker: Asker, access: Access) -> WarningSource | None:
    if qweather.NAME in access.names:
        return QWeather(asker, _sealed(_given(access.url, "https://HOST.qweatherapi.com")), credentials_in(access.key))
    if cap.NAME in access.names:
        return CapFeed(asker, _given(access.url, "https://… or file:///…"))
    return None


def _forecasts(asker: Asker, access: Access, clock: Clock) -> ForecastSource | None:
    if open_meteo.NAME in access.names:
        return OpenMeteo(asker, access.forecast_url or open_meteo.PUBLIC_URL, access.zone, clock)
    return None


def _given(url: str, such_as: str) -> str:
    if not url:
        raise StateFault(f"NUANYI_WEATHER_URL is not set: it is the address of the source of warnings, {such_as}")
    return url


def _sealed(url: str) -> str:
    """An address to which a key may be told: only on this machine is nobody listening on the way."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise StateFault("NUANYI_WEATHER_URL begins with https://, or anybody on the way reads NUANYI_WEATHER_KEY")
    return url

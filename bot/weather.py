"""The weather, joined: the sources of the settings, what listens to them, and what becomes of what they say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from gateways.weather.sources import Access, Sources, open_sources
from models.database import Database
from services.clock import Clock
from services.delivery.courier import Courier
from services.heat.ears import Ear, ForecastEar, Take, WarningEar
from services.heat.watch import OF_A_PLAYGROUND, Rhythm, WeatherWatch
from services.stations.finder import StationFinder


def access_of(settings: Settings) -> Access:
    """Where the sources are and what opens them."""
    return Access(
        settings.weather_sources, settings.weather_url, settings.weather_key.get_secret_value(),
        settings.forecast_url, settings.timezone,
    )  # fmt: skip


@asynccontextmanager
async def open_weather(
    settings: Settings, database: Database, courier: Courier, stations: StationFinder, clock: Clock, take: Take
) -> AsyncIterator[WeatherWatch | None]:
    """The watch over the sources that are set, None where there are none; `take` gets what is news of warnings."""
    if not settings.weather_sources:
        yield None
        return
    rhythm = OF_A_PLAYGROUND if settings.weather_is_turned else Rhythm()
    async with open_sources(access_of(settings), clock) as sources:
        ears = _ears(sources, rhythm, take)
        yield WeatherWatch(database, courier, stations, clock, settings.zone, settings.language, ears, rhythm)


def _ears(sources: Sources, rhythm: Rhythm, take: Take) -> list[Ear]:
    """Warnings before forecasts: they are asked for first."""
    ears: list[Ear] = []
    if sources.warnings:
        ears.append(WarningEar(sources.warnings, rhythm.warnings, take))
    if sources.forecasts:
        ears.append(ForecastEar(sources.forecasts, rhythm.forecasts))
    return ears

"""The outlook of a warning: which day it is about there, how hot that will be, and from when until when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Forecast, HeatAlert
from services.heat.bands import USUAL, Band, band_of, hottest
from services.heat.forecasts import hours_of

Forecasts = Mapping[tuple[str, date], Forecast]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A local day in a district: its maximum in °C if one is forecast, its 24 temperatures or none of them.

    `begins` and `ends` are the hot hours in minutes of the day; `is_usual` if nobody forecast them.
    """

    day: date
    begins: int
    ends: int
    is_usual: bool
    maximum: float | None = None
    hours: tuple[float, ...] = ()
    attribution: str = ""

    @property
    def band(self) -> Band | None:
        """What it asks of employers; without a forecast nothing can be said."""
        return None if self.maximum is None else band_of(self.maximum)

    def at(self, minutes: int, zone: ZoneInfo) -> datetime:
        """A moment of its day, local."""
        return datetime.combine(self.day, time(), zone) + timedelta(minutes=minutes)


async def forecasts_for(
    session: AsyncSession, alert: HeatAlert, areas: Collection[str], zone: ZoneInfo, now: datetime
) -> Forecasts:
    """What is forecast for these districts on the days that a warning may be about now."""
    days = {_first_day(alert, zone, now) + timedelta(days=ahead) for ahead in (0, 1)}
    query = select(Forecast).where(Forecast.adcode.in_([*areas]), Forecast.day.in_([*days]))
    return {(each.adcode, each.day): each for each in await session.scalars(query)}


def outlook_of(alert: HeatAlert, area: str, forecasts: Forecasts, zone: ZoneInfo, now: datetime) -> Outlook:
    """The outlook for a district: of today, or of tomorrow where today's heat is past and the warning lasts."""
    day = _first_day(alert, zone, now)
    first, second = (_on(alert, area, day + timedelta(days=ahead), forecasts) for ahead in (0, 1))
    is_past = now >= first.at(first.ends, zone)
    return second if is_past and alert.expires_at > second.at(second.begins, zone) else first


def _first_day(alert: HeatAlert, zone: ZoneInfo, now: datetime) -> date:
    return max(now, alert.onset_at or now).astimezone(zone).date()


def _on(alert: HeatAlert, area: str, day: date, forecasts: Forecasts) -> Outlook:
    forecast = forecasts.get((area, day))
    hours = hours_of(forecast) if forecast else ()
    maximum = alert.celsius if alert.celsius is not None else forecast.maximum if forecast else None
    span = hottest(hours)
    begins, ends = span or USUAL
    return Outlook(day, begins, ends, span is None, maximum, hours, forecast.attribution if forecast else "")

"""The Warden: hears reports, has places told and keepers asked, ends what ran out; each in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Forecast, HeatAlert
from services.heat.bands import USUAL, Band, hottest
from services.heat.forecasts import hours_of
from services.heat.outlook import forecasts_for, outlook_of
from services.heat.report import Color, Report
from services.heat.telling import as_it_would_read, end_what_ran_out, places_of, tell, tell_anew, wake_up
from services.heat.warnings import standing, take_in, warning_of
from services.keeping.asking import ask
from services.keeping.noon import HotHours
from services.keeping.noon_cards import Why
from services.keeping.supplies import changed_at
from services.notices.pushes import Letters
from services.stations.finder import StationFinder

ASKED_ABOUT: Final = (Color.ORANGE, Color.RED)
TOLD_WITHIN: Final = timedelta(minutes=15)
"""So long a change of supplies is told after it, should the minute in which it was due have been missed."""


@dataclass(frozen=True, slots=True)
class Warden:
    """Knows the stations, and the language of staff who chose none."""

    stations: StationFinder
    language: str

    async def hear(self, session: AsyncSession, report: Report, now: datetime) -> int:
        """Bring warnings and what was said of them up to a report; gives how many places hear for the first time.

        The push never waits for keepers: what they answer is edited in.
        """
        alert = await take_in(session, report, now)
        if alert is None:
            return 0
        number = await tell(session, self.stations, alert, now)
        await self._ask(session, alert, now)
        return number

    async def preview(self, session: AsyncSession, report: Report, now: datetime) -> tuple[Letters, int]:
        """What people of a district would read of a new warning, and how many they are; nothing is kept of it."""
        return await as_it_would_read(session, self.stations, warning_of(report, now), now)

    async def end(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """End the warnings whose time is over."""
        await end_what_ran_out(session, self.stations, now)

    async def reword(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """Make what waits for people who sleep true in the morning."""
        await wake_up(session, self.stations, now)

    async def ask_keepers(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """Ask about the warnings that came while keepers slept, or that stand from the day before."""
        for alert in await standing(session, now):
            await self._ask(session, alert, now)

    async def ask_for_tomorrow(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """The evening before: ask where tomorrow's forecast is as hot as what an orange warning is given for."""
        tomorrow = now.astimezone(self.stations.zone).date() + timedelta(days=1)
        hot_ones = select(Forecast).where(Forecast.day == tomorrow, Forecast.maximum >= float(Band.HOT))
        for forecast in await session.scalars(hot_ones.order_by(Forecast.maximum.desc(), Forecast.adcode)):
            hot = HotHours(tomorrow, *(hottest(hours_of(forecast)) or USUAL))
            await ask(session, self.stations, forecast.adcode, hot, Why("", forecast.maximum), now, self.language)

    async def tell_supplies(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """Once a minute: what keepers count down, and what ran out, is mended where it was told."""
        for station_id in await changed_at(session, now - TOLD_WITHIN, now):
            await tell_anew(session, self.stations, station_id, now)

    async def _ask(self, session: AsyncSession, alert: HeatAlert, now: datetime) -> None:
        """Ask the keepers of each district where somebody was told; each station is asked about a day once."""
        if alert.color not in ASKED_ABOUT or alert.ended_at is not None:
            return
        areas = sorted({place.area for place in await places_of(session, alert)})
        forecasts = await forecasts_for(session, alert, areas, self.stations.zone, now)
        for area in areas:
            outlook = outlook_of(alert, area, forecasts, self.stations.zone, now)
            hot = HotHours(outlook.day, outlook.begins, outlook.ends)
            await ask(session, self.stations, area, hot, Why(alert.color, outlook.maximum), now, self.language)

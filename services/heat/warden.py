"""The Warden: hears reports, has places told and keepers asked, ends what ran out; each in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Forecast, HeatAlert
from models.database import Sessions
from services.heat.bands import USUAL, Band, hottest
from services.heat.forecasts import hours_of
from services.heat.outlook import forecasts_for, outlook_of
from services.heat.places import places_of
from services.heat.report import Color, Report
from services.heat.telling import as_it_would_read, end_what_ran_out, tell, tell_anew, wake_up
from services.heat.warnings import standing, take_in, warning_of
from services.keeping.asking import ask
from services.keeping.noon import SLEEPS, WAKES, HotHours
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

        The push never waits for keepers: they are asked afterwards, and what they answer is edited in.
        """
        alert = await take_in(session, report, now)
        if alert is None:
            return 0
        return await tell(session, self.stations, alert, now)

    async def preview(self, session: AsyncSession, report: Report, now: datetime) -> tuple[Letters, int]:
        """What people of a district would read of a new warning, and how many they are; nothing is kept of it."""
        return await as_it_would_read(session, self.stations, warning_of(report, now), now)

    async def end(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """End the warnings whose time is over."""
        await end_what_ran_out(session, self.stations, now)

    async def reword(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """Make what waits for people who sleep true in the morning."""
        await wake_up(session, self.stations, now)

    async def ask_keepers(self, sessions: Sessions, now: datetime) -> None:
        """Ask about what came since the last look; at night it waits for the morning.

        A district takes a tenth of a second, so each has a transaction of its own. A station is asked about a day once,
        whatever is done again.
        """
        local = now.astimezone(self.stations.zone)
        if not WAKES <= local.hour * 60 + local.minute < SLEEPS:
            return
        async with sessions() as session:
            unasked = [alert for alert in await standing(session, now) if not alert.are_keepers_asked]
        await self._ask(sessions, unasked, now)

    async def ask_in_the_morning(self, sessions: Sessions, now: datetime) -> None:
        """Ask about the day what stands from the day before."""
        async with sessions() as session:
            alerts = await standing(session, now)
        await self._ask(sessions, alerts, now)

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

    async def _ask(self, sessions: Sessions, alerts: Sequence[HeatAlert], now: datetime) -> None:
        for alert in alerts:
            if alert.color in ASKED_ABOUT:
                async with sessions() as session:
                    areas = sorted({place.area for place in await places_of(session, alert)})
                for area in areas:
                    await self._ask_in(sessions, alert, area, now)
            async with sessions() as session, session.begin():
                same = (HeatAlert.id == alert.id, HeatAlert.edition == alert.edition)
                await session.execute(update(HeatAlert).where(*same).values(are_keepers_asked=True))

    async def _ask_in(self, sessions: Sessions, alert: HeatAlert, area: str, now: datetime) -> None:
        """Ask in one district, by its own hot hours."""
        stations = self.stations
        async with sessions() as session, session.begin():
            forecasts = await forecasts_for(session, alert, [area], stations.zone, now)
            outlook = outlook_of(alert, area, forecasts, stations.zone, now)
            hot = HotHours(outlook.day, outlook.begins, outlook.ends)
            await ask(session, stations, area, hot, Why(alert.color, outlook.maximum), now, self.language)

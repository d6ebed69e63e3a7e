"""Ears: what listens to one source of the weather each, and keeps what it hears."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import HeatAlert, HeatReport
from services.heat import forecasts
from services.heat.letters import draw_ahead
from services.heat.report import District, Forecast, ForecastSource, Report, WarningSource
from services.heat.turns import Turns

log = structlog.get_logger(__name__)

SILENT_SECONDS: Final = 3_600.0
AHEAD: Final = timedelta(days=2)
"""What was issued later than that nobody wrote: it would stand before all that comes after it, its end too."""

Take = Callable[[AsyncSession, Report, datetime], Awaitable[object]]
"""What becomes of a report, in a transaction; the same one again changes nothing."""

Standing = Mapping[str, datetime]
"""When the newest report of each warning was issued, by every id that its source called it."""


class Ear(Protocol):
    """Listens to one source.

    `heard` is when that last said anything, or when we began to ask, in the machine's seconds; `has_told` that staff
    know of its silence. `is_shared`: it is asked about all districts in one breath.
    """

    name: str
    turns: Turns
    is_shared: bool
    is_of_forecasts: bool
    heard: float
    has_told: bool

    async def hear(self, districts: Iterable[District]) -> Sequence[Any]:
        """What the source says of these; raises WeatherSilent."""
        ...

    async def news(self, session: AsyncSession, told: Sequence[Any], now: datetime) -> Sequence[Any]:
        """What of it is to be kept."""
        ...

    async def keep(self, session: AsyncSession, told: Any, now: datetime) -> None:
        """Keep one thing that it said."""
        ...


class WarningEar:
    """Hears warnings, and hands them on."""

    is_of_forecasts = False

    def __init__(self, source: WarningSource, every_seconds: float, take: Take) -> None:
        """`take` gets what is news."""
        self.name, self.is_shared, self.turns = source.name, source.is_shared, Turns(every_seconds)
        self.heard, self.has_told = 0.0, False
        self._source, self._take = source, take

    async def hear(self, districts: Iterable[District]) -> Sequence[Report]:
        """The warnings in these."""
        return [report for district in districts for report in await self._source.warnings(district)]

    async def news(self, session: AsyncSession, told: Sequence[Report], now: datetime) -> Sequence[Report]:
        """What is new and matters, in the order in which it was issued.

        Nothing that stands already or is over, nothing that another report of the same answer takes the place of, and
        no end of what does not stand: a feed of a country cancels much that was never about us.
        """
        replaced = {each for report in told for each in report.supersedes}
        standing = await _standing(session, self.name)
        news = (report for report in told if report.source_id not in replaced and _is_news(report, standing, now))
        return sorted(news, key=lambda report: report.issued_at)

    async def keep(self, session: AsyncSession, told: Report, now: datetime) -> None:
        """Hand it on."""
        await self._take(session, told, now)


class ForecastEar:
    """Hears forecasts, and remembers the newest of each day."""

    is_of_forecasts = True
    is_shared = False

    def __init__(self, source: ForecastSource, every_seconds: float) -> None:
        """Nothing was heard yet."""
        self.name, self.turns = source.name, Turns(every_seconds)
        self.heard, self.has_told = 0.0, False
        self._source = source

    async def hear(self, districts: Iterable[District]) -> Sequence[Forecast]:
        """The next days in these."""
        return [forecast for district in districts for forecast in await self._source.forecasts(district)]

    async def news(self, session: AsyncSession, told: Sequence[Forecast], now: datetime) -> Sequence[Forecast]:
        """All of it: the newest forecast is the one to go by."""
        return told

    async def keep(self, session: AsyncSession, told: Forecast, now: datetime) -> None:
        """Remember it."""
        await draw_ahead(told)
        await forecasts.keep(session, told)


def is_silent(ear: Ear, now: float) -> bool:
    """Whether a source has said nothing for an hour, and should have: what is asked hourly is given two."""
    return ear.turns.is_failing and now - ear.heard >= max(SILENT_SECONDS, 2 * ear.turns.every_seconds)


async def _standing(session: AsyncSession, source: str) -> Standing:
    """The warnings of a source that have not ended."""
    query = select(HeatReport.source_id, HeatAlert.issued_at).join(HeatAlert, HeatAlert.id == HeatReport.alert_id)
    rows = await session.execute(query.where(HeatReport.source == source, HeatAlert.ended_at.is_(None)))
    return {row.source_id: row.issued_at for row in rows}


def _is_news(report: Report, standing: Standing, now: datetime) -> bool:
    if report.issued_at > now + AHEAD:
        log.error("a warning is of a day that is far ahead", source=report.source, warning=report.source_id)
        return False
    if report.is_cancelled:
        return not standing.keys().isdisjoint({report.source_id, *report.supersedes})
    heard = standing.get(report.source_id)
    return report.expires_at > now and (heard is None or report.issued_at > heard)

"""Board: how a keeper's station stands today: its hours, what it was asked of noon, what it gives away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import NoonQuestion, Station, Supply
from services.hours.opening_hours import Span
from services.keeping.days import said_of_day, spans_on
from services.keeping.noon import open_questions
from services.keeping.supplies import standing
from services.stations.finder import StationFinder


@dataclass(frozen=True, slots=True)
class StationToday:
    """A station's day: no `spans`: shut, None: nobody knows; `questions` are those that can be answered still."""

    station: Station
    spans: tuple[Span, ...] | None
    questions: Sequence[NoonQuestion]
    supplies: Sequence[Supply]


async def today_of(session: AsyncSession, stations: StationFinder, station: Station, now: datetime) -> StationToday:
    """Read it as it is stored: memory learns of a keeper's word a moment later."""
    day = now.astimezone(stations.zone).date()
    said = (await said_of_day(session, day, Station.id == station.id)).get(station.id, ())
    return StationToday(
        station,
        spans_on(station, day, stations.calendar, said),
        await open_questions(session, station.id, now, stations.zone),
        (await standing(session, [station.id], now)).get(station.id, ()),
    )

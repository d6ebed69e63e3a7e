"""All that is known of one station: what its list says, its week, and what its keeper said of today."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import NoonQuestion, OpeningOverride, Station
from services.errors import UnreadableHours
from services.hours.opening_hours import Hours, Span
from services.hours.week import Week, week_of


@dataclass(frozen=True, slots=True)
class Today:
    """The keeper's word about today; no spans: shut. `noon` are hot hours in which it was asked to stay open."""

    spans: tuple[Span, ...]
    said_at: datetime
    noon: Span | None = None


@dataclass(frozen=True, slots=True)
class FullStation:
    """A station with its week (None: unknown hours) and what was said of today."""

    station: Station
    week: Week | None
    today: Today | None


async def station_with_code(session: AsyncSession, code: str) -> Station | None:
    """The listed station with this code, else one whose code has its letters in another case; "" is nobody's code."""
    alike = select(Station).where(Station.code.in_({code, code.upper(), code.lower()}), Station.listed)
    found: Station | None = await session.scalar(alike.order_by(Station.code != code, Station.code).limit(1))
    return found


async def full_station(session: AsyncSession, station_id: int, now: datetime) -> FullStation | None:
    """Read a listed station; `now` is local. None if it is not listed any more."""
    station = await session.get(Station, station_id)
    if station is None or not station.listed:
        return None
    said = await _said_of(session, station_id, now)
    return FullStation(station, week_of(station.opening_hours, now.date()), said)


async def _said_of(session: AsyncSession, station_id: int, now: datetime) -> Today | None:
    day = now.date()
    said = await session.execute(
        select(OpeningOverride, NoonQuestion)
        .outerjoin(NoonQuestion, NoonQuestion.override_id == OpeningOverride.id)
        .where(OpeningOverride.station_id == station_id)
        .where(OpeningOverride.first_day <= day, OpeningOverride.last_day >= day)
        .order_by(OpeningOverride.said_at.desc(), OpeningOverride.id.desc())
        .limit(1)
    )
    row = said.first()
    if row is None:
        return None
    word, question = row
    noon = (question.begins, question.open_until) if question and question.open_until else None
    try:
        return Today(Hours(word.opening_hours).on(day), word.said_at.astimezone(now.tzinfo), noon)
    except UnreadableHours:  # then nothing is promised, here as in a search
        return None

"""The desk of whoever looks after meals: which events are theirs, and how each stands today and tomorrow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, EventDay, Station, StationKeeper
from services.events.course import AHEAD
from services.events.days import Days, Occurrence, Standing
from services.places.adcode import area_of
from services.staff.rights import Action, unions_for

A_DAY: Final = timedelta(days=1)
SHOWN: Final = 3
"""Times ahead that are shown."""

Line = tuple[Event, Station]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next times of an event, and what is so of today and tomorrow: its time, None where there is none."""

    coming: tuple[Occurrence, ...]
    today: date
    of_today: Occurrence | None
    of_tomorrow: Occurrence | None


async def events_of(session: AsyncSession, person: int, skip: int, most: int) -> Sequence[Line]:
    """What takes place at the stations that somebody keeps, or, if they chose none, at all that they may look after."""
    unions = await unions_for(session, person, Action.KEEP_MEALS)
    areas = [None if union.parent_id is None else area_of(union.adcode) for union in unions]
    theirs: list[ColumnElement[bool]] = [true() if area is None else Station.adcode.startswith(area) for area in areas]
    kept = list(await session.scalars(select(StationKeeper.station_id).where(StationKeeper.telegram_id == person)))
    query = (
        select(Event, Station)
        .join(Station, Station.id == Event.station_id)
        .where(Event.ended_at.is_(None), Station.listed, or_(false(), *theirs))
        .where(Station.id.in_(kept) if kept else true())
        .order_by(Station.name, Event.serves_from, Event.id)
    )
    return [(event, station) for event, station in await session.execute(query.offset(skip).limit(most))]


async def outlook(session: AsyncSession, days: Days, event: Event, now: datetime) -> Outlook:
    """What is to come of an event."""
    today = now.astimezone(days.zone).date()
    last = today + AHEAD
    said = select(EventDay).where(EventDay.event_id == event.id, EventDay.day.between(today, last))
    known = {each.day: each.takes_place for each in await session.scalars(said)}
    times = [
        time
        for time in days.of(event, known, today, last, now)
        if time.standing is Standing.ON and time.ends_at > now
    ]  # fmt: skip
    by_day = {time.day: time for time in times}
    return Outlook(tuple(times[:SHOWN]), today, by_day.get(today), by_day.get(today + A_DAY))

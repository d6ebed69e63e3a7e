"""Coming: what takes place around a place, or in an area, today and in the next weeks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Final

import numpy as np
from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, EventDay, EventKind, HeatAlert, Serving, Station, Topic
from services.events.days import Days, Occurrence
from services.places.adcode import area_of
from services.places.position import Position, ecef

AHEAD: Final = timedelta(days=31)
"""How far ahead is looked: something monthly is among it."""
YESTERDAY: Final = timedelta(days=1)
"""What began before midnight may still be served."""
RED: Final = "red"
METERS_PER_DEGREE: Final = 110_000.0


@dataclass(frozen=True, slots=True)
class Coming:
    """One time of an event, at which station, how far that is from the place asked about (None: nobody knows)."""

    occurrence: Occurrence
    station_id: int
    station: str
    meters: float | None
    serving: Serving | None

    @property
    def event(self) -> Event:
        """What takes place."""
        return self.occurrence.event

    @property
    def left(self) -> int | None:
        """What the keeper last counted; None if nobody did."""
        return self.serving.left if self.serving else None


@dataclass(frozen=True, slots=True)
class Around:
    """The stations at most so many meters from a position, or, without one, those of an area (its digits; "": all)."""

    position: Position | None = None
    meters: float = 0.0
    area: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    event: Event
    station: Station
    meters: float | None


async def coming(
    session: AsyncSession, days: Days, around: Around, topic: Topic, now: datetime, ahead: timedelta = AHEAD
) -> list[Coming]:
    """Everything of a topic that has not ended yet, by day, within it the nearest first, then the earliest."""
    held = await _held(session, around, topic)
    today = now.astimezone(days.zone).date()
    first, last = today - YESTERDAY, today + ahead
    event_ids = [each.event.id for each in held]
    said, servings = await said_of(session, event_ids, first, last), await _servings(session, event_ids, first, last)
    red = await red_areas(session, now)
    found = [
        Coming(time, each.station.id, each.station.name, each.meters, servings.get((each.event.id, time.day)))
        for each in held
        for time in days.of(
            each.event, said[each.event.id], first, last, now, is_red=is_within(each.station.adcode, red)
        )
    ]
    return sorted((each for each in found if _is_to_come(each, now)), key=lambda each: _place(each, today))


async def red_areas(session: AsyncSession, now: datetime) -> frozenset[str]:
    """The digits of the areas for which a red warning stands."""
    stands = (HeatAlert.color == RED, HeatAlert.ended_at.is_(None), HeatAlert.expires_at > now)
    codes = await session.scalars(select(HeatAlert.adcode).where(*stands))
    return frozenset(area for area in map(area_of, codes) if area is not None)


async def _held(session: AsyncSession, around: Around, topic: Topic) -> list[_Held]:
    kinds = [kind for kind in EventKind if kind.topic is topic]
    rows = await session.execute(
        select(Event, Station)
        .join(Station, Station.id == Event.station_id)
        .where(Event.ended_at.is_(None), Event.kind.in_(kinds), Station.listed, _box(around))
        .order_by(Event.id)
    )
    if around.position is None:
        return [_Held(event, station, None) for event, station in rows]
    here = ecef(around.position)
    held = [
        _Held(event, station, float(np.linalg.norm(ecef(Position(station.latitude, station.longitude)) - here)))
        for event, station in rows
    ]
    return [each for each in held if each.meters is None or each.meters <= around.meters]


def _box(around: Around) -> ColumnElement[bool]:
    """What is true of the stations that may be meant: the database looks at degrees, we at meters."""
    if around.position is None:
        return Station.adcode.startswith(around.area) if around.area else true()
    latitude, longitude = around.position.latitude, around.position.longitude
    north = around.meters / METERS_PER_DEGREE
    east = north / max(0.1, cos(radians(latitude)))
    return and_(
        Station.latitude.between(latitude - north, latitude + north),
        Station.longitude.between(longitude - east, longitude + east),
    )


async def said_of(
    session: AsyncSession, event_ids: Collection[int], first: date, last: date
) -> Mapping[int, Mapping[date, bool]]:
    """What was said of the days of these events, by event."""
    said: defaultdict[int, dict[date, bool]] = defaultdict(dict)
    days = select(EventDay).where(EventDay.event_id.in_(event_ids), EventDay.day.between(first, last))
    for each in await session.scalars(days):
        said[each.event_id][each.day] = each.takes_place
    return said


async def _servings(
    session: AsyncSession, event_ids: Collection[int], first: date, last: date
) -> Mapping[tuple[int, date], Serving]:
    servings = select(Serving).where(Serving.event_id.in_(event_ids), Serving.day.between(first, last))
    return {(each.event_id, each.day): each for each in await session.scalars(servings)}


def is_within(adcode: str, areas: Iterable[str]) -> bool:
    """Whether the place of a code lies in one of these areas, given by their digits."""
    area = area_of(adcode)
    return area is not None and any(area.startswith(other) for other in areas)


def _is_to_come(coming: Coming, now: datetime) -> bool:
    is_closed = coming.serving is not None and coming.serving.closed_at is not None
    return coming.occurrence.ends_at > now and not is_closed


def _place(coming: Coming, today: date) -> tuple[date, float, datetime, int]:
    """What yesterday began is of today."""
    return max(coming.occurrence.day, today), coming.meters or 0.0, coming.occurrence.begins_at, coming.event.id


def shown(found: Sequence[Coming], today: date, most: int) -> list[Coming]:
    """The times of today and tomorrow, then of what is on neither the day when it is next on; `most` at most."""
    soon = [each for each in found if each.occurrence.day <= today + timedelta(days=1)]
    known = {each.event.id for each in soon}
    later = [each for each in found if each.event.id not in known]
    next_day = min((each.occurrence.day for each in later), default=today)
    return (soon + [each for each in later if each.occurrence.day == next_day])[:most]

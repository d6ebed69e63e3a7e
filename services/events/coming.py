"""Coming: what there is around a place, or in an area, now and in the next weeks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Final

import numpy as np
from sqlalchemy import ColumnElement, and_, exists, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, EventDay, EventKind, HeatAlert, Serving, Station, Supply, Topic
from services.events.days import Days, Standing
from services.events.portions import is_on, portions_of
from services.keeping.supplies import standing
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
    """One time that there is something at a station, by its local day, from when to when in UTC, and how sure that is.

    `title` is the event's, or the code or words of a supply, whose `event_id` is None. `meters` are from the place that
    was asked about, None if nobody knows; `left` is how many there are for whoever comes, None if nobody counted. Of a
    serving with a `keep_id` a portion can be kept.
    """

    day: date
    begins_at: datetime
    ends_at: datetime
    standing: Standing
    title: str
    station_id: int
    station: str
    meters: float | None
    event_id: int | None
    left: int | None = None
    keep_id: int | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """The stations at most so many meters from a position, or, without one, those of an area (its digits; "": all)."""

    position: Position | None = None
    meters: float = 0.0
    area: str = ""

    @property
    def box(self) -> ColumnElement[bool]:
        """What is true of the stations that may be meant: a database looks at degrees."""
        if self.position is None:
            return Station.adcode.startswith(self.area) if self.area else true()
        latitude, longitude = self.position.latitude, self.position.longitude
        north = self.meters / METERS_PER_DEGREE
        east = north / max(0.1, cos(radians(latitude)))
        return and_(
            Station.latitude.between(latitude - north, latitude + north),
            Station.longitude.between(longitude - east, longitude + east),
        )

    def meters_to(self, station: Station) -> float | None:
        """How far a station is; None without a position."""
        if self.position is None:
            return None
        return float(np.linalg.norm(ecef(Position(station.latitude, station.longitude)) - ecef(self.position)))

    def holds(self, station: Station) -> bool:
        """Whether a station of the box is meant."""
        meters = self.meters_to(station)
        return meters is None or meters <= self.meters


async def coming(
    session: AsyncSession, days: Days, around: Around, topic: Topic, now: datetime, ahead: timedelta = AHEAD
) -> list[Coming]:
    """Everything of a topic that has not ended yet, by day, within it the nearest first, then the earliest."""
    today = now.astimezone(days.zone).date()
    found = await _events(session, days, around, topic, now, (today - YESTERDAY, today + ahead))
    if topic is Topic.MEALS:
        found += await _supplies(session, around, today, now)
    return sorted(found, key=lambda each: (each.day, each.meters or 0.0, each.begins_at, each.event_id or 0))


async def _events(
    session: AsyncSession, days: Days, around: Around, topic: Topic, now: datetime, span: tuple[date, date]
) -> list[Coming]:
    held = await _held(session, around, topic)
    event_ids = [event.id for event, _ in held]
    said, servings = await said_of(session, event_ids, *span), await _servings(session, event_ids, *span)
    red, today = await red_areas(session, now), now.astimezone(days.zone).date()
    found = []
    for event, station in held:
        meters, is_red = around.meters_to(station), is_within(station.adcode, red)
        for time in days.of(event, said.get(event.id, {}), *span, now, is_red=is_red):
            serving = servings.get((event.id, time.day))
            if time.ends_at > now and not (serving and serving.closed_at):
                left, keep_id = await _portions(session, serving, event, now)
                found.append(
                    Coming(
                        max(time.day, today), time.begins_at, time.ends_at, time.standing, event.title, station.id,
                        station.name, meters, event.id, left, keep_id,
                    )
                )  # fmt: skip
    return found


async def _portions(
    session: AsyncSession, serving: Serving | None, event: Event, now: datetime
) -> tuple[int | None, int | None]:
    """How many a keeper counted that nobody has kept, and the serving if one of them can be kept."""
    if serving is None or not is_on(serving, now):
        return None, None
    free = (await portions_of(session, serving, event, now)).free
    return (None if serving.left is None else free), (serving.id if free else None)


async def _supplies(session: AsyncSession, around: Around, today: date, now: datetime) -> list[Coming]:
    has_some = exists().where(Supply.station_id == Station.id, Supply.until > now, Supply.gone_at.is_(None))
    query = select(Station).where(Station.listed, around.box, has_some).order_by(Station.id)
    stations = {station.id: station for station in await session.scalars(query) if around.holds(station)}
    return [
        Coming(
            today, supply.said_at, supply.until, Standing.ON, supply.what, station_id, stations[station_id].name,
            around.meters_to(stations[station_id]), None, supply.left,
        )
        for station_id, supplies in (await standing(session, [*stations], now)).items()
        for supply in supplies
    ]  # fmt: skip


async def red_areas(session: AsyncSession, now: datetime) -> frozenset[str]:
    """The digits of the areas for which a red warning stands."""
    stands = (HeatAlert.color == RED, HeatAlert.ended_at.is_(None), HeatAlert.expires_at > now)
    codes = await session.scalars(select(HeatAlert.adcode).where(*stands))
    return frozenset(area for area in map(area_of, codes) if area is not None)


async def _held(session: AsyncSession, around: Around, topic: Topic) -> list[tuple[Event, Station]]:
    kinds = [kind for kind in EventKind if kind.topic is topic]
    rows = await session.execute(
        select(Event, Station)
        .join(Station, Station.id == Event.station_id)
        .where(Event.ended_at.is_(None), Event.kind.in_(kinds), Station.listed, around.box)
        .order_by(Event.id)
    )
    return [(event, station) for event, station in rows if around.holds(station)]


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


def shown(found: Sequence[Coming], today: date, most: int) -> list[Coming]:
    """The times of today and tomorrow, then of what is on neither the day when it is next on; `most` at most."""
    soon = [each for each in found if each.day <= today + timedelta(days=1)]
    known = {each.event_id for each in soon}
    later = [each for each in found if each.event_id not in known]
    next_day = min((each.day for each in later), default=today)
    return (soon + [each for each in later if each.day == next_day])[:most]

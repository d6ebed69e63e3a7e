"""Pushing: the evening before, or half an hour ahead, those near enough who chose it are told of what takes place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, EventKind, Kind, Lane, Notice, Notify, Serving, Station, Subscription, Topic, Worker
from models.database import Sessions
from models.notice import IS_A_FIRST
from services.events.coming import is_within, red_areas, said_of
from services.events.course import course_of, letters_of
from services.events.days import DAY_MINUTES, Days, Occurrence, Standing
from services.events.portions import lock
from services.events.servings import ABOUT, about, serving_of
from services.notices.places import Place
from services.notices.pushes import Push, first_of, push_all
from services.stations.finder import StationFinder

AHEAD: Final = timedelta(minutes=30)
WORTH: Final = timedelta(minutes=10)
"""What must be left of a serving for anybody to be told of it."""
FARTHEST_METERS: Final = 5_000.0
"""The most that a worker can choose."""
DISTRICT_DIGITS: Final = 6
TOLD: Final = (Standing.ON, Standing.WEATHER)
A_DAY: Final = timedelta(days=1)

Near = Mapping[int, int]
"""How far those look who want to hear of a topic around a station, by the station."""


@dataclass(frozen=True, slots=True)
class Pusher:
    """Makes the notices of a serving, all in one transaction and no serving's twice; the Herald owes them to people.

    What nobody was told of in the evening, as no bot ran or it was not decided yet, is told half an hour ahead.
    """

    days: Days
    stations: StationFinder

    async def evening(self, sessions: Sessions, now: datetime) -> None:
        """Tell of those of tomorrow that people are to hear of the evening before."""
        tomorrow = now.astimezone(self.days.zone).date() + A_DAY
        await self._push(sessions, Event.notify == Notify.EVENING, (tomorrow, tomorrow), 2 * A_DAY, now)

    async def soon(self, sessions: Sessions, now: datetime) -> None:
        """Tell of what begins within half an hour, or has begun, and nobody was told of."""
        local = now.astimezone(self.days.zone)
        minute = local.hour * 60 + local.minute
        # By the hours of yesterday's, of today's, and of tomorrow's that begin just after midnight.
        is_on = or_(*(_is_on_at(minute + DAY_MINUTES * ago) for ago in (1, 0, -1)))
        await self._push(sessions, is_on, (local.date() - A_DAY, local.date() + A_DAY), AHEAD, now)

    async def _push(
        self, sessions: Sessions, which: ColumnElement[bool], span: tuple[date, date], ahead: timedelta, now: datetime
    ) -> None:
        async with sessions() as session:
            held = await _held(session, which)
            due = await self._due(session, held, span, ahead, now) if held else []
            near = {topic: await _near(session, topic) for topic in {_topic(time.event) for time in due}}
        for time in due:
            async with sessions() as session, session.begin():
                await self._tell(session, time, near[_topic(time.event)], now)

    async def _due(
        self, session: AsyncSession, held: Mapping[Event, str], span: tuple[date, date], ahead: timedelta, now: datetime
    ) -> list[Occurrence]:
        """What people should hear of by now and did not, the soonest first."""
        said = await said_of(session, [event.id for event in held], *span)
        told, red = await _told(session, span), await red_areas(session, now)
        times = (
            time
            for event, adcode in held.items()
            for time in self.days.of(event, said.get(event.id, {}), *span, now, is_red=is_within(adcode, red))
        )
        due = [
            time
            for time in times
            if time.standing in TOLD and time.begins_at - ahead <= now <= time.ends_at - WORTH
            if (time.event.id, time.day) not in told
        ]
        return sorted(due, key=lambda time: time.begins_at)

    async def _tell(self, session: AsyncSession, time: Occurrence, near: Near, now: datetime) -> None:
        """Say it to each place, unless somebody else just did, or it was called off."""
        serving = await serving_of(session, time)
        await lock(session, serving.id)
        said = select(Notice.id).where(first_of(about(serving.id))).limit(1)
        if serving.closed_at is not None or await session.scalar(said) is not None:
            return
        event, station = time.event, await session.get_one(Station, time.event.station_id)
        course = await course_of(session, self.days, serving, event, now)
        what = Push(
            about(serving.id), _topic(event), Kind.MEAL, Lane.BULK, serving.ends_at,
            rank=max(0, int((time.begins_at - now).total_seconds() // 60)),
        )  # fmt: skip
        serving.told_at = now
        letters = {place: letters_of(course, place.meters) for place in self._places(station, near)}
        await push_all(session, what, letters, now)

    def _places(self, station: Station, near: Near) -> Iterator[Place]:
        """Its district, for those who named no station, and each station near enough for those who named that."""
        if len(station.adcode) >= DISTRICT_DIGITS:
            yield Place(station.adcode[:DISTRICT_DIGITS])
        for station_id in self.stations.ids_around(station.id, FARTHEST_METERS):
            if station_id in near:
                meters = ceil(self.stations.meters_between(station.id, station_id))
                if meters <= near[station_id]:
                    yield Place(station_id=station_id, meters=meters)


def _topic(event: Event) -> Topic:
    return EventKind(event.kind).topic


def _is_on_at(minute: int) -> ColumnElement[bool]:
    """What is true of events that are served at this minute after their day began, or soon."""
    ahead = int(AHEAD.total_seconds() // 60)
    return and_(Event.serves_from <= minute + ahead, Event.serves_until > minute)


async def _held(session: AsyncSession, which: ColumnElement[bool]) -> Mapping[Event, str]:
    """The events that are offered, each with the code of where its station is."""
    rows = await session.execute(
        select(Event, Station.adcode)
        .join(Station, Station.id == Event.station_id)
        .where(Event.ended_at.is_(None), Station.listed, which)
        .order_by(Event.id)
    )
    return {event: adcode for event, adcode in rows}  # noqa: C416 - rows, no pairs


async def _told(session: AsyncSession, span: tuple[date, date]) -> frozenset[tuple[int, date]]:
    """Of which events on which days people were told."""
    is_told = exists().where(Notice.about == literal(ABOUT) + cast(Serving.id, String), IS_A_FIRST)
    rows = await session.execute(select(Serving.event_id, Serving.day).where(Serving.day.between(*span), is_told))
    return frozenset((row.event_id, row.day) for row in rows)


async def _near(session: AsyncSession, topic: Topic) -> Near:
    """The stations that subscribers of a topic named, and how far the farthest of them look."""
    rows = await session.execute(
        select(Worker.near_station_id, func.max(Worker.near_meters).label("meters"))
        .join(Subscription, and_(Subscription.worker_id == Worker.id, Subscription.topic == topic))
        .where(Worker.near_station_id.is_not(None), Worker.blocked_at.is_(None))
        .group_by(Worker.near_station_id)
    )
    return {row.near_station_id: row.meters for row in rows}

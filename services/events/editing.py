"""Editing: keepers begin, change and end events, and call single days off or on; who was told hears of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, EventDay, Reservation, Serving, Station
from services.events.course import Course
from services.events.days import Occurrence, Standing
from services.events.portions import is_off, lock
from services.events.reservations import kept_for
from services.events.servings import serving_on
from services.events.telling import Teller
from services.staff.audit import Act, write_down
from services.staff.unions import covering_union


@dataclass(frozen=True, slots=True)
class Plan:
    """What a keeper decides of an event, as its columns hold it."""

    kind: str
    title: str
    rule: str
    serves_from: int
    serves_until: int
    portions: int | None
    notify: str
    weather_exempt: bool
    on_holiday: str


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who may, at a moment; whether they may, is asked before. `teller` tells whom it concerns."""

    teller: Teller
    person: int
    now: datetime

    async def begin(self, session: AsyncSession, station_id: int, plan: Plan) -> Event | None:
        """Offer something new, or again what was ended; None if the station offers it already."""
        await session.flush()
        # Of two keepers who offer the same at one moment the second finds it.
        station = await session.scalar(select(Station).where(Station.id == station_id).with_for_update())
        if station is None:
            return None
        event = await self._alike(session, station_id, plan)
        if event is None:
            event = Event(station_id=station_id, made_at=self.now, version=1, details="", **asdict(plan))
            session.add(event)
        elif event.ended_at is None:
            return None
        else:
            _set(event, plan)
        await session.flush()
        await self._write_down(session, Act.ADDED_EVENT, event)
        return event

    async def change(self, session: AsyncSession, event: Event, plan: Plan) -> bool:
        """Let it be as planned; False if the station offers such a thing already. Days to come follow."""
        alike = await self._alike(session, event.station_id, plan)
        if alike is not None and alike.id != event.id:
            return False
        _set(event, plan)
        await session.flush()
        await self._write_down(session, Act.CHANGED_EVENT, event)
        await self.follow(session, event)
        return True

    async def follow(self, session: AsyncSession, event: Event) -> None:
        """Let what people know of an event already be as it is now."""
        for serving in await _to_come(session, event, self.now):
            await self._follow(session, serving, event)

    async def end(self, session: AsyncSession, event: Event) -> None:
        """It is not offered any more, what was told of is called off."""
        event.ended_at = self.now
        event.version += 1
        await session.flush()
        await self._write_down(session, Act.ENDED_EVENT, event)
        for serving in await _to_come(session, event, self.now):
            await self._call_off(session, serving, event)

    async def say_day(self, session: AsyncSession, event: Event, day: date, *, takes_place: bool) -> None:
        """Against its rule or with it: this day it takes place, or does not."""
        said = EventDay(
            event_id=event.id, day=day, takes_place=takes_place, said_at=self.now, said_by=self.person
        )  # fmt: skip
        await session.merge(said)
        event.version += 1
        await session.flush()
        act = Act.ADDED_EVENT_DAY if takes_place else Act.CALLED_OFF_EVENT_DAY
        await self._write_down(session, act, event, day)
        serving = await serving_on(session, event.id, day)
        if serving is not None and takes_place:
            await self._call_on(session, serving, event)
        elif serving is not None:
            await self._call_off(session, serving, event)

    async def _alike(self, session: AsyncSession, station_id: int, plan: Plan) -> Event | None:
        """What the station offers, or did, by the same title from the same hour on."""
        same = (Event.station_id == station_id, Event.title == plan.title, Event.serves_from == plan.serves_from)
        event: Event | None = await session.scalar(select(Event).where(*same))
        return event

    async def _follow(self, session: AsyncSession, serving: Serving, event: Event) -> None:
        """Let a serving that people know of already have the hours of its event, or none."""
        occurrence = await self._occurrence(session, event, serving.day)
        if occurrence is None:
            await self._call_off(session, serving, event)
            return
        serving.begins_at, serving.ends_at = occurrence.begins_at, occurrence.ends_at
        await self.teller.note(session, serving, event, self.now)

    async def _occurrence(self, session: AsyncSession, event: Event, day: date) -> Occurrence | None:
        said = await session.get(EventDay, (event.id, day))
        known = {day: said.takes_place} if said else {}
        times = self.teller.days.of(event, known, day, day, self.now)
        return next((time for time in times if time.standing is Standing.ON), None)

    async def _call_off(self, session: AsyncSession, serving: Serving, event: Event) -> None:
        """End it before its hour, and tell who was told or has something kept; what is over or gone stays as it is."""
        await lock(session, serving.id)
        if serving.closed_at is not None or serving.ends_at <= self.now:
            return
        serving.closed_at = self.now
        kept = await kept_for(session, serving.id, self.now)
        course = await self.teller.note(session, serving, event, self.now)
        await self._give_back(session, kept, course)

    async def _give_back(self, session: AsyncSession, kept: Sequence[Reservation], course: Course) -> None:
        for reservation in kept:
            reservation.given_back_at = self.now
            await self.teller.tell_lost(session, reservation, course, "meal-off", self.now)

    async def _call_on(self, session: AsyncSession, serving: Serving, event: Event) -> None:
        await lock(session, serving.id)
        if is_off(serving) and serving.ends_at > self.now:
            serving.closed_at = None
            await self.teller.note(session, serving, event, self.now)

    async def _write_down(self, session: AsyncSession, act: Act, event: Event, day: date | None = None) -> None:
        station = await session.get_one(Station, event.station_id)
        union = await covering_union(session, station.adcode)
        subject = f"{event.id} {day}" if day else str(event.id)
        write_down(session, act, subject, self.now, actor_id=self.person, union_id=union.id if union else None)


def _set(event: Event, plan: Plan) -> None:
    for name, value in asdict(plan).items():
        setattr(event, name, value)
    event.ended_at = None
    event.version += 1


async def _to_come(session: AsyncSession, event: Event, now: datetime) -> Sequence[Serving]:
    """The servings that have not ended, those that were called off left out."""
    query = select(Serving).where(Serving.event_id == event.id, Serving.ends_at > now, Serving.closed_at.is_(None))
    return (await session.scalars(query.order_by(Serving.day))).all()

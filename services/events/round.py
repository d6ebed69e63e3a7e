"""The round: what each minute brings to servings. Keepers are asked to count, holds run out, late words are said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, EventDay, Reservation, Serving, Station
from services.events.counter import ask_to_count
from services.events.course import course_of
from services.events.days import DAY_MINUTES, Occurrence, Standing
from services.events.portions import lock
from services.events.reservations import run_out
from services.events.servings import serving_of
from services.events.telling import Teller, is_due

A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Round:
    """Goes once a minute, in the transaction of its slot."""

    teller: Teller

    async def go(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """Do what is due; what was missed while nobody ran is done as it stands now."""
        for reservation in await run_out(session, now):
            await self._tell_run_out(session, reservation, now)
        await session.flush()
        for serving_id in (await session.scalars(select(Serving.id).where(is_due(now)).order_by(Serving.id))).all():
            await self._tell(session, serving_id, now)
        for occurrence in await _begun(session, self.teller, now):
            serving = await serving_of(session, occurrence)
            course = await course_of(session, self.teller.days, serving, occurrence.event, now)
            await ask_to_count(session, course, serving, self.teller.language, now)

    async def _tell_run_out(self, session: AsyncSession, reservation: Reservation, now: datetime) -> None:
        found = await lock(session, reservation.serving_id)
        if found:
            course = await self.teller.note(session, *found, now)
            await self.teller.tell_lost(session, reservation, course, "meal-expired-hold", now)

    async def _tell(self, session: AsyncSession, serving_id: int, now: datetime) -> None:
        found = await lock(session, serving_id)
        if found:
            course = await course_of(session, self.teller.days, *found, now)
            await self.teller.tell(session, found[0], course, now)


async def _begun(session: AsyncSession, teller: Teller, now: datetime) -> list[Occurrence]:
    """What is served at this moment in portions, and nobody was asked to count yet."""
    local = now.astimezone(teller.days.zone)
    minute = local.hour * 60 + local.minute
    begun: list[Occurrence] = []
    for day, since in ((local.date(), minute), (local.date() - A_DAY, minute + DAY_MINUTES)):
        is_asked = exists().where(Serving.event_id == Event.id, Serving.day == day, Serving.asked_at.is_not(None))
        events = (
            select(Event)
            .join(Station, Station.id == Event.station_id)
            .where(Event.ended_at.is_(None), Event.portions.is_not(None), Station.listed, ~is_asked)
            .where(Event.serves_from <= since, Event.serves_until > since)
        )
        for event in (await session.scalars(events.order_by(Event.id))).all():
            said = await session.get(EventDay, (event.id, day))
            times = teller.days.of(event, {day: said.takes_place} if said else {}, day, day, now)
            begun += [time for time in times if time.standing is Standing.ON]
    return begun

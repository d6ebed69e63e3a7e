"""Asking: on the eve of a day off, who looks after an event that asks for it says whether it takes place."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale
from models import Event, Station
from services.delivery.outbox import store
from services.delivery.parcel import reply
from services.events.coming import said_of
from services.events.counter import counters_of
from services.events.days import Days, Occurrence, Standing
from services.staff.people import words_of


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks those who look after an event; `language` is that of who chose none."""

    days: Days
    language: str

    async def ask(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """Ask of everything tomorrow of which nobody has said yet whether it takes place, in the slot's transaction."""
        tomorrow = now.astimezone(self.days.zone).date() + timedelta(days=1)
        rows = await session.execute(
            select(Event, Station)
            .join(Station, Station.id == Event.station_id)
            .where(Event.ended_at.is_(None), Station.listed)
            .order_by(Event.id)
        )
        held = [(event, station) for event, station in rows]
        said = await said_of(session, [event.id for event, _ in held], tomorrow, tomorrow)
        for event, station in held:
            for time in self.days.of(event, said.get(event.id, {}), tomorrow, tomorrow, now):
                if time.standing is Standing.UNDECIDED:
                    await self._ask(session, time, station, now)

    async def _ask(self, session: AsyncSession, time: Occurrence, station: Station, now: datetime) -> None:
        parcels = []
        for person in await counters_of(session, station):
            words = await words_of(session, person, self.language)
            text = words.render("meal-ask", **values_of(time, station, self.days, now))
            params = {"text": text, "parse_mode": "HTML", "reply_markup": keys_of(time, words)}
            parcels.append(replace(reply(person, "sendMessage", params, now), expires_at=time.begins_at))
        await store(session, parcels)


def values_of(
    time: Occurrence, station: Station, days: Days, now: datetime, said: bool | None = None
) -> dict[str, Any]:
    """What `meal-ask` says, its moments local; `said` is the answer, None before it."""
    begins_at, ends_at = time.begins_at.astimezone(days.zone), time.ends_at.astimezone(days.zone)
    local = replace(time, begins_at=begins_at, ends_at=ends_at)
    return {"time": local, "station": station.name, "said": said, "now": now.astimezone(days.zone)}


def keys_of(time: Occurrence, words: Locale, said: bool | None = None) -> dict[str, Any]:
    """A key for each answer but the one that was given."""
    answers = {True: "day_on", False: "day_off"}
    keys = [
        {"text": words.word("meals", word), "callback_data": f"mealday:{time.event.id}:{time.day:%Y%m%d}:{int(answer)}"}
        for answer, word in answers.items()
        if answer is not said
    ]
    return {"inline_keyboard": [keys]}

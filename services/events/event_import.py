"""Meals and other events of a file become those we know: all of them or none, and none is ever ended."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, EventDay, EventKind, Notify, OnHoliday, Station
from services.events.editing import Editor
from services.events.event_file import EventList, EventRow, Key
from services.events.telling import Teller
from services.lists.station_code import likeness
from services.lists.station_import import ImportResult

NOBODY: Final = 0
"""Who a list comes from: no person of Telegram's."""
DEFAULTS: Final[dict[str, Any]] = {
    "kind": EventKind.MEAL, "details": "", "portions": None, "notify": Notify.EVENING, "weather_exempt": False,
    "on_holiday": OnHoliday.RUN,
}  # fmt: skip


@dataclass(slots=True)
class _Stored:
    """What is known already: stations by code, events by key, and what was said of their days, by event."""

    station_ids: dict[str, int]
    events: dict[Key, Event]
    days: defaultdict[int, dict[date, EventDay]] = field(default_factory=lambda: defaultdict(dict))


async def import_events(session: AsyncSession, listing: EventList, teller: Teller, now: datetime) -> ImportResult:
    """Add and change events in the caller's transaction; ImportRefused with every fault, and then nothing is written.

    A column that the file lacks keeps what is stored; what a keeper said of a day stays, whatever the file says of it.
    Who was told of what is changed reads so, through `teller`.
    """
    stored = await _stored(session)
    _check_stations(listing, stored.station_ids)
    listing.refuse_faults()
    added = changed = 0
    for row in listing.events:
        event = stored.events.get(row.key)
        if event is None:
            event = Event(station_id=stored.station_ids[row.station_code], made_at=now, **DEFAULTS | row.values)
            session.add(event)
            await session.flush()
            await _say_days(session, row, event, {}, now)
            added += 1
        else:
            # Both are asked: what the row says of the event, and what it says of its days.
            is_changed = [_change(event, row), await _say_days(session, row, event, stored.days[event.id], now)]
            if any(is_changed):
                changed += 1
                event.version += 1
                await session.flush()
                await Editor(teller, NOBODY, now).follow(session, event)
    await session.flush()
    named = {row.key for row in listing.events}
    offered = (key for key, event in stored.events.items() if event.ended_at is None)
    missing = tuple(sorted(_named(key) for key in offered if key not in named))
    return ImportResult(added, changed, len(listing.events) - added - changed, missing)


async def _stored(session: AsyncSession) -> _Stored:
    stations = await session.execute(select(Station.code, Station.id).where(Station.listed))
    rows = await session.execute(select(Event, Station.code).join(Station, Station.id == Event.station_id))
    events = {(code, event.title, event.serves_from): event for event, code in rows}
    stored = _Stored({row.code: row.id for row in stations}, events)
    for day in await session.scalars(select(EventDay)):
        stored.days[day.event_id][day.day] = day
    return stored


def _check_stations(listing: EventList, station_ids: Mapping[str, int]) -> None:
    alike = {likeness(code): code for code in station_ids}
    for row in listing.events:
        if row.station_code not in station_ids:
            like = alike.get(likeness(row.station_code))
            remedy = f"驿站名单里是“{like}”，请照着写" if like else "驿站名单里没有这个编号，请核对，或先导入驿站名单"
            listing.fault(row.row, "station_code", row.station_code, remedy)


def _change(event: Event, row: EventRow) -> bool:
    """Let the event be as its row says; whether anything of it changed. One that was ended is offered again."""
    differing = {name: value for name, value in row.values.items() if getattr(event, name) != value}
    is_back = event.ended_at is not None
    event.ended_at = None
    for name, value in differing.items():
        setattr(event, name, value)
    return bool(differing) or is_back


async def _say_days(
    session: AsyncSession, row: EventRow, event: Event, known: Mapping[date, EventDay], now: datetime
) -> bool:
    """Let the days that lists said of an event be those of its row; whether that changed any."""
    listed = {day: said.takes_place for day, said in known.items() if said.said_by is None}
    wanted = {
        day: takes_place
        for column, takes_place in ((row.extra, True), (row.excepted, False))
        for day in ([day for day in listed if listed[day] == takes_place] if column is None else column)
        if day in listed or day not in known
    }
    for day in listed.keys() - wanted.keys():
        await session.delete(known[day])
    for day in wanted.keys() - listed.keys():
        session.add(EventDay(event_id=event.id, day=day, takes_place=wanted[day], said_at=now))
    for day in wanted.keys() & listed.keys():
        known[day].takes_place = wanted[day]
    return wanted != listed


def _named(key: Key) -> str:
    code, title, minute = key
    return f"{code} {title} {minute // 60:02}:{minute % 60:02}"

"""Cool doors: the nearest air-conditioned stations that stay open through the hot hours, and who says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import NoonQuestion, OpeningOverride, Supply
from services.heat.outlook import Outlook
from services.keeping.supplies import standing
from services.notices.places import Place
from services.stations.finder import StationFinder

COOL: Final = ("air_conditioning",)
SHOWN: Final = 3
NEAR_METERS: Final = (3_000.0, 10_000.0)
"""How far is looked; farther only where nothing is near."""
WEIGHED: Final = 40  # of the nearest, however many there are
SOME_TIME: Final = timedelta(minutes=30)  # where the hot hours are nearly over


class SaidBy(StrEnum):
    """How it is known that a door stays open; the surest first."""

    KEEPER = "keeper"
    ALL_DAY = "all_day"
    SIGN = "sign"
    KEEPER_PARTLY = "keeper_partly"
    """The keeper stays open for a part of the hot hours."""


@dataclass(frozen=True, slots=True)
class CoolDoor:
    """A door for the hot hours: open until `until` (None: it does not shut) as its keeper (`said_at`) or sign says.

    `begins` is when a keeper's word for the hot hours begins, None where the day's hours hold; moments are local.
    """

    station_id: int
    name: str
    said_by: SaidBy
    until: datetime | None
    begins: datetime | None = None
    said_at: datetime | None = None
    supplies: Sequence[Supply] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of stations on a day beside their lists: noon's answers, a keeper's other words, supplies."""

    answers: Mapping[int, NoonQuestion]
    said_at: Mapping[int, datetime]
    supplies: Mapping[int, Sequence[Supply]]


Around = Sequence[tuple[int, float]]
"""Stations and their meters, nearest first."""


async def cool_doors(
    session: AsyncSession,
    stations: StationFinder,
    places: Iterable[Place],
    outlooks: Mapping[str, Outlook],
    now: datetime,
) -> dict[Place, list[CoolDoor]]:
    """Three doors at most for each of these places; around the station that was named, else the district's middle.

    `outlooks` are those of the districts. What keepers said is read from its rows: memory learns of it a moment later.
    """
    near = {place: around(stations, place) for place in places}
    ids = sorted({station_id for each in near.values() for station_id, _ in each})
    words = {day: await _words(session, ids, day, now) for day in {each.day for each in outlooks.values()}}

    @cache  # the places of a district lie around the same few doors
    def door(station_id: int, area: str) -> CoolDoor | None:
        return _door(stations, station_id, outlooks[area], words[outlooks[area].day], now)

    return {place: _best(door(station_id, place.area) for station_id, _ in found) for place, found in near.items()}


def around(stations: StationFinder, place: Place) -> Around:
    """The cool stations that may be named to a place, whatever their hours."""
    named = None if place.station_id is None else stations.listed(place.station_id)
    middle = named.position if named else stations.middle_of(place.area)
    if middle is None:
        return ()
    found = ([*stations.having(middle, COOL, meters, WEIGHED)] for meters in NEAR_METERS)
    return next(filter(None, found), ())


def _best(doors: Iterable[CoolDoor | None]) -> list[CoolDoor]:
    """The surest of these doors, of equally sure ones the nearest."""
    return sorted(filter(None, doors), key=lambda door: [*SaidBy].index(door.said_by))[:SHOWN]


def _door(stations: StationFinder, station_id: int, outlook: Outlook, words: Words, now: datetime) -> CoolDoor | None:
    """The door as it is in the hours that are left of the hot ones; None if it shuts in them."""
    zone, answer = stations.zone, words.answers.get(station_id)
    begins = max(outlook.at(outlook.begins, zone), now.astimezone(zone))
    ends = max(outlook.at(outlook.ends, zone), begins + SOME_TIME)
    supplies = words.supplies.get(station_id, ())
    if answer:
        return _answered(stations, answer, outlook, begins, supplies)
    offer = stations.open_through(station_id, begins, ends, now)
    if offer is None:
        return None
    said_by = SaidBy.ALL_DAY if offer.around_the_clock else SaidBy.KEEPER if offer.is_override else SaidBy.SIGN
    said_at = words.said_at.get(station_id)
    return CoolDoor(
        station_id, offer.name, said_by, offer.closes_at, None, said_at.astimezone(zone) if said_at else None, supplies
    )


def _answered(
    stations: StationFinder, answer: NoonQuestion, outlook: Outlook, now: datetime, supplies: Sequence[Supply]
) -> CoolDoor | None:
    """The same where its keeper was asked for these hours."""
    zone, station = stations.zone, stations.listed(answer.station_id)
    begins, until = outlook.at(answer.begins, zone), outlook.at(answer.open_until or answer.begins, zone)
    if station is None or answer.answered_at is None or until <= max(now, begins):
        return None
    said_by = SaidBy.KEEPER if until >= outlook.at(outlook.ends, zone) else SaidBy.KEEPER_PARTLY
    said_at = answer.answered_at.astimezone(zone)
    return CoolDoor(answer.station_id, station.name, said_by, until, begins, said_at, supplies)


async def _words(session: AsyncSession, ids: Sequence[int], day: date, now: datetime) -> Words:
    # Numbers that we made, written out: there may be more of them than a statement takes parameters.
    these: BindParameter[list[int]] = bindparam("ids", ids, expanding=True, literal_execute=True)
    asked = select(NoonQuestion).where(NoonQuestion.day == day, NoonQuestion.station_id.in_(these))
    answers = {each.station_id: each for each in await session.scalars(asked) if each.open_until is not None}
    said = select(OpeningOverride.station_id, func.max(OpeningOverride.said_at).label("at")).where(
        OpeningOverride.station_id.in_(these), OpeningOverride.first_day <= day, OpeningOverride.last_day >= day
    )
    said_at = {row.station_id: row.at for row in await session.execute(said.group_by(OpeningOverride.station_id))}
    return Words(answers, said_at, await standing(session, ids, now))

"""Telling: each place where somebody wants to know hears of a warning once, and what it heard stays true."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import HeatAlert, Kind, Lane, Notice, Subscription, Topic, Worker
from services.heat.doors import CoolDoor, around, cool_doors
from services.heat.letters import chart_of, clear_letters, replaced_letters, warning_letters
from services.heat.outlook import Outlook, forecasts_for, outlook_of
from services.heat.report import Color
from services.heat.warnings import BY_HAND, SEVERITY, run_out, standing
from services.notices.addressing import address_one
from services.notices.places import Place
from services.notices.pushes import Letters, Push, hold_until, push_all, reword, say_anew, take_back
from services.notices.quiet import midnight
from services.places.adcode import area_of
from services.stations.finder import StationFinder

SEND_PICTURE: Final = "sendPhoto"
BASE: Final = {1: 35.0, 2: 37.0, 3: 40.0}
"""How hot it is at least, by the severity of a warning."""


async def tell(session: AsyncSession, stations: StationFinder, alert: HeatAlert, now: datetime) -> int:
    """Bring what was said of a warning up to how it stands; gives how many places hear of it for the first time.

    In the transaction that changed it: new words where it was told already, an end where it is over.
    """
    told = await _told(session, alert)
    if alert.ended_at is not None:
        await _end(session, stations, alert, told, now)
        return 0
    if not told[alert.edition]:
        await _replace(session, stations, alert, told, now)
    places = await places_of(session, alert)
    view = await _view(session, stations, alert, [*places, *told[alert.edition]], now)
    await hold_until(session, about(alert), alert.expires_at)
    for place, notice in told[alert.edition].items():
        await say_anew(session, notice, view.letters(place, notice), now)
    return await _push(session, alert, view, [place for place in places if place not in told[alert.edition]], now)


async def tell_newcomer(session: AsyncSession, stations: StationFinder, worker: Worker, now: datetime) -> None:
    """Tell who wants to hear of heat from now on what stands in their district already."""
    place = Place(worker.area, worker.near_station_id)
    for alert in await standing(session, now):
        if not place.area.startswith(_district_in(alert)):
            continue
        told = (await _told(session, alert))[alert.edition]
        if place in told:
            await address_one(session, told[place], worker.id, now)
        else:
            await _push(session, alert, await _view(session, stations, alert, [place], now), [place], now)


async def tell_anew(session: AsyncSession, stations: StationFinder, where: str | int, now: datetime) -> None:
    """Mend what was said in a district (its code), or wherever a station (its id) may be named, as things are now."""

    def is_meant(place: Place) -> bool:
        if isinstance(where, str):
            return place.area.startswith(area_of(where) or where)
        return any(station_id == where for station_id, _ in around(stations, place))

    for notice, letters in await _as_they_are_now(session, stations, is_meant, now):
        await say_anew(session, notice, letters, now)


async def as_it_would_read(
    session: AsyncSession, stations: StationFinder, alert: HeatAlert, now: datetime
) -> tuple[Letters, int]:
    """What the district of a warning that is not stored would read of it, and how many want to hear of heat there."""
    place = Place(alert.adcode)
    view = await _view(session, stations, alert, [place], now)
    whom = select(func.count()).select_from(Worker).where(*_wants(alert), Worker.blocked_at.is_(None))
    return view.letters(place), await session.scalar(whom) or 0


async def wake_up(session: AsyncSession, stations: StationFinder, now: datetime) -> None:
    """Before people wake: who slept since a warning came reads of today what was said of tomorrow."""
    for notice, letters in await _as_they_are_now(session, stations, lambda place: True, now):
        if notice.ended_at is None:
            reword(notice, letters)


async def end_what_ran_out(session: AsyncSession, stations: StationFinder, now: datetime) -> None:
    """End the warnings whose time is over, without a sound."""
    for alert in await run_out(session, now):
        await tell(session, stations, alert, now)


def about(alert: HeatAlert, edition: int | None = None) -> str:
    """What a notice about a warning is about."""
    return f"heat:{alert.id}.{alert.edition if edition is None else edition}"


# --- what was told, and to whom --------------------------------------------------------------------

Told = defaultdict[int, dict[Place, Notice]]
"""By edition and place."""


async def _told(session: AsyncSession, alert: HeatAlert) -> Told:
    told: Told = defaultdict(dict)
    names = {about(alert, edition): edition for edition in range(1, alert.edition + 1)}
    query = select(Notice).where(Notice.about.in_([*names]), Notice.amends.is_(None))
    for notice in await session.scalars(query.order_by(Notice.id)):
        told[names[notice.about]][Place.of(notice)] = notice
    return told


async def places_of(session: AsyncSession, alert: HeatAlert) -> list[Place]:
    """The places of a warning's area where somebody wants to know; for a street these are its district's."""
    query = select(Worker.area, Worker.near_station_id).where(*_wants(alert)).distinct()
    rows = await session.execute(query.order_by(Worker.area, Worker.near_station_id))
    return [Place(area, station_id) for area, station_id in rows]


def _wants(alert: HeatAlert) -> tuple[ColumnElement[bool], ...]:
    """What is true of the workers who want to hear of a warning."""
    of_heat = exists().where(Subscription.worker_id == Worker.id, Subscription.topic == Topic.HEAT)
    return Worker.area != "", Worker.area.startswith(_district_in(alert)), of_heat


def _district_in(alert: HeatAlert) -> str:
    """The digits with which the codes of its districts begin.

    A source is asked about each district by itself, and about a city for those whose district nobody knows: what it
    says there is for them alone.
    """
    area = area_of(alert.adcode) if alert.source == BY_HAND else None
    return (alert.adcode if area is None else area)[:6]


# --- how it stands ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """A warning as each place sees it now."""

    alert: HeatAlert
    outlooks: Mapping[str, Outlook]
    doors: Mapping[Place, Sequence[CoolDoor]]
    charts: Mapping[str, str]
    stations: StationFinder
    now: datetime

    def letters(self, place: Place, notice: Notice | None = None) -> Letters:
        """What it says there; where it was said already, with a picture only if it had one."""
        chart = self.charts[place.area]
        if notice is not None:
            chart = (chart or _picture_of(notice)) if notice.method == SEND_PICTURE else ""
        outlook, doors = self.outlooks[place.area], self.doors[place]
        return warning_letters(self.alert, place.area, outlook, doors, chart, self.stations.zone, self.now)

    @property
    def rank(self) -> int:
        """The hottest and soonest first: by color, then by the maximum, then by the minutes until it is hot."""
        severity = SEVERITY[self.alert.color]
        maximum = max([BASE[severity], *(each.maximum for each in self.outlooks.values() if each.maximum is not None)])
        zone = self.stations.zone
        begins = min((each.at(each.begins, zone) for each in self.outlooks.values()), default=self.now)
        minutes = max(0, round((begins - self.now).total_seconds() / 60))
        return (3 - severity) * 10**7 + round((60 - min(maximum, 60)) * 10) * 10**4 + min(minutes, 9_999)


async def _view(
    session: AsyncSession, stations: StationFinder, alert: HeatAlert, places: Iterable[Place], now: datetime
) -> View:
    places = dict.fromkeys(places)
    areas = sorted({place.area for place in places})
    forecasts = await forecasts_for(session, alert, areas, stations.zone, now)
    outlooks = {area: outlook_of(alert, area, forecasts, stations.zone, now) for area in areas}
    doors = await cool_doors(session, stations, places, outlooks, now)
    charts = {area: await chart_of(outlook) for area, outlook in outlooks.items()}
    return View(alert, outlooks, doors, charts, stations, now)


def _picture_of(notice: Notice) -> str:
    """The picture that a notice went out with."""
    letters = json.loads(notice.letters or "{}")
    return str(next(iter(letters.values()))["photo"]["png"]) if letters else ""


async def _as_they_are_now(
    session: AsyncSession, stations: StationFinder, is_meant: Callable[[Place], bool], now: datetime
) -> list[tuple[Notice, Letters]]:
    """What stands of the warnings that hold, where it is meant, with the words that are true now."""
    found = []
    for alert in await standing(session, now):
        told = {
            place: notice for place, notice in (await _told(session, alert))[alert.edition].items() if is_meant(place)
        }
        view = await _view(session, stations, alert, told, now)
        found += [(notice, view.letters(place, notice)) for place, notice in told.items()]
    return found


# --- what is said ----------------------------------------------------------------------------------


async def _push(session: AsyncSession, alert: HeatAlert, view: View, places: Sequence[Place], now: datetime) -> int:
    """Say it to those of these places where it is news."""
    heard = await _heard_as_much(session, alert, view, now)
    return await _say(session, alert, view, [place for place in places if place not in heard], now)


async def _say(session: AsyncSession, alert: HeatAlert, view: View, places: Sequence[Place], now: datetime) -> int:
    of_method: defaultdict[str, dict[Place, Letters]] = defaultdict(dict)
    for place in places:
        of_method[SEND_PICTURE if view.charts[place.area] else "sendMessage"][place] = view.letters(place)
    for method, letters in of_method.items():
        what = Push(
            about(alert), Topic.HEAT, Kind.ALERT, Lane.ALERT, alert.expires_at, method,
            is_urgent=alert.color == Color.RED, rank=view.rank,
        )  # fmt: skip
        await push_all(session, what, letters, now)
    return len(places)


async def _heard_as_much(session: AsyncSession, alert: HeatAlert, view: View, now: datetime) -> set[Place]:
    """Where people know: for a yellow warning wherever anything was said of heat today, for one of a source where a
    warning as severe was told and stands. What a person posts is always news."""
    if SEVERITY[alert.color] == SEVERITY[Color.YELLOW]:
        return await _heard_today(session, view, now)
    if alert.source == BY_HAND:
        return set()
    others = [each for each in await standing(session, now) if each.id != alert.id]
    as_severe = [each for each in others if SEVERITY[each.color] >= SEVERITY[alert.color]]
    return {place for places in (await _places_told(session, as_severe)).values() for place in places}


async def _places_told(session: AsyncSession, alerts: Iterable[HeatAlert]) -> defaultdict[int, set[Place]]:
    """Where these warnings were told as they stand, by their id."""
    names = {about(each): each.id for each in alerts}
    told: defaultdict[int, set[Place]] = defaultdict(set)
    for notice in await session.scalars(select(Notice).where(Notice.about.in_([*names]), Notice.amends.is_(None))):
        told[names[notice.about]].add(Place.of(notice))
    return told


async def _heard_today(session: AsyncSession, view: View, now: datetime) -> set[Place]:
    since = midnight(now, view.stations.zone)
    query = select(Notice.area, Notice.station_id).where(
        Notice.topic == Topic.HEAT, Notice.amends.is_(None), Notice.made_at >= since, Notice.area.in_([*view.outlooks])
    )
    return {Place(area, station_id or None) for area, station_id in await session.execute(query)}


async def _replace(session: AsyncSession, stations: StationFinder, alert: HeatAlert, told: Told, now: datetime) -> None:
    """The edition before points to the one below it; who has not got it yet gets only the new one."""
    before = alert.edition - 1
    for notice in told[before].values():
        await say_anew(session, notice, replaced_letters(alert, stations.zone, notice.method == SEND_PICTURE), now)
    await take_back(session, about(alert, before), now)


async def _end(session: AsyncSession, stations: StationFinder, alert: HeatAlert, told: Told, now: datetime) -> None:
    """The message becomes its end, or points to the warning that stands in its place; who has not got that gets it."""
    others = [each for each in await standing(session, now) if each.id != alert.id]
    areas = sorted({place.area for place in told[alert.edition]})
    forecasts = await forecasts_for(session, alert, areas, stations.zone, now)
    zone, told_of = stations.zone, await _places_told(session, others)
    missing: defaultdict[int, list[Place]] = defaultdict(list)
    for place, notice in told[alert.edition].items():
        here = [each for each in others if place.area.startswith(_district_in(each))]
        other = max(here, key=lambda each: (SEVERITY[each.color], place in told_of[each.id]), default=None)
        if other and place not in told_of[other.id]:
            missing[other.id].append(place)
        outlook, is_picture = outlook_of(alert, place.area, forecasts, zone, now), notice.method == SEND_PICTURE
        clear = clear_letters(alert, place.area, outlook, zone, now, is_picture)
        await say_anew(session, notice, replaced_letters(other, zone, is_picture) if other else clear, now)
    for each in others:
        if each.id in missing:
            view = await _view(session, stations, each, missing[each.id], now)
            await _say(session, each, view, missing[each.id], now)
    await take_back(session, about(alert), now)

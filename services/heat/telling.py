"""Telling: each place where somebody wants to know hears of a warning once, and what it heard stays true."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import HeatAlert, Kind, Lane, Notice, Topic, Worker
from services.heat.doors import around
from services.heat.letters import clear_letters, replaced_letters
from services.heat.outlook import forecasts_for, outlook_of
from services.heat.places import (
    Told,
    about,
    heard_since,
    is_within,
    number_of_people,
    places_of,
    told_by_edition,
    told_by_warning,
)
from services.heat.report import Color
from services.heat.view import View, is_picture, view_of
from services.heat.warnings import BY_HAND, SEVERITY, run_out, standing
from services.notices.addressing import address_one
from services.notices.places import Place
from services.notices.pushes import Letters, Push, hold_until, push_all, reword, say_all_anew, take_back, wake_for
from services.notices.quiet import midnight
from services.places.adcode import area_of
from services.stations.finder import StationFinder


async def tell(session: AsyncSession, stations: StationFinder, alert: HeatAlert, now: datetime) -> int:
    """Bring what was said of a warning up to how it stands; gives how many places hear of it for the first time.

    In the transaction that changed it: new words where it was told already, an end where it is over.
    """
    told = await told_by_edition(session, alert)
    known = told[alert.edition]
    if alert.ended_at is not None:
        await _end(session, stations, alert, known, now)
        return 0
    if not known:
        await _replace(session, stations, alert, told, now)
    places = await places_of(session, alert)
    view = await view_of(session, stations, alert, [*places, *known], now)
    await hold_until(session, about(alert), alert.expires_at)
    await wake_for(session, about(alert), view.is_urgent)
    await say_all_anew(session, [(notice, view.letters(place, notice)) for place, notice in known.items()], now)
    return await _push(session, alert, view, [place for place in places if place not in known], now)


async def tell_newcomer(session: AsyncSession, stations: StationFinder, worker: Worker, now: datetime) -> None:
    """Tell who wants to hear of heat from now on what stands in their district already."""
    place = Place(worker.area, worker.near_station_id)
    alerts = [alert for alert in await standing(session, now) if is_within(place, alert)]
    told = await told_by_warning(session, alerts)
    for alert in alerts:
        if place in told[alert.id]:
            await address_one(session, told[alert.id][place], worker.id, now)
        else:
            await _push(session, alert, await view_of(session, stations, alert, [place], now), [place], now)


async def tell_anew(session: AsyncSession, stations: StationFinder, where: str | int, now: datetime) -> None:
    """Mend what was said in a district (its code), or wherever a station (its id) may be named, as things are now."""

    def is_meant(place: Place) -> bool:
        if isinstance(where, str):
            return place.area.startswith(area_of(where) or where)
        return any(station_id == where for station_id, _ in around(stations, place))

    await say_all_anew(session, await _as_they_are_now(session, stations, is_meant, now), now)


async def as_it_would_read(
    session: AsyncSession, stations: StationFinder, alert: HeatAlert, now: datetime
) -> tuple[Letters, int]:
    """What the district of a warning that is not stored would read of it, and how many want to hear of heat there."""
    place = Place(alert.adcode)
    view = await view_of(session, stations, alert, [place], now)
    return view.letters(place), await number_of_people(session, alert)


async def wake_up(session: AsyncSession, stations: StationFinder, now: datetime) -> None:
    """Before people wake: who slept since a warning came reads of today what was said of tomorrow."""
    for notice, letters in await _as_they_are_now(session, stations, lambda place: True, now):
        if notice.ended_at is None:
            reword(notice, letters)


async def end_what_ran_out(session: AsyncSession, stations: StationFinder, now: datetime) -> None:
    """End the warnings whose time is over, without a sound."""
    for alert in await run_out(session, now):
        await tell(session, stations, alert, now)


async def _as_they_are_now(
    session: AsyncSession, stations: StationFinder, is_meant: Callable[[Place], bool], now: datetime
) -> list[tuple[Notice, Letters]]:
    """What stands of the warnings that hold, where it is meant, with the words that are true now."""
    alerts = await standing(session, now)
    told = await told_by_warning(session, alerts)
    found = []
    for alert in alerts:
        meant = {place: notice for place, notice in told[alert.id].items() if is_meant(place)}
        view = await view_of(session, stations, alert, meant, now)
        found += [(notice, view.letters(place, notice)) for place, notice in meant.items()]
    return found


async def _push(session: AsyncSession, alert: HeatAlert, view: View, places: Sequence[Place], now: datetime) -> int:
    """Say it to those of these places where it is news."""
    heard = await _heard_as_much(session, alert, view, now)
    return await _say(session, alert, view, [place for place in places if place not in heard], now)


async def _say(session: AsyncSession, alert: HeatAlert, view: View, places: Sequence[Place], now: datetime) -> int:
    of_method: defaultdict[str, dict[Place, Letters]] = defaultdict(dict)
    for place in places:
        of_method[view.method(place)][place] = view.letters(place)
    for method, letters in of_method.items():
        what = Push(
            about(alert), Topic.HEAT, Kind.ALERT, Lane.ALERT, alert.expires_at, method,
            is_urgent=view.is_urgent, rank=view.rank,
        )  # fmt: skip
        await push_all(session, what, letters, now)
    return len(places)


async def _heard_as_much(session: AsyncSession, alert: HeatAlert, view: View, now: datetime) -> set[Place]:
    """Where people know: for a yellow warning wherever anything was said of heat today, for one of a source where a
    warning as severe was told and stands. What a person posts is always news."""
    if SEVERITY[alert.color] == SEVERITY[Color.YELLOW]:
        return await heard_since(session, view.outlooks, midnight(now, view.stations.zone))
    if alert.source == BY_HAND:
        return set()
    others = await _others(session, alert, now)
    as_severe = [each for each in others if SEVERITY[each.color] >= SEVERITY[alert.color]]
    return {place for places in (await told_by_warning(session, as_severe)).values() for place in places}


async def _others(session: AsyncSession, alert: HeatAlert, now: datetime) -> list[HeatAlert]:
    """The warnings that hold besides this one."""
    return [each for each in await standing(session, now) if each.id != alert.id]


async def _replace(session: AsyncSession, stations: StationFinder, alert: HeatAlert, told: Told, now: datetime) -> None:
    """The edition before points to the one below it; who has not got it yet gets only the new one."""
    before = alert.edition - 1
    pointing = [
        (notice, replaced_letters(alert, stations.zone, is_picture(notice))) for notice in told[before].values()
    ]
    await say_all_anew(session, pointing, now)
    await take_back(session, about(alert, before), now)


async def _end(
    session: AsyncSession, stations: StationFinder, alert: HeatAlert, told: dict[Place, Notice], now: datetime
) -> None:
    """The message becomes its end, or points to the warning that stands in its place; who has not got that gets it."""
    others, zone = await _others(session, alert, now), stations.zone
    forecasts = await forecasts_for(session, alert, sorted({place.area for place in told}), zone, now)
    told_of = await told_by_warning(session, others)
    missing: defaultdict[int, list[Place]] = defaultdict(list)
    ends = []
    for place, notice in told.items():
        here = [each for each in others if is_within(place, each)]
        other = max(here, key=lambda each: (SEVERITY[each.color], place in told_of[each.id]), default=None)
        if other is None:
            outlook = outlook_of(alert, place.area, forecasts, zone, now)
            ends.append((notice, clear_letters(alert, place.area, outlook, zone, now, is_picture(notice))))
            continue
        ends.append((notice, replaced_letters(other, zone, is_picture(notice))))
        if place not in told_of[other.id]:
            missing[other.id].append(place)
    await say_all_anew(session, ends, now)
    for each in others:
        if each.id in missing:
            view = await view_of(session, stations, each, missing[each.id], now)
            await _say(session, each, view, missing[each.id], now)
    await take_back(session, about(alert), now)

"""Where a warning is told: the places in its area where somebody wants to know, and what these were told already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import HeatAlert, Notice, Subscription, Topic, Worker
from services.heat.warnings import BY_HAND
from services.notices.places import Place
from services.notices.pushes import first_of
from services.places.adcode import area_of

Told = defaultdict[int, dict[Place, Notice]]
"""The messages that went out: by edition or warning, and by place."""


def about(alert: HeatAlert, edition: int | None = None) -> str:
    """What a notice about a warning is about."""
    return f"heat:{alert.id}.{alert.edition if edition is None else edition}"


def is_within(place: Place, alert: HeatAlert) -> bool:
    """Whether a place lies in a warning's area."""
    return place.area.startswith(_district_in(alert))


async def places_of(session: AsyncSession, alert: HeatAlert) -> list[Place]:
    """The places of a warning's area where somebody wants to know; for a street these are its district's."""
    query = select(Worker.area, Worker.near_station_id).where(*_wants(alert)).distinct()
    rows = await session.execute(query.order_by(Worker.area, Worker.near_station_id))
    return [Place(area, station_id) for area, station_id in rows]


async def number_of_people(session: AsyncSession, alert: HeatAlert) -> int:
    """How many would be told, at all of its places together."""
    whom = select(func.count()).select_from(Worker).where(*_wants(alert), Worker.blocked_at.is_(None))
    return await session.scalar(whom) or 0


async def told_by_edition(session: AsyncSession, alert: HeatAlert) -> Told:
    """What was told of a warning, in each of its editions."""
    return await _told(session, {about(alert, edition): edition for edition in range(1, alert.edition + 1)})


async def told_by_warning(session: AsyncSession, alerts: Iterable[HeatAlert]) -> Told:
    """What was told of these warnings as they stand, by their ids."""
    return await _told(session, {about(alert): alert.id for alert in alerts})


async def heard_since(session: AsyncSession, areas: Iterable[str], moment: datetime) -> set[Place]:
    """The places in these areas that were told anything of heat since then."""
    query = select(Notice.area, Notice.station_id).where(
        Notice.topic == Topic.HEAT, Notice.amends.is_(None), Notice.made_at >= moment, Notice.area.in_([*areas])
    )
    return {Place(area, station_id or None) for area, station_id in await session.execute(query)}


async def _told(session: AsyncSession, names: Mapping[str, int]) -> Told:
    """What was said about these, by the number that each stands for."""
    told: Told = defaultdict(dict)
    for notice in await session.scalars(select(Notice).where(first_of(*names)).order_by(Notice.id)):
        told[names[notice.about]][Place.of(notice)] = notice
    return told


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

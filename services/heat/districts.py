"""Districts of which somebody wants to know the weather, and where in each it is asked for."""

from collections.abc import Sequence
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Subscription, Topic, Worker
from services.heat.report import District
from services.places.districts import districts
from services.places.position import Position
from services.stations.finder import StationFinder

log = structlog.get_logger(__name__)

DECIMALS: Final = 2
"""Of the degrees that leave the house: a kilometer, and the middle of a district at that, not where anybody is."""


async def areas_of_subscribers(session: AsyncSession) -> Sequence[str]:
    """The codes of the districts in which somebody wants to hear of heat."""
    areas = select(Worker.area).where(Worker.area != "").distinct().subquery()
    of_heat = (Subscription.worker_id == Worker.id) & (Subscription.topic == Topic.HEAT)
    someone = select(Worker.id).join(Subscription, of_heat).where(Worker.area == areas.c.area).exists()
    return (await session.scalars(select(areas.c.area).where(someone).order_by(areas.c.area))).all()


def district_at_its_middle(stations: StationFinder, adcode: str) -> District | None:
    """A district with the middle of its stations, else the main place of its city; None if nobody knows where it is."""
    middle = stations.middle_of(adcode) or districts().main_place_of(adcode)
    if middle is None:
        log.warning("nobody knows where a district lies: its weather is not asked for", adcode=adcode)
        return None
    return District(adcode, Position(round(middle.latitude, DECIMALS), round(middle.longitude, DECIMALS)))

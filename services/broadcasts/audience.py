"""The audience: which workers a broadcast is for, and how many."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast, Delivery, Subscription, Worker
from models.delivery import REACHED_STATES
from services.places.adcode import area_of
from services.stations.finder import StationFinder


class HeadCount(NamedTuple):
    """How many get it, and how many are left out: they want nothing more today, or shut the bot out."""

    chosen: int
    hushed: int
    blocked: int

    @property
    def left_out(self) -> int:
        """All that would be chosen otherwise."""
        return self.hushed + self.blocked


def whom(broadcast: Broadcast, stations: StationFinder, now: datetime) -> ColumnElement[bool]:
    """What is true of the workers who get it at `now`, but for those who shut the bot out."""
    return and_(_are_meant(broadcast, stations), ~_is_hushed(now))


async def head_count(session: AsyncSession, broadcast: Broadcast, stations: StationFinder, now: datetime) -> HeadCount:
    """Count the audience as it would be at `now`, in one read."""
    is_blocked, is_hushed = Worker.blocked_at.is_not(None), _is_hushed(now)
    kind = case((is_blocked, "blocked"), (is_hushed, "hushed"), else_="chosen").label("kind")
    counted = select(kind, func.count().label("number")).where(_are_meant(broadcast, stations)).group_by(kind)
    numbers = {row.kind: row.number for row in await session.execute(counted)}
    return HeadCount(numbers.get("chosen", 0), numbers.get("hushed", 0), numbers.get("blocked", 0))


def _are_meant(broadcast: Broadcast, stations: StationFinder) -> ColumnElement[bool]:
    if broadcast.corrects_id is not None:  # whoever read the wrong words, wherever they are now
        return _have(broadcast.corrects_id)
    # Asked for each worker: of a list, a database would make a table of its own for every portion that is addressed.
    wants = exists().where(Subscription.worker_id == Worker.id, Subscription.topic == broadcast.topic)
    return and_(
        wants,
        Worker.area.startswith(area_of(broadcast.area) or "") if broadcast.area else true(),
        Worker.occupation == broadcast.occupation if broadcast.occupation else true(),
        _are_near(broadcast, stations) if broadcast.station_id is not None else true(),
    )


def _are_near(broadcast: Broadcast, stations: StationFinder) -> ColumnElement[bool]:
    """Who named a station that is near this one: a door is all that is known of where somebody is."""
    around = stations.ids_around(broadcast.station_id or 0, float(broadcast.meters or 0))
    # Written into the statement: a driver takes some ten thousand parameters, and a city has more doors.
    return Worker.near_station_id.in_(bindparam("around", around, expanding=True, literal_execute=True))


def _have(broadcast_id: int) -> ColumnElement[bool]:
    """Who has a broadcast, or may have it."""
    notice_id = select(Broadcast.notice_id).where(Broadcast.id == broadcast_id).scalar_subquery()
    return exists().where(
        Delivery.chat_id == Worker.id, Delivery.notice_id == notice_id, Delivery.state.in_(REACHED_STATES)
    )  # fmt: skip


def _is_hushed(now: datetime) -> ColumnElement[bool]:
    """Whether somebody wants nothing more today."""
    return and_(Worker.hushed_until.is_not(None), Worker.hushed_until > now)

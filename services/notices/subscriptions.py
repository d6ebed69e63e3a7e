"""Subscriptions: which topics a worker has switched on."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Subscription, Topic, Worker

WITH_AREA: Final = (Topic.HEAT, Topic.MEALS, Topic.ANNOUNCEMENTS)
"""What agreeing to an area switches on."""
FEWER_METERS: Final = 1000
"""From so near meals still come to who wants fewer notices."""


def lacks_place(worker: Worker, topic: Topic) -> bool:
    """Whether nobody could say what of this topic concerns the worker: no district is kept, and no station.

    Heat warnings are given for districts; what the union above all announces concerns everybody.
    """
    if topic is Topic.ANNOUNCEMENTS or worker.area:
        return False
    return topic is Topic.HEAT or worker.near_station_id is None


async def switch_off_placeless(session: AsyncSession, worker: Worker) -> None:
    """Switch off what nobody can say any more whether it concerns the worker."""
    await switch_off(session, worker.id, [topic for topic in Topic if lacks_place(worker, topic)])


async def topics_of(session: AsyncSession, worker_id: int) -> list[Topic]:
    """The topics that are on, in the order of Topic."""
    on = set(await session.scalars(select(Subscription.topic).where(Subscription.worker_id == worker_id)))
    return [topic for topic in Topic if topic in on]


async def switch_on(session: AsyncSession, worker_id: int, topics: Collection[Topic], now: datetime) -> None:
    """Switch these on; those that are on stay as they are."""
    missing = set(topics) - set(await topics_of(session, worker_id))
    session.add_all(Subscription(worker_id=worker_id, topic=topic, since=now) for topic in missing)
    await session.flush()


async def switch_off(session: AsyncSession, worker_id: int, topics: Collection[Topic] = tuple(Topic)) -> None:
    """Switch these off, or all; what is on its way is asked for as it is sent, and does not go."""
    await session.execute(
        delete(Subscription).where(Subscription.worker_id == worker_id, Subscription.topic.in_(topics))
    )

"""What tests of announcements start from: an office of the union, and its readers."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast, Subscription, Topic, Union
from models.database import Database
from models.worker import newcomer
from services.broadcasts.content import Content
from services.broadcasts.decisions import Terms
from services.broadcasts.drafts import begin
from services.hours.holidays import Calendar
from services.stations.finder import StationFinder
from tests.city import ZONE, StoppedClock
from tests.unions import appoint, found_unions

CHIDI, DINA, MEI = 700_001, 700_002, 700_003
NOW = StoppedClock().now()
WORDS = Content("<b>鹿城区</b>今晚停水")


def terms(approval_above: int = 500, stations: StationFinder | None = None) -> Terms:
    """The terms of a union; without stations unless said."""
    return Terms(stations or StationFinder(ZONE, Calendar({})), ZONE, approval_above)


async def open_office(database: Database) -> dict[str, int]:
    """Found the unions; Dina announces for a district, Chidi for the city above it, Mei for the district beside."""
    unions = await found_unions(database)
    await appoint(database, DINA, "announcer", unions["鹿城区"], "Dina")
    await appoint(database, CHIDI, "announcer", unions["温州市"], "Chidi")
    await appoint(database, MEI, "announcer", unions["瓯海区"], "Mei")
    return unions


async def readers(database: Database, number: int, first: int = 1, **columns: Any) -> list[int]:
    """So many workers who want announcements, in the district unless said."""
    ids = list(range(first, first + number))
    async with database.writing() as session, session.begin():
        for worker_id in ids:
            worker = newcomer(worker_id, NOW)
            for name, value in ({"area": "330302"} | columns).items():
                setattr(worker, name, value)
            session.add(worker)
            session.add(Subscription(worker_id=worker_id, topic=Topic.ANNOUNCEMENTS, since=NOW))
    return ids


async def draft(
    session: AsyncSession, union: str = "鹿城区", content: Content = WORDS, author: int = DINA
) -> Broadcast:
    """What Dina wrote, or somebody else."""
    [found] = await session.scalars(select(Union).where(Union.name == union))
    return await begin(session, author, found, content, NOW)

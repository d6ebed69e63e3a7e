"""The audience: a broadcast is for exactly those workers, and their number is known before it goes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from models import Delivery, DeliveryState, Station, Subscription, Worker
from models.database import Database
from services.broadcasts import drafts
from services.broadcasts.afterwards import correct
from services.broadcasts.audience import HeadCount, head_count, whom
from services.broadcasts.content import Content
from services.hours.holidays import Calendar
from services.stations.finder import StationFinder
from tests.announcing import DINA, NOW, draft, open_office, readers
from tests.city import ZONE, station


async def finder(database: Database) -> StationFinder:
    stations = StationFinder(ZONE, Calendar({}))
    async with database.reading() as session:
        await stations.load(session)
    return stations


async def those(database: Database, union: str = "鹿城区", **narrower: Any) -> tuple[list[int], HeadCount]:
    """The readers of a draft of this union, and the head-count that its author sees."""
    stations = await finder(database)
    async with database.writing() as session, session.begin():
        broadcast = await draft(session, union)
        assert await drafts.change(session, broadcast, **narrower)
        chosen = select(Worker.id).where(whom(broadcast, stations, NOW), Worker.blocked_at.is_(None))
        found = list(await session.scalars(chosen.order_by(Worker.id)))
        return found, await head_count(session, broadcast, stations, NOW)


async def test_a_union_speaks_to_its_area_and_the_root_to_everybody(database: Database) -> None:
    await open_office(database)
    await readers(database, 1, 1, area="330302")
    await readers(database, 1, 2, area="330302001")
    await readers(database, 1, 3, area="330304")
    await readers(database, 1, 4, area="")
    await readers(database, 1, 5, area="110101")
    assert (await those(database, "鹿城区"))[0] == [1, 2]
    assert (await those(database, "五马街道"))[0] == [2]
    assert (await those(database, "温州市"))[0] == [1, 2, 3]
    assert (await those(database, "温州市", area="330304"))[0] == [3]
    assert (await those(database, "浙江省"))[0] == [1, 2, 3, 4, 5]
    assert (await those(database, "浙江省", area="330300"))[0] == [1, 2, 3]


async def test_it_is_narrowed_by_occupation_and_by_topic(database: Database) -> None:
    await open_office(database)
    await readers(database, 2, 1, occupation="courier")
    await readers(database, 2, 3, occupation="taxi")
    async with database.writing() as session, session.begin():
        await session.execute(delete(Subscription).where(Subscription.worker_id == 1))
        session.add(Subscription(worker_id=4, topic="events", since=NOW))
    assert (await those(database, occupation="courier"))[0] == [2]
    assert (await those(database, topic="events"))[0] == [4]


async def test_near_a_station_are_those_who_named_one_near_it(database: Database) -> None:
    await open_office(database)
    async with database.writing() as session, session.begin():
        near, edge, far, gone = (
            station("红旗路"), station("南门", meters_east=2900), station("北门", meters_east=3200),
            station("旧站", meters_east=100, listed=False),
        )  # fmt: skip
        session.add_all([near, edge, far, gone])
        await session.flush()
        ids = [each.id for each in (near, edge, far, gone)]
    for worker, station_id in enumerate([*ids, None], start=1):
        await readers(database, 1, worker, near_station_id=station_id)
    found, heads = await those(database, station_id=ids[0], meters=3000)
    assert (found, heads.chosen) == ([1, 2], 2)
    assert (await those(database, station_id=ids[3], meters=3000))[0] == []


async def test_who_wants_nothing_today_or_shut_the_bot_out_is_left_out_and_counted(database: Database) -> None:
    await open_office(database)
    await readers(database, 3, 1)
    await readers(database, 2, 4, hushed_until=NOW + timedelta(hours=1))
    await readers(database, 1, 6, hushed_until=NOW - timedelta(hours=1))
    await readers(database, 1, 7, blocked_at=NOW)
    await readers(database, 1, 8, blocked_at=NOW, hushed_until=NOW + timedelta(hours=1))
    found, heads = await those(database)
    assert found == [1, 2, 3, 6]
    assert heads == HeadCount(chosen=4, hushed=2, blocked=2)
    assert heads.left_out == 4


async def test_a_city_may_have_more_doors_than_a_driver_takes_parameters(database: Database) -> None:
    await open_office(database)
    doors = 40_000
    rows = [
        {"code": f"S{number}", "name": "站", "latitude": 28.0 + number * 1e-6, "longitude": 120.65, "listed": True}
        for number in range(doors)
    ]
    async with database.writing() as session, session.begin():
        for start in range(0, doors, 5000):
            session.add_all(Station(**row) for row in rows[start : start + 5000])
            await session.flush()
        last = (await session.scalars(select(Station.id).order_by(Station.id.desc()).limit(1))).one()
    await readers(database, 1, near_station_id=last)
    assert (await those(database, station_id=last, meters=10_000))[0] == [1]


async def test_a_correction_is_for_those_who_have_the_first_or_may_have_it(database: Database) -> None:
    await open_office(database)
    people = await readers(database, 4)
    ends = (DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.BLOCKED, DeliveryState.CANCELLED)
    stations = await finder(database)
    async with database.writing() as session, session.begin():
        first = await draft(session)
        first.notice_id = 7
        for number, (person, state) in enumerate(zip(people, ends, strict=True)):
            session.add(
                Delivery(
                    id=number + 1, chat_id=person, notice_id=7, lane=2, kind="announcement", method="sendMessage",
                    state=state, owed_at=NOW, due_at=NOW, expires_at=NOW, finished_at=NOW,
                )
            )  # fmt: skip
        moved = await session.get_one(Worker, people[0])
        moved.area = "110101"
        second = await correct(session, first, DINA, Content("改正"), NOW)
        found = await session.scalars(select(Worker.id).where(whom(second, stations, NOW)).order_by(Worker.id))
        assert list(found) == people[:2]

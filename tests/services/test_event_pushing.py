"""Who is told of a meal, and when: the evening before or half an hour ahead, those near enough who chose it, once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models import Event, EventDay, HeatAlert, Notice, Serving, Station, Subscription, Topic, Worker
from models.database import Database
from models.worker import newcomer
from services.events.days import Days
from services.events.pushing import Pusher
from services.hours.holidays import Calendar
from services.stations.finder import StationFinder
from tests.city import station

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar.load()
THURSDAY = datetime(2026, 7, 16, 20, tzinfo=ZONE)
BREAKFAST = {"title": "免费早餐", "rule": "每周五", "serves_from": 390, "serves_until": 510, "portions": 100}


@pytest.fixture
async def pusher(database: Database) -> Pusher:
    """One in a town of four stations: the breakfast's, and some 1, 4 and 9 kilometers away."""
    async with database.writing() as session, session.begin():
        for name, meters in (("东侧驿站", 0), ("市场驿站", 950), ("河边驿站", 4000), ("山里驿站", 9000)):
            session.add(station(name, meters_east=meters, adcode="330302"))
    finder = StationFinder(ZONE, CALENDAR)
    async with database.reading() as session:
        await finder.load(session, THURSDAY)
    return Pusher(Days(CALENDAR, ZONE), finder)


async def offers(database: Database, name: str = "东侧驿站", **what: Any) -> int:
    async with database.writing() as session, session.begin():
        station_id = (await session.scalars(select(Station.id).where(Station.name == name))).one()
        event = Event(station_id=station_id, made_at=THURSDAY, **{"kind": "meal"} | BREAKFAST | what)
        session.add(event)
        await session.flush()
        return event.id


async def wants(database: Database, worker_id: int, name: str, meters: int = 3000, topic: Topic = Topic.MEALS) -> None:
    async with database.writing() as session, session.begin():
        worker: Worker = newcomer(worker_id, THURSDAY)
        worker.near_station_id = (await session.scalars(select(Station.id).where(Station.name == name))).one()
        worker.near_meters = meters
        session.add_all([worker, Subscription(worker_id=worker_id, topic=topic, since=THURSDAY)])


async def notices(database: Database) -> Sequence[Notice]:
    async with database.reading() as session:
        return (await session.scalars(select(Notice).order_by(Notice.id))).all()


async def test_the_evening_before_the_district_and_each_station_near_enough_are_told_once(
    database: Database, pusher: Pusher
) -> None:
    await offers(database)
    await wants(database, 1, "市场驿站")
    await wants(database, 2, "市场驿站", 1000)
    await wants(database, 3, "河边驿站", 3000)
    await wants(database, 4, "山里驿站", 5000)
    await wants(database, 5, "河边驿站", 5000, Topic.EVENTS)
    await pusher.evening(database.writing, THURSDAY)
    await pusher.evening(database.writing, THURSDAY + timedelta(minutes=5))
    told = await notices(database)
    assert [(each.area, bool(each.station_id), each.meters) for each in told] == [("330302", False, 0), ("", True, 951)]
    assert {(each.topic, each.kind, each.is_urgent) for each in told} == {("meals", "meal", False)}
    assert {each.expires_at for each in told} == {datetime(2026, 7, 17, 8, 30, tzinfo=ZONE)}
    assert "免费早餐" in (told[1].letters or "")
    assert "950米" in (told[1].letters or "")


async def test_of_what_is_told_in_the_morning_nobody_hears_in_the_evening(database: Database, pusher: Pusher) -> None:
    await offers(database, notify="morning")
    await pusher.evening(database.writing, THURSDAY)
    early = datetime(2026, 7, 17, 5, 59, tzinfo=ZONE)
    await pusher.soon(database.writing, early)
    assert await notices(database) == []
    for minutes in (1, 2, 40):
        await pusher.soon(database.writing, early + timedelta(minutes=minutes))
        assert len(await notices(database)) == 1


async def test_who_could_not_be_told_in_the_evening_hears_half_an_hour_ahead_while_it_is_worth_it(
    database: Database, pusher: Pusher
) -> None:
    await offers(database)
    await pusher.soon(database.writing, datetime(2026, 7, 17, 8, 21, tzinfo=ZONE))
    assert await notices(database) == []
    await pusher.soon(database.writing, datetime(2026, 7, 17, 8, 19, tzinfo=ZONE))
    assert len(await notices(database)) == 1


async def test_a_supper_after_midnight_is_told_before_midnight(database: Database, pusher: Pusher) -> None:
    await offers(database, notify="morning", rule="每周五", serves_from=10, serves_until=120)
    await pusher.soon(database.writing, datetime(2026, 7, 16, 23, 45, tzinfo=ZONE))
    assert len(await notices(database)) == 1
    await offers(database, title="夜宵", notify="morning", rule="每周三", serves_from=1430, serves_until=1560)
    await pusher.soon(database.writing, datetime(2026, 7, 16, 0, 30, tzinfo=ZONE))
    assert len(await notices(database)) == 2


async def test_nobody_is_told_of_what_pauses_is_undecided_or_was_called_off(database: Database, pusher: Pusher) -> None:
    holiday = datetime(2026, 9, 30, 20, tzinfo=ZONE)
    asked = await offers(database, rule="每周四", on_holiday="ask")
    await offers(database, title="午餐", rule="每周四", on_holiday="skip")
    called_off = await offers(database, title="晚餐", rule="每周四")
    async with database.writing() as session, session.begin():
        day = {
            "day": date(2026, 10, 1),
            "begins_at": holiday + timedelta(hours=10),
            "ends_at": holiday + timedelta(days=1),
        }
        session.add(Serving(event_id=called_off, closed_at=holiday, **day))
    await pusher.evening(database.writing, holiday)
    assert await notices(database) == []
    async with database.writing() as session, session.begin():
        session.add(EventDay(event_id=asked, day=date(2026, 10, 1), takes_place=True, said_at=holiday, said_by=7))
    await pusher.evening(database.writing, holiday)
    assert len(await notices(database)) == 1


async def test_red_weather_is_said_with_what_is_not_held_in_all_weathers(database: Database, pusher: Pusher) -> None:
    await offers(database)
    await offers(database, title="粽子", weather_exempt=True)
    async with database.writing() as session, session.begin():
        alert = {"source": "manual", "color": "red", "issued_at": THURSDAY, "heard_at": THURSDAY, "worst_at": THURSDAY}
        session.add(HeatAlert(adcode="330300", expires_at=THURSDAY + timedelta(days=1), **alert))
    await pusher.evening(database.writing, THURSDAY)
    breakfast, dumplings = ("".join(each.letters or "") for each in await notices(database))
    assert "看天气" in breakfast
    assert "看天气" not in dumplings

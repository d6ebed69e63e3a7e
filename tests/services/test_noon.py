"""Noon: a cool station is asked once, and what its keepers say are its hours of that day, until they say otherwise."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models import AuditEntry, NoonQuestion, OpeningOverride, Revision, Station
from models.database import Database
from services.hours.holidays import Calendar
from services.keeping.noon import (
    HotHours,
    Said,
    answer,
    is_over,
    is_time_to_ask,
    partly,
    questions_for,
    said_of,
)
from services.stations.finder import StationFinder
from services.stations.full import full_station
from services.stations.offer import Noon
from tests.city import TUESDAY, ZONE, station

CHEN, LIN = 11, 12
NOON = HotHours(TUESDAY, 12 * 60, 15 * 60)
STATIONS = StationFinder(ZONE, Calendar.load())


def at(clock: str, day: date = TUESDAY) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZONE)


def cool(name: str, hours: str, **more: Any) -> Station:
    return station(name, hours, **{"amenities": "water;air_conditioning", "adcode": "330302", **more})


async def lists(database: Database, *stations: Station) -> None:
    async with database.writing() as session, session.begin():
        session.add_all(stations)


async def asks(database: Database, hot: HotHours = NOON, when: str = "10:30", day: date = TUESDAY) -> list[str]:
    """The names of those that are asked."""
    async with database.writing() as session, session.begin():
        asked = await questions_for(session, STATIONS, "330302", hot, at(when, day))
        return [each.name for each, _ in asked]


async def says(database: Database, name: str, until: int, by: int = CHEN, when: str = "10:40") -> bool:
    async with database.writing() as session, session.begin():
        of_it = select(NoonQuestion).join(Station, Station.id == NoonQuestion.station_id).where(Station.name == name)
        question = (await session.scalars(of_it)).one()
        return await answer(session, STATIONS, question, until * 60, by, at(when))


async def hours_today(database: Database, name: str) -> list[str]:
    """What was said of the day, oldest first."""
    async with database.reading() as session:
        query = select(OpeningOverride.opening_hours).join(Station, Station.id == OpeningOverride.station_id)
        return list(await session.scalars(query.where(Station.name == name).order_by(OpeningOverride.id)))


async def test_only_cool_doors_of_the_district_that_would_shut_at_noon_are_asked_and_once(database: Database) -> None:
    await lists(
        database,
        cool("午休", "08:00-12:00,13:30-18:00"),
        cool("下午才开", "14:00-22:00"),
        cool("全天", "24/7"),
        cool("中午不关", "08:00-20:00"),
        cool("今天不开", "Sa,Su 08:00-12:00"),
        cool("不知道几点", ""),
        cool("写错了", "早上到晚上"),
        cool("没空调", "08:00-12:00", amenities="water"),
        cool("别的区", "08:00-12:00", adcode="330304"),
        cool("街道", "08:00-12:00", adcode="330302001"),
        cool("撤了", "08:00-12:00", listed=False),
    )
    assert await asks(database) == ["午休", "下午才开", "街道"]
    assert await asks(database, when="11:30") == []


async def test_who_did_not_answer_the_evening_before_is_asked_once_more_and_who_did_is_not(database: Database) -> None:
    await lists(database, cool("东", "08:00-12:00"), cool("西", "08:00-12:00"))
    evening = TUESDAY - timedelta(days=1)
    assert await asks(database, when="19:00", day=evening) == ["东", "西"]
    await says(database, "东", 15, when="06:00")
    assert await asks(database) == ["西"]
    assert await asks(database, when="11:00") == []


async def test_a_yes_adds_the_hours_to_those_of_the_day_and_a_later_no_gives_them_back(database: Database) -> None:
    await lists(database, cool("红旗路", "08:00-12:00,13:30-18:00"))
    await asks(database)
    assert await says(database, "红旗路", 15)
    assert await hours_today(database, "红旗路") == ["08:00-18:00"]
    async with database.reading() as session:
        number = await session.scalar(select(Station.id))
        assert number is not None
        assert await said_of(session, [number], TUESDAY) == {number: Said(720, 900, at("10:40"))}
        assert await session.scalar(select(Revision.number)) == 1
    assert await says(database, "红旗路", 13, by=LIN, when="10:50"), "the later answer wins"
    assert await hours_today(database, "红旗路") == ["08:00-13:00,13:30-18:00"]
    assert await says(database, "红旗路", 12)
    assert await hours_today(database, "红旗路") == []
    async with database.reading() as session:
        assert await said_of(session, [number], TUESDAY) == {}
        trail = (await session.execute(select(AuditEntry.actor_id, AuditEntry.subject).order_by(AuditEntry.id))).all()
    assert [(row.actor_id, row.subject) for row in trail][:2] == [
        (CHEN, "红旗路 2026-07-14 12:00-15:00"), (LIN, "红旗路 2026-07-14 12:00-13:00"),
    ]  # fmt: skip


async def test_the_same_answer_again_changes_nothing(database: Database) -> None:
    await lists(database, cool("红旗路", "08:00-12:00"))
    await asks(database)
    assert await says(database, "红旗路", 15)
    assert not await says(database, "红旗路", 15, by=LIN)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 1
        assert await session.scalar(select(Revision.number)) == 1


async def test_other_hours_that_were_said_of_the_day_stay_beneath_the_answer(database: Database) -> None:
    await lists(database, cool("红旗路", "08:00-12:00"))
    async with database.writing() as session, session.begin():
        number = await session.scalar(select(Station.id))
        days = {"first_day": TUESDAY, "last_day": TUESDAY + timedelta(days=3)}
        session.add(OpeningOverride(station_id=number, opening_hours="10:00-13:00", said_at=at("07:00"), **days))
    await asks(database)
    await says(database, "红旗路", 14)
    await says(database, "红旗路", 15)
    assert await hours_today(database, "红旗路") == ["10:00-13:00", "10:00-15:00"]
    await says(database, "红旗路", 12)
    assert await hours_today(database, "红旗路") == ["10:00-13:00"]


async def test_what_runs_past_midnight_is_kept(database: Database) -> None:
    await lists(database, cool("夜班", "07:00-09:00,18:00-02:00"))
    await asks(database)
    await says(database, "夜班", 15)
    assert await hours_today(database, "夜班") == ["07:00-09:00,12:00-15:00,18:00-26:00"]


async def test_the_full_card_and_the_finder_know_who_said_what(database: Database) -> None:
    await lists(database, cool("红旗路", "08:00-12:00,13:30-18:00"))
    await asks(database)
    await says(database, "红旗路", 15)
    stations = StationFinder(ZONE, Calendar.load())
    async with database.reading() as session:
        await stations.load(session)
        number = await session.scalar(select(Station.id))
        assert number is not None
        full = await full_station(session, number, at("11:00"))
    assert full is not None
    assert full.today is not None
    assert full.today.noon == (720, 900)
    door = stations.door(number, at("11:00"))
    assert door is not None
    assert door.noon is not None
    assert door.noon == Noon(720, 900, at("10:40"))
    tomorrow = stations.door(number, at("11:00", TUESDAY + timedelta(days=1)))
    assert tomorrow is not None
    assert tomorrow.noon is None


@pytest.mark.parametrize(
    ("hours", "parts"),
    [((12, 15), [13, 14]), ((12, 16), [13, 14, 15]), ((11, 17), [13, 15]), ((12, 13), []), ((10, 18), [12, 14, 16])],
)
def test_who_cannot_all_the_time_may_say_until_when(hours: tuple[int, int], parts: list[int]) -> None:
    begins, ends = hours
    assert partly(NoonQuestion(begins=begins * 60, ends=ends * 60)) == [part * 60 for part in parts]


@pytest.mark.parametrize(
    ("moment", "is_time"),
    [("06:59", False), ("07:00", True), ("14:00", True), ("14:01", False), ("20:59", False), ("02:00", False)],
)
def test_keepers_sleep_at_night_and_are_not_asked_when_the_heat_is_nearly_over(moment: str, is_time: bool) -> None:
    assert is_time_to_ask(NOON, at(moment), ZONE) is is_time
    tomorrow = HotHours(TUESDAY + timedelta(days=1), 720, 900)
    assert is_time_to_ask(tomorrow, at("20:59"), ZONE)
    assert not is_time_to_ask(tomorrow, at("21:00"), ZONE)
    assert is_over(NoonQuestion(day=TUESDAY, begins=720, ends=900), at("15:00"), ZONE)
    assert not is_over(NoonQuestion(day=TUESDAY, begins=720, ends=900), at("14:59"), ZONE)

"""Serving: what tests of portions start from. Friday's free breakfast, Chen who keeps the station, Ana who was told."""

from datetime import date
from typing import Any

from sqlalchemy import select

from models import Event, Kind, Lane, Serving, Station, StationKeeper, Subscription, Topic
from models.worker import newcomer
from playground.phones.phone import Phone
from services.events.course import course_of, letters_of
from services.events.days import Days, Occurrence, Standing, hours_on
from services.events.servings import about, serving_of
from services.hours.holidays import Calendar
from services.notices.places import Place
from services.notices.pushes import Push, push_all
from tests.city import ZONE, City, station
from tests.handlers.staff import hire

FRIDAY = date(2026, 7, 17)
EAST = "总工会大楼东侧驿站"
NEAR = "红旗路驿站"
DAYS = Days(Calendar.load(), ZONE)


async def open_breakfast(city: City, **columns: Any) -> int:
    """Free breakfast on Fridays from half past six to half past eight, a hundred portions; gives the event's id."""
    await city.has(
        station(EAST, code="D1", adcode="330302"),
        station(NEAR, code="D2", adcode="330302", meters_east=1000),
        station("江滨驿站", code="D3", adcode="330302", meters_east=6000),
    )
    given: dict[str, Any] = {
        "kind": "meal", "title": "免费早餐", "rule": "每周五", "serves_from": 390, "serves_until": 510, "portions": 100,
        "weather_exempt": True, "on_holiday": "run",
    }  # fmt: skip
    async with city._house.database.writing() as session, session.begin():
        station_id = await session.scalar(select(Station.id).where(Station.name == EAST))
        event = Event(station_id=station_id, made_at=city.clock.now(), **given | columns)
        session.add(event)
        await session.flush()
        return event.id


async def keeps(city: City, name: str = "Chen", role: str = "keeper") -> Phone:
    """The phone of somebody who keeps the station: Chen, unless said."""
    phone = city.phone(name)
    await hire(city, phone, role, "鹿城区")
    async with city._house.database.writing() as session, session.begin():
        station_id = await session.scalar(select(Station.id).where(Station.name == EAST))
        assert station_id is not None
        session.add(StationKeeper(telegram_id=phone.person.id, station_id=station_id, since=city.clock.now()))
    return phone


async def wants_meals(city: City, phone: Phone, near: str = NEAR, **columns: Any) -> Phone:
    """Somebody who rides, named a station and wants to hear of meals."""
    async with city._house.database.writing() as session, session.begin():
        worker = newcomer(phone.person.id, city.clock.now())
        worker.occupation, worker.travel = "food_delivery", "ebike"
        worker.near_station_id = await session.scalar(select(Station.id).where(Station.name == near))
        for column, value in columns.items():
            setattr(worker, column, value)
        session.add_all([worker, Subscription(worker_id=worker.id, topic=Topic.MEALS, since=city.clock.now())])
    return phone


async def tell_of(city: City, event_id: int, day: date = FRIDAY, near: str = NEAR) -> int:
    """Tell those who named a station a kilometer away; gives the id of the serving."""
    house = city._house
    async with house.database.writing() as session, session.begin():
        event, days = await session.get_one(Event, event_id), DAYS
        now = city.clock.now()
        serving = await serving_of(session, Occurrence(event, day, *hours_on(event, day, ZONE), Standing.ON))
        course = await course_of(session, days, serving, event, now)
        near_id = await session.scalar(select(Station.id).where(Station.name == near))
        what = Push(about(serving.id), Topic.MEALS, Kind.MEAL, Lane.BULK, serving.ends_at)
        await push_all(session, what, {Place("", near_id, 1000): letters_of(course, 1000)}, now)
        return serving.id


async def minute(city: City, time: str = "", day: date = FRIDAY) -> None:
    """It becomes that time, or a minute passes, and what each minute brings is done."""
    if time:
        city.clock.reads(time, day)
    else:
        city.clock.goes_on(minutes=1)
    [job] = [job for job in city._house.timetable._jobs if job.name == "servings"]
    await city._house.timetable.run_due(job)
    city._house.courier.wake()


async def serving_row(city: City) -> Serving:
    async with city._house.database.reading() as session:
        return (await session.scalars(select(Serving))).one()

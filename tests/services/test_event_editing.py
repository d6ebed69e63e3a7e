"""Editing events: the same thing is there once, and what people were told of follows every change."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, Kind, Lane, Notice, Serving, Topic
from models.database import Database
from services.events.course import course_of, letters_of
from services.events.days import Days
from services.events.editing import Editor, Plan
from services.events.servings import about, serving_of
from services.events.telling import Teller
from services.hours.holidays import Calendar
from services.notices.places import Place
from services.notices.pushes import Push, push_all
from tests.city import ZONE, station

DAYS = Days(Calendar.load(), ZONE)
CHEN = 700_001
THURSDAY = datetime.fromisoformat("2026-07-16T20:00:00+08:00")
BREAKFAST = Plan("meal", "免费早餐", "每周五", 390, 510, 100, "evening", True, "run")

Act = Callable[[AsyncSession, Editor], Awaitable[Any]]


async def does(database: Database, act: Act) -> Any:
    """Let Chen do something on Thursday evening."""
    async with database.writing() as session, session.begin():
        return await act(session, Editor(Teller(DAYS, "zh-Hans"), CHEN, THURSDAY))


async def begun(database: Database, plan: Plan = BREAKFAST) -> int:
    """Something new at a station; gives its id."""
    async with database.writing() as session, session.begin():
        place = station("总工会大楼东侧驿站")
        session.add(place)
        await session.flush()
        station_id = place.id
    event = await does(database, lambda session, chen: chen.begin(session, station_id, plan))
    number: int = event.id
    return number


async def told(database: Database, event_id: int) -> int:
    """Tell a district of tomorrow's; gives the id of the serving."""
    async with database.writing() as session, session.begin():
        event = await session.get_one(Event, event_id)
        tomorrow = (THURSDAY + timedelta(days=1)).date()
        [time] = DAYS.of(event, {}, tomorrow, tomorrow, THURSDAY)
        serving = await serving_of(session, time)
        what = Push(about(serving.id), Topic.MEALS, Kind.MEAL, Lane.BULK, serving.ends_at)
        course = await course_of(session, DAYS, serving, event, THURSDAY)
        await push_all(session, what, {Place("330302"): letters_of(course, 0)}, THURSDAY)
        return serving.id


async def changed(database: Database, event_id: int, **columns: Any) -> bool:
    async def act(session: AsyncSession, chen: Editor) -> bool:
        event = await session.get_one(Event, event_id)
        return await chen.change(session, event, replace(BREAKFAST, **columns))

    done: bool = await does(database, act)
    return done


async def notice(database: Database) -> Notice:
    async with database.reading() as session:
        return (await session.scalars(select(Notice).where(Notice.amends.is_(None)))).one()


async def test_what_a_station_offers_already_is_not_there_twice_but_what_was_ended_comes_back(
    database: Database,
) -> None:
    event_id = await begun(database)
    async with database.reading() as session:
        station_id = (await session.get_one(Event, event_id)).station_id
    again: Act = lambda session, chen: chen.begin(session, station_id, replace(BREAKFAST, portions=50))  # noqa: E731
    assert await does(database, again) is None

    async def end(session: AsyncSession, chen: Editor) -> None:
        await chen.end(session, await session.get_one(Event, event_id))

    await does(database, end)
    event = await does(database, again)
    assert (event.id, event.portions, event.ended_at) == (event_id, 50, None)
    assert await changed(database, event_id, serves_from=420)
    assert (await does(database, again)).id != event_id


async def test_other_hours_stand_in_the_notice_and_nobody_hears_of_it_after_them(database: Database) -> None:
    event_id = await begun(database)
    await told(database, event_id)
    assert await changed(database, event_id, serves_from=420, serves_until=480)
    said = await notice(database)
    assert "07:00–08:00" in (said.letters or "")
    assert said.expires_at == datetime.fromisoformat("2026-07-17T08:00:00+08:00")


async def test_a_day_that_the_new_rule_does_not_name_is_called_off(database: Database) -> None:
    event_id = await begun(database)
    serving_id = await told(database, event_id)
    assert await changed(database, event_id, rule="每周一")
    async with database.reading() as session:
        assert (await session.get_one(Serving, serving_id)).closed_at == THURSDAY
    said = await notice(database)
    assert "停一次" in (said.letters or "")
    assert said.expires_at == THURSDAY  # who has not got it does not get it any more

"""Pushes: what the clock and the weather say reaches the subscribers of each place once, and is mended in place."""

import asyncio
import base64
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.house import House
from models import Delivery, Kind, Lane, Notice, Subscription, Topic
from models.database import Database
from models.worker import newcomer
from playground.phones.phone import Phone
from services import forgetting
from services.delivery.notices import OpenGate, letters_for, notices_under_way
from services.delivery.parcel import Parcel
from services.heat.chart import draw_chart
from services.notices import herald
from services.notices.places import Place
from services.notices.pushes import Letters, Push, first_of, push_all, say_all_anew, take_back
from tests.city import City, StoppedClock, station
from tests.homes import only_postgresql

LUCHENG = "330302"
HOT = {"zh-Hans": {"text": "今天38℃"}, "en": {"text": "38℃ today"}}
HOTTER = {"zh-Hans": {"text": "今天40℃"}, "en": {"text": "40℃ today"}}


def heat(city: City, about: str = "heat:1", **what: Any) -> Push:
    """A warning for the next hour."""
    given: dict[str, Any] = {"topic": Topic.HEAT, "kind": Kind.ALERT, "lane": Lane.ALERT}
    return Push(**given | {"about": about, "expires_at": city.clock.now() + timedelta(hours=1)} | what)


async def subscriber(city: City, house: House, name: str, topic: Topic = Topic.HEAT, **columns: Any) -> Phone:
    """The phone of somebody who wants to hear of a topic."""
    phone = city.phone(name)
    async with house.database.writing() as session, session.begin():
        worker = newcomer(phone.person.id, city.clock.now())
        for column, value in ({"area": LUCHENG} | columns).items():
            setattr(worker, column, value)
        session.add_all([worker, Subscription(worker_id=worker.id, topic=topic, since=city.clock.now())])
    return phone


async def pushed(city: City, house: House, place: Place, letters: Letters = HOT, **what: Any) -> int:
    async with house.database.writing() as session, session.begin():
        return (await push(session, heat(city, **what), place, letters, city.clock.now())).id


async def push(session: AsyncSession, what: Push, place: Place, letters: Letters, now: datetime) -> Notice:
    """Say it to one place."""
    await push_all(session, what, {place: letters}, now)
    return await said(session, what.about, place)


async def said(session: AsyncSession, about: str, place: Place) -> Notice:
    """What was said about a thing to a place."""
    told = await session.scalars(select(Notice).where(first_of(about)))
    return next(notice for notice in told if Place.of(notice) == place)


async def said_anew(city: City, house: House, letters: Letters) -> bool:
    async with house.database.writing() as session, session.begin():
        notice = await said(session, "heat:1", Place(LUCHENG))
        return await say_all_anew(session, [(notice, letters)], city.clock.now())


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not is_so():  # noqa: ASYNC110 - phones tell nobody
            await asyncio.sleep(0.05)


async def until_closed(house: House, about: str = "") -> None:
    """What was said about this is over, or everything."""
    await _until_none(house, Notice.ended_at.is_(None), Notice.about == about if about else true())


async def until_addressed(house: House) -> None:
    """Everybody is owed what was pushed."""
    await _until_none(house, Notice.addressed_at.is_(None))


async def _until_none(house: House, *is_so: ColumnElement[bool]) -> None:
    async with asyncio.timeout(15):
        while True:
            async with house.database.reading() as session:
                if await session.scalar(select(Notice.id).where(*is_so).limit(1)) is None:
                    return
            await asyncio.sleep(0.05)


def shown(phone: Phone) -> list[str]:
    """What stands on a phone."""
    return [card.text for card in phone.screen()]


async def test_the_subscribers_of_a_place_hear_of_it_once_and_nobody_else_does(quiet_city: City) -> None:
    async with quiet_city.at_work() as house:
        await quiet_city.has(station("红旗路"))
        ana = await subscriber(quiet_city, house, "Ana")
        bao = await subscriber(quiet_city, house, "Bao", near_station_id=1)
        others = [
            await subscriber(quiet_city, house, "elsewhere", area="330304"),
            await subscriber(quiet_city, house, "for meals", Topic.MEALS),
        ]
        first = await pushed(quiet_city, house, Place(LUCHENG))
        assert await pushed(quiet_city, house, Place(LUCHENG), HOTTER) == first
        await pushed(quiet_city, house, Place(LUCHENG, 1), HOTTER)
        await until_closed(house)
        assert [shown(phone) for phone in (ana, bao, *others)] == [["今天38℃"], ["今天40℃"], [], []]


async def test_who_wants_only_what_is_close_hears_nothing_from_afar(quiet_city: City) -> None:
    async with quiet_city.at_work() as house:
        await quiet_city.has(station("红旗路"))
        ana = await subscriber(quiet_city, house, "Ana", Topic.MEALS, near_station_id=1, near_meters=1000)
        bao = await subscriber(quiet_city, house, "Bao", Topic.MEALS, near_station_id=1, near_meters=3000)
        meal: dict[str, Any] = {"about": "serving:1", "topic": Topic.MEALS, "kind": Kind.MEAL, "lane": Lane.BULK}
        await pushed(quiet_city, house, Place("", 1, 2400), **meal)
        await until_closed(house)
        assert [shown(ana), shown(bao)] == [[], ["今天38℃"]]


async def test_who_has_it_sees_the_new_words_in_its_place_and_who_waits_gets_only_those(quiet_city: City) -> None:
    async with quiet_city.at_work() as house:
        ana = await subscriber(quiet_city, house, "Ana")
        bao = await subscriber(quiet_city, house, "Bao", hushed_until=quiet_city.clock.now() + timedelta(minutes=30))
        await pushed(quiet_city, house, Place(LUCHENG))
        await until(lambda: shown(ana) == ["今天38℃"])
        assert await said_anew(quiet_city, house, HOTTER)
        assert not await said_anew(quiet_city, house, HOTTER)
        await until(lambda: shown(ana) == ["今天40℃"])
        assert shown(bao) == []
        quiet_city.clock.goes_on(minutes=31)
        await until(lambda: shown(bao) == ["今天40℃"])
        assert len(quiet_city.playground.ledger.of("editMessageText")) == 1


async def test_a_picture_arrives_with_its_words_and_stays_when_they_are_said_anew(quiet_city: City) -> None:
    picture = {"png": base64.b64encode(draw_chart([30.0] * 24, (11, 17), 38)).decode(), "name": "heat.png"}
    letters = {"zh-Hans": {"photo": picture, "caption": "今天38℃"}}
    async with quiet_city.at_work() as house:
        ana = await subscriber(quiet_city, house, "Ana")
        await pushed(quiet_city, house, Place(LUCHENG), letters, method="sendPhoto")
        await until(lambda: shown(ana) == ["今天38℃"])
        await said_anew(quiet_city, house, {"zh-Hans": {"photo": picture, "caption": "今天40℃"}})
        await until(lambda: shown(ana) == ["今天40℃"])
        assert [card.attachment for card in ana.screen()] == ["photo"]


async def test_what_waits_past_its_hour_or_is_taken_back_never_arrives(quiet_city: City) -> None:
    async with quiet_city.at_work() as house:
        ana = await subscriber(quiet_city, house, "Ana", hushed_until=quiet_city.clock.now() + timedelta(minutes=30))
        await pushed(quiet_city, house, Place(LUCHENG))
        await pushed(quiet_city, house, Place(LUCHENG), about="heat:2")
        await until_addressed(house)
        async with house.database.writing() as session, session.begin():
            await take_back(session, "heat:2", quiet_city.clock.now())
        await until_closed(house, "heat:2")
        assert [each.state for each in await quiet_city.deliveries()] == ["queued", "expired"]
        quiet_city.clock.goes_on(hours=4)
        await until_closed(house)
        assert {each.state for each in await quiet_city.deliveries()} == {"expired"}
        assert shown(ana) == []


async def test_a_crowd_is_owed_it_in_portions_and_whoever_is_forgotten_meanwhile_is_not_written_to_twice(
    database: Database,
) -> None:
    now = StoppedClock().now()
    await people(database, range(1, 11), now)
    async with database.writing() as session, session.begin():
        what = Push("heat:1", Topic.HEAT, Kind.ALERT, Lane.ALERT, now + timedelta(hours=1))
        await push(session, what, Place(LUCHENG), HOT, now)
    owed = []
    for forgotten in (4, 8, 10, 0):
        async with database.writing() as session, session.begin():
            owed.append(await herald.go_on(session, 4, now))
            await forgetting.delete_all(session, forgotten, now)
    assert owed == [4, 4, 2, 0]
    async with database.reading() as session:
        chats = list(await session.scalars(select(Delivery.chat_id).order_by(Delivery.chat_id)))
    assert chats == [0, 0, 0, 1, 2, 3, 5, 6, 7, 9]


async def test_the_hottest_and_soonest_go_out_first_and_others_when_nothing_of_those_is_due(database: Database) -> None:
    now = StoppedClock().now()
    areas = ("330302", "330303", "330304")
    for worker_id, area in enumerate(areas, 1):
        await people(database, [worker_id], now, area)
    what = Push("heat:1", Topic.HEAT, Kind.ALERT, Lane.ALERT, now + timedelta(hours=1))
    async with database.writing() as session, session.begin():
        warm, hot, hottest = [
            (await push(session, replace(what, rank=rank), Place(area), HOT, now)).id
            for rank, area in zip((3, 1, 1), areas, strict=True)
        ]
    async with database.writing() as session, session.begin():
        assert await herald.go_on(session, 10, now) == 3
        assert await notices_under_way(session, Lane.ALERT) == [hot, hottest]
        await session.execute(update(Delivery).where(Delivery.notice_id != warm).values(finished_at=now, state="sent"))
        assert await notices_under_way(session, Lane.ALERT) == [warm]


async def test_what_was_taken_back_does_not_go_out_before_somebody_ended_it(database: Database) -> None:
    now = StoppedClock().now()
    await people(database, [1], now)
    what = Push("heat:1", Topic.HEAT, Kind.ALERT, Lane.ALERT, now + timedelta(hours=1))
    async with database.writing() as session, session.begin():
        await push(session, what, Place(LUCHENG), HOT, now)
        await herald.go_on(session, 10, now)
        await take_back(session, "heat:1", now)
        owed = Parcel.of((await session.scalars(select(Delivery))).one())
        assert await letters_for(session, [owed], OpenGate(), now) == {}
        assert await session.scalar(select(Delivery.state)) == "expired"


@only_postgresql
async def test_the_herald_waits_for_nobody_who_says_something_anew(database: Database) -> None:
    now = StoppedClock().now()
    what = Push("heat:1", Topic.HEAT, Kind.ALERT, Lane.ALERT, now + timedelta(hours=1))
    async with database.writing() as session, session.begin():
        notice = await push(session, what, Place(LUCHENG), HOT, now)
        notice.addressed_at = now
    async with database.writing() as session, session.begin(), asyncio.timeout(5):
        await say_all_anew(session, [(await session.get_one(Notice, notice.id), HOTTER)], now)
        async with database.writing() as heralds, heralds.begin():
            await herald.go_on(heralds, 10, now)


async def people(database: Database, ids: Iterable[int], now: datetime, area: str = LUCHENG) -> None:
    """Workers of a district who want to hear of heat."""
    async with database.writing() as session, session.begin():
        for worker_id in ids:
            worker = newcomer(worker_id, now)
            worker.area = area
            session.add_all([worker, Subscription(worker_id=worker_id, topic=Topic.HEAT, since=now)])

"""Notices: said once, addressed to many, and each of them asked for at the moment it is sent."""

import asyncio
import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import LargeBinary, delete, select, true, type_coerce, update

from models import Delivery, Kind, Lane, Notice, Subscription, Topic
from models.database import Database
from models.worker import newcomer
from services.clock import machine_now
from services.delivery.notices import Reached, address, cancel_some, close_if_over
from tests.city import City
from tests.services.test_courier import settled


def notice(city: City, **what: Any) -> Notice:
    now = city.clock.now()
    letters = {"zh-Hans": {"text": "今晚停电"}, "en": {"text": "No power tonight"}}
    given = {"topic": Topic.ANNOUNCEMENTS, "kind": Kind.ANNOUNCEMENT, "lane": Lane.BULK, "method": "sendMessage"}
    given |= {"letters": json.dumps(letters), "made_at": now, "expires_at": now + timedelta(hours=1)}
    return Notice(**given | what)


def wants(worker: int, city: City) -> Subscription:
    return Subscription(worker_id=worker, topic=Topic.ANNOUNCEMENTS, since=city.clock.now())


async def announced(city: City, database: Database, people: int, **what: Any) -> tuple[int, list[int]]:
    """A notice that is owed to so many people, four at a time."""
    workers = [city.phone(f"worker {number}").person.id for number in range(people)]
    async with database.writing() as session, session.begin():
        session.add_all([newcomer(worker, city.clock.now()) for worker in workers])
        session.add_all([wants(worker, city) for worker in workers])
        said = notice(city, **what)
        session.add(said)
        await session.flush()
        reached = Reached()
        while (now := await address(session, said, true(), reached, 4, city.clock.now())) != reached:
            reached = now
        said.addressed_at = city.clock.now()
        return said.id, workers


async def account(database: Database, notice_id: int) -> dict[str, int]:
    async with database.reading() as session:
        return Counter(await session.scalars(select(Delivery.state).where(Delivery.notice_id == notice_id)))


async def until_sent(database: Database, notice_id: int, number: int) -> None:
    async with asyncio.timeout(10):
        while (await account(database, notice_id)).get("sent") != number:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)


async def at_rest(city: City, number: int) -> None:
    """Each of a notice's deliveries is over, or was told by the gate to wait."""
    async with asyncio.timeout(15):
        while True:
            rows = [row for row in await city.deliveries() if row.notice_id == number]
            if all(row.finished_at or (row.state == "queued" and row.due_at > machine_now()) for row in rows):
                return
            await asyncio.sleep(0.05)


async def test_everybody_gets_it_once_and_the_words_stand_once(quiet_city: City) -> None:
    async with quiet_city.at_work() as house:
        number, workers = await announced(quiet_city, house.database, 9)
        house.courier.wake()
        await settled(quiet_city)
        assert await account(house.database, number) == {"sent": 9}
        for worker in workers:
            [call] = quiet_city.playground.ledger.messages_to(worker)
            assert call.parameters["text"] == "今晚停电"
        async with house.database.writing() as session, session.begin():
            assert await close_if_over(session, await session.get_one(Notice, number), quiet_city.clock.now())


async def test_a_notice_that_is_held_goes_to_nobody_and_lets_the_next_one_pass(quiet_city: City) -> None:
    async with quiet_city.at_work() as house:
        held, _ = await announced(quiet_city, house.database, 3, is_held=True)
        house.courier.wake()
        async with house.database.writing() as session, session.begin():
            free = notice(quiet_city)
            session.add(free)
            await session.flush()
            await address(session, free, true(), Reached(), 100, quiet_city.clock.now())
        house.courier.wake()
        await until_sent(house.database, free.id, 3)
        assert await account(house.database, held) == {"queued": 3}
        assert await account(house.database, free.id) == {"sent": 3}
        async with house.database.writing() as session, session.begin():
            assert await cancel_some(session, held, "stopped", 2, quiet_city.clock.now()) == 2
        assert await account(house.database, held) == {"queued": 1, "cancelled": 2}


WEDNESDAY = date(2026, 7, 15)


@pytest.mark.parametrize(("hours", "ends"), [(12, {"sent": 90}), (7, {})], ids=["they hear of it", "it is too late"])
async def test_who_is_not_reached_by_ten_is_told_in_the_morning_if_it_still_holds(
    quiet_city: City, hours: int, ends: dict[str, int]
) -> None:
    quiet_city.clock.reads("21:59")
    async with quiet_city.at_work() as house:
        expires_at = quiet_city.clock.now() + timedelta(hours=hours)
        number, workers = await announced(quiet_city, house.database, 90, expires_at=expires_at)
        house.courier.wake()
        async with asyncio.timeout(10):
            while not (await account(house.database, number)).get("sent"):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.02)
        quiet_city.clock.reads("22:00")
        await at_rest(quiet_city, number)
        evening = await account(house.database, number)
        assert 0 < evening["sent"] < 90
        assert evening == {"sent": evening["sent"], ("queued" if ends else "expired"): 90 - evening["sent"]}
        quiet_city.clock.reads("06:00", WEDNESDAY)
        await settled(quiet_city)
        assert await account(house.database, number) == (ends or evening)
        heard = [len(quiet_city.playground.ledger.messages_to(worker)) for worker in workers]
        assert sum(heard) == (90 if ends else evening["sent"])
        assert max(heard) == 1


async def test_who_switches_it_off_while_it_waits_is_not_told(quiet_city: City) -> None:
    quiet_city.clock.reads("23:00")
    async with quiet_city.at_work() as house:
        expires_at = quiet_city.clock.now() + timedelta(hours=12)
        number, workers = await announced(quiet_city, house.database, 3, expires_at=expires_at)
        house.courier.wake()
        await at_rest(quiet_city, number)
        assert await account(house.database, number) == {"queued": 3}
        async with house.database.writing() as session, session.begin():
            await session.execute(delete(Subscription).where(Subscription.worker_id == workers[0]))
        quiet_city.clock.reads("06:00", WEDNESDAY)
        await settled(quiet_city)
        assert await account(house.database, number) == {"cancelled": 1, "sent": 2}
        assert quiet_city.playground.ledger.messages_to(workers[0]) == []


@pytest.mark.parametrize("letters", [b"\0", None], ids=["sealed by nobody", "nothing"])
async def test_a_notice_that_cannot_be_read_ends_and_silences_nobody_else(
    quiet_city: City, letters: bytes | None
) -> None:
    async with quiet_city.at_work() as house:
        spoilt, _ = await announced(quiet_city, house.database, 2, is_held=True)
        async with house.database.writing() as session, session.begin():
            await session.execute(
                update(Notice)
                .where(Notice.id == spoilt)
                .values(letters=type_coerce(letters, LargeBinary), is_held=False)
            )
        fine, _ = await announced(quiet_city, house.database, 2)
        house.courier.wake()
        await until_sent(house.database, fine, 4)
        assert await account(house.database, spoilt) == {"failed": 2}

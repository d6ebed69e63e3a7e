"""Doubts: a commit whose answer got lost silences nobody and doubles nothing."""

import asyncio

import pytest
from sqlalchemy import select

from models import DeadLetter, DeliveryState
from services.delivery import outbox
from services.delivery.doubts import Doubts
from tests.city import City
from tests.homes import only_postgresql
from tests.line import Line
from tests.services.test_courier import parcel, settled, texts

TAKES_AN_UPDATE = b"INSERT INTO processed_update"
CLAIMS = b"UPDATE delivery SET state=$1::VARCHAR, epoch=$2"


@only_postgresql
async def test_an_update_whose_commit_was_not_confirmed_is_answered_once(quiet_city: City, line: Line) -> None:
    ana = quiet_city.phone("Ana")
    async with quiet_city.at_work() as house:
        line.loses_the_answer_to(b"COMMIT", after=TAKES_AN_UPDATE)
        await ana.shares_location()
        assert await ana.reads(timeout=10)
        [row] = await settled(quiet_city)
        assert line._lost is None
        async with house.database.reading() as session:
            assert (await session.scalars(select(DeadLetter))).all() == []
    assert (row.state, len(texts(quiet_city, ana))) == (DeliveryState.SENT, 1)


@only_postgresql
async def test_what_was_claimed_and_not_confirmed_is_sent_once(quiet_city: City, line: Line) -> None:
    ana = quiet_city.phone("Ana")
    async with quiet_city.at_work() as house:
        line.loses_the_answer_to(b"COMMIT", after=CLAIMS)
        async with house.database.writing() as session, session.begin():
            await outbox.store(session, [parcel(quiet_city, ana.person.id)])
        house.courier.wake()
        assert await ana.reads(timeout=10)
        [row] = await settled(quiet_city)
        assert line._lost is None
    assert (row.state, len(texts(quiet_city, ana))) == (DeliveryState.SENT, 1)


async def test_what_a_fallen_courier_committed_late_is_sent_too(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    async with quiet_city.at_work():
        pass
    async with quiet_city.at_work() as house:
        late = parcel(quiet_city, ana.person.id)
        late.epoch = 1
        async with house.database.writing() as session, session.begin():
            await outbox.store(session, [late])
        assert await ana.reads(timeout=10)
    assert len(texts(quiet_city, ana)) == 1


async def test_a_doubt_ends_when_it_is_cleared_or_old(monkeypatch: pytest.MonkeyPatch) -> None:
    doubts = Doubts()
    doubts.about(1, 2, 3)
    doubts.clear([2])
    assert doubts.now() == [1, 3]
    monkeypatch.setattr("services.delivery.doubts.KEPT_SECONDS", 0.01)
    doubts.about(1)
    await asyncio.sleep(0.02)
    assert doubts.now() == [3]

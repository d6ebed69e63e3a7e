"""The outbox: every delivery is in exactly one state, and an outcome that was not committed is not forgotten."""

import asyncio
import json
from collections import Counter
from datetime import timedelta
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Select, select, text, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models import Delivery, DeliveryState, Kind, Lane
from models.database import Database
from models.delivery import WAITING_STATES
from services.clock import machine_now
from services.delivery import outbox
from services.delivery.account import Account
from services.delivery.notices import unbegun
from services.delivery.outbox import due_query
from services.delivery.parcel import Outcome, Parcel, without_markup
from services.errors import Blocked, Refused
from tests.city import City
from tests.services.test_courier import parcel, settled


@pytest.fixture
async def store(quiet_city: City) -> Any:
    """An outbox that no courier empties: what is to be sent is not due before tomorrow."""
    async with quiet_city.at_work() as house:
        await house.courier.close()
        yield house.database


async def put(store: Any, *parcels: Parcel) -> None:
    async with store.writing() as session, session.begin():
        await outbox.store(session, parcels)


async def states(store: Any) -> Counter[str]:
    async with store.reading() as session:
        rows = (await session.scalars(select(Delivery))).all()
    assert all((row.finished_at is None) == (row.state in WAITING_STATES) for row in rows)
    assert all(row.body is None for row in rows if row.finished_at)
    return Counter(row.state for row in rows)


async def test_the_oldest_comes_first_without_what_is_left_out(store: Any, quiet_city: City) -> None:
    owed = [parcel(quiet_city, chat) for chat in (1, 2, 3, 1, 4)]
    await put(store, *reversed(owed))
    async with store.reading() as session:
        rows = await outbox.due(session, Lane.REPLY, [owed[1].id], 10, [owed[2].id], {4})
        assert [row.id for row in rows] == [owed[0].id, owed[3].id]
        assert await outbox.due(session, Lane.BULK, [], 10, [], ()) == []


async def test_only_what_waits_can_be_claimed_and_only_once(store: Any, quiet_city: City) -> None:
    owed = [parcel(quiet_city, chat) for chat in range(1, 4)]
    await put(store, *owed)
    async with store.writing() as session, session.begin():
        await outbox.expire(session, [owed[0].id], quiet_city.clock.now())
    async with store.writing() as session, session.begin():
        bodies = await outbox.claim(session, [one.id for one in owed], epoch=1)
        assert {number: json.loads(body)["chat_id"] for number, body in bodies.items()} == {
            owed[1].id: 2,
            owed[2].id: 3,
        }
        assert await outbox.claim(session, [one.id for one in owed], epoch=2) == {}
    assert await states(store) == {DeliveryState.EXPIRED: 1, DeliveryState.SENDING: 2}


async def test_eight_senders_that_want_the_same_rows_get_each_row_once(store: Any, quiet_city: City) -> None:
    owed = [parcel(quiet_city, chat) for chat in range(2_000)]
    await put(store, *owed)
    got = await asyncio.gather(*(claims_all(store, [one.id for one in owed], epoch) for epoch in range(1, 9)))
    assert sorted(number for numbers in got for number in numbers) == sorted(one.id for one in owed)
    assert await states(store) == {DeliveryState.SENDING: 2_000}


async def claims_all(store: Any, ids: list[int], epoch: int) -> list[int]:
    """Claim them in batches, each sender beginning somewhere else."""
    first, got = epoch * 30, list[int]()
    turned = ids[first:] + ids[:first]
    for start in range(0, len(turned), 30):
        async with store.writing() as session, session.begin():
            got += await outbox.claim(session, sorted(turned[start : start + 30]), epoch)
    return got


async def test_a_delivery_whose_seal_is_broken_silences_nobody_else(store: Any, quiet_city: City) -> None:
    owed = [parcel(quiet_city, chat) for chat in range(1, 4)]
    await put(store, *owed)
    async with store.writing() as session, session.begin():
        await session.execute(
            update(Delivery).where(Delivery.chat_id == 2).values(body=type_coerce(b"\0", LargeBinary))
        )
        bodies = await outbox.claim(session, [one.id for one in owed], epoch=1)
    assert [json.loads(body)["chat_id"] for body in bodies.values()] == [1, 3]
    assert await states(store) == {DeliveryState.FAILED: 1, DeliveryState.SENDING: 2}


async def test_given_back_is_what_is_not_on_the_wire(store: Any, quiet_city: City) -> None:
    owed = [parcel(quiet_city, chat) for chat in range(1, 4)]
    await put(store, *owed)
    async with store.writing() as session, session.begin():
        await outbox.claim(session, [one.id for one in owed], epoch=7)
    async with store.writing() as session, session.begin():
        assert await outbox.unclaim(session, 7, Delivery.id != owed[0].id) == [one.id for one in owed[1:]]
    assert await states(store) == {DeliveryState.SENDING: 1, DeliveryState.QUEUED: 2}


async def test_however_often_the_courier_dies_a_young_reply_waits_and_a_notice_is_held(
    store: Any, quiet_city: City
) -> None:
    young, meal = parcel(quiet_city, 1), parcel(quiet_city, 2, kind=Kind.MEAL)
    await put(store, young, meal)
    for epoch in range(1, 6):
        async with store.writing() as session, session.begin():
            await outbox.claim(session, [young.id, meal.id], epoch)
            await outbox.judge_abandoned(session, epoch + 1, quiet_city.clock.now())
        assert await states(store) == {DeliveryState.RETRY: 1, DeliveryState.UNCERTAIN: 1}
    async with store.writing() as session, session.begin():
        await outbox.claim(session, [young.id], 9)
        await outbox.judge_abandoned(session, 10, quiet_city.clock.now() + timedelta(minutes=6))
    assert await states(store) == {DeliveryState.UNCERTAIN: 2}


async def test_an_outcome_whose_transaction_failed_is_written_by_the_next(store: Any, quiet_city: City) -> None:
    owed = parcel(quiet_city, 1)
    owed.epoch = 1
    await put(store, owed)
    account, now = Account(), quiet_city.clock.now()
    account.note(Outcome(owed, DeliveryState.BLOCKED, now, machine_now(), Blocked("403")))
    async with store.writing() as session:
        await session.begin()
        await account.write(session, now)
        await session.rollback()
    assert await states(store) == {DeliveryState.SENDING: 1}
    assert account.has_news.is_set()
    async with store.writing() as session, session.begin():
        await account.write(session, now)
    assert await states(store) == {DeliveryState.BLOCKED: 1}
    assert not account.has_news.is_set()


async def test_the_judgement_of_another_epoch_stands(store: Any, quiet_city: City) -> None:
    owed = parcel(quiet_city, 1)
    owed.epoch = 2
    await put(store, owed)
    owed.epoch = 1
    account, now = Account(), quiet_city.clock.now()
    account.note(Outcome(owed, DeliveryState.FAILED, now, machine_now(), Refused("400")))
    async with store.writing() as session, session.begin():
        await account.write(session, now)
    assert await states(store) == {DeliveryState.SENDING: 1}


async def test_the_accounts_of_a_mixed_day_add_up(city: City) -> None:
    people = [city.phone("Ana").person.id for _ in range(12)]
    late = city.clock.now() - timedelta(seconds=1)
    async with city._house.database.writing() as session, session.begin():
        await outbox.store(session, [parcel(city, person) for person in people])
        await outbox.store(session, [parcel(city, 900_000 + n) for n in range(5)])
        await outbox.store(session, [parcel(city, person, expires_at=late) for person in people])
    city._house.courier.wake()
    await settled(city)
    account = await states(city._house.database)
    assert account == {DeliveryState.SENT: 12, DeliveryState.NOT_FOUND: 5, DeliveryState.EXPIRED: 12}


@given(st.text())
def test_words_survive_the_loss_of_their_markup(words: str) -> None:
    body = json.dumps({"chat_id": 1, "text": f"<b>{escape(words)}</b>", "parse_mode": "HTML"})
    assert json.loads(without_markup(body)) == {"chat_id": 1, "text": words}


@pytest.mark.parametrize(
    "query",
    [
        due_query(Lane.BULK, [], 200, [1], [2]),
        due_query(Lane.BULK, [], 200, [1], [2], notice_id=7),
        unbegun(Lane.BULK, 7, 5_000),
    ],
    ids=["what belongs to none", "a notice", "what can be stopped of it"],
)
async def test_a_look_into_the_outbox_reads_only_what_waits(database: Database, query: Select[Any]) -> None:
    """Not all that was ever sent, and in the order in which it goes: through the index made for it."""
    plan = "explain query plan " if database.is_sqlite else "explain "
    async with database.engine.begin() as connection:
        if not database.is_sqlite:
            await connection.execute(text("set local enable_seqscan = off"))
            await connection.execute(text("set local enable_sort = off"))
        told = str((await connection.execute(text(plan + literally(query, connection)))).all())
    assert "ix_delivery_waiting" in told
    assert "TEMP B-TREE" not in told
    assert "Sort" not in told


def literally(query: Select[Any], connection: AsyncConnection) -> str:
    return str(query.compile(connection.sync_engine, compile_kwargs={"literal_binds": True}))

"""A bot that is killed while it announces: nobody is lost, nobody is written to twice, the accounts add up."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Broadcast, Delivery, DeliveryState, Worker
from models.database import Database
from playground.playground import Playground
from services.broadcasts import decisions, drafts
from services.broadcasts.progress import accounts
from services.clock import machine_now
from tests.announcing import DINA, draft, open_office, readers, terms
from tests.homes import Home
from tests.killing import trial

PEOPLE = 150
PACE = {"messages_per_second": 60}
LONGEST_LIFE = 4.0


async def announce(database: Database, playground: Playground) -> int:
    """Dina sends to everybody; it is due now."""
    await open_office(database)
    for number in range(PEOPLE):
        playground.person(number + 1)
    await readers(database, PEOPLE)
    now = machine_now()
    async with database.writing() as session, session.begin():
        broadcast = await draft(session)
        assert await drafts.change(session, broadcast, is_urgent=True, expires_at=now + timedelta(hours=1))
        assert (await decisions.send(session, broadcast, DINA, now, terms())).is_done
        broadcast.starts_at = now
    return broadcast.id


async def is_over(database: Database, number: int) -> bool:
    async with database.reading() as session:
        return (await session.get_one(Broadcast, number)).finished_at is not None


@pytest.mark.slow
async def test_killed_again_and_again_it_loses_nobody_and_writes_to_nobody_twice(
    playground: Playground, home: Home, database: Database
) -> None:
    number = await announce(database, playground)
    dice = random.Random(6)
    async with trial(playground, home, seed=6) as doomed:
        for point in ("commit", "statement", "committed", "wire", "answer") * 2:
            process = await doomed.begin(point, dice.randint(1, 60 if point == "statement" else 25), **PACE)
            await doomed.is_gone(process, LONGEST_LIFE)
            doomed.bury(process, point)
        process = await doomed.begin("none", 0, **PACE)
        async with asyncio.timeout(40):
            while not await is_over(database, number):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.1)
        doomed.bury(process, "end")
    async with database.reading() as session:
        final = await accounts(session, await session.get_one(Broadcast, number))
        rows = (await session.execute(select(Delivery.chat_id, Delivery.state).where(Delivery.notice_id > 0))).all()
        people = set(await session.scalars(select(Worker.id)))
    copies: Counter[int] = playground.ledger.messages_per_chat()
    assert Counter(row.chat_id for row in rows) == dict.fromkeys(people, 1)
    assert all(copies[row.chat_id] == 1 for row in rows if row.state == DeliveryState.SENT)
    assert all(copies[row.chat_id] <= 1 for row in rows)
    assert (final.total, final.sent + final.uncertain) == (PEOPLE, PEOPLE)
    assert final.uncertain <= doomed.verdict.in_flight_at_kills

"""The lease: of two processes one is the courier; the other takes over when the first is gone, and is not disturbed."""

import asyncio
import os
import signal
import sys

import pytest
from sqlalchemy import select, update

from models import Delivery, DeliveryState, Lease
from models.database import Database
from playground import Slow
from playground.phones.phone import Phone
from services.delivery import outbox
from services.delivery.lease import CourierLease
from tests.bot.test_kill import bot_running
from tests.city import City
from tests.homes import Home
from tests.services.test_courier import parcel, settled, texts

ELSEWHERE = "elsewhere/1:1:abcd"
MUTE = """
import asyncio, sys
from bot.opening import connect
from bot.settings import Settings
from services.delivery.lease import CourierLease
async def hold():
    database = connect(Settings(_env_file=None))
    print(await CourierLease(database.writing).take_or_renew(), flush=True)
    await database.close()
asyncio.run(hold())
sys.stdin.read()
"""


async def give_to(database: Database, holder: str, lasts: float) -> None:
    """Somebody holds the lease, for so many seconds from now."""
    lease = CourierLease(database.writing, holder=holder)
    await lease.take_or_renew()
    async with database.writing() as session, session.begin():
        await session.execute(update(Lease).values(expires=Lease.expires - 10 + lasts))


async def test_who_comes_second_waits(database: Database) -> None:
    first, second = CourierLease(database.writing, holder=ELSEWHERE), CourierLease(database.writing)
    assert await first.take_or_renew() == 1
    assert await second.take_or_renew() == 0
    assert await first.take_or_renew() == 1


async def test_a_lease_that_ran_out_is_taken_with_a_new_epoch(database: Database) -> None:
    await give_to(database, ELSEWHERE, lasts=0.6)
    second = CourierLease(database.writing)
    assert await second.take_or_renew() == 0
    await asyncio.sleep(0.7)
    assert await second.take_or_renew() == 2


async def test_a_lease_that_was_given_up_is_taken_at_once(database: Database) -> None:
    first, second = CourierLease(database.writing, holder=ELSEWHERE), CourierLease(database.writing)
    await first.take_or_renew()
    await first.give_up()
    assert await second.take_or_renew() == 2


async def test_nobody_gives_up_what_another_holds(database: Database) -> None:
    first, second = CourierLease(database.writing, holder=ELSEWHERE), CourierLease(database.writing)
    await first.take_or_renew()
    await second.give_up()
    assert await second.take_or_renew() == 0


async def test_a_process_that_lives_keeps_its_lease_and_a_dead_one_loses_it_at_once(
    database: Database, home: Home
) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MUTE, env=home.environment(),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout is not None
    assert int(await holder.stdout.readline()) == 1
    mine = CourierLease(database.writing)
    assert await mine.take_or_renew() == 0
    holder.kill()
    await holder.communicate()
    assert await mine.take_or_renew() == 2


async def test_the_same_process_number_in_another_container_is_another_process(database: Database) -> None:
    """Behind two containers' walls both bots are process 1, perhaps under one host name."""
    mine = CourierLease(database.writing)
    machine, _, rest = mine.holder.partition(":")
    other = CourierLease(database.writing, holder=f"{machine}9:{rest}")
    assert await other.take_or_renew() == 1
    assert await mine.take_or_renew() == 0


async def test_only_the_courier_sends_and_the_other_finds_it_all_when_it_takes_over(
    quiet_city: City, database: Database
) -> None:
    ana = quiet_city.phone("Ana")
    await give_to(database, ELSEWHERE, lasts=3)
    async with asyncio.timeout(20):
        async with quiet_city.at_work() as house:  # it waits until it is the courier
            assert house.courier.is_courier
            await ana.shares_location()
            assert await ana.reads()
            async with database.reading() as session:
                assert (await session.scalar(select(Lease.epoch))) == 2


async def test_an_outcome_of_an_old_epoch_is_not_written(city: City, ana: Phone, database: Database) -> None:
    """The courier was overtaken while its call was under way: the new one's judgement stands."""
    city.playground.faults.next("sendMessage", Slow(0.6))
    house = city._house
    owed = parcel(city, ana.person.id)
    async with house.database.writing() as session, session.begin():
        await outbox.store(session, [owed])
    house.courier.wake()
    await asyncio.sleep(0.3)
    async with database.writing() as session, session.begin():
        assert await outbox.judge_abandoned(session, epoch=2, now=city.clock.now()) == 1
        await session.execute(update(Delivery).values(state=DeliveryState.UNCERTAIN, epoch=2))
    await ana.reads()
    await asyncio.sleep(0.3)
    [row] = await city.deliveries()
    assert (row.state, row.message_id) == (DeliveryState.UNCERTAIN, None)


async def test_a_courier_that_lost_its_lease_sends_nothing_that_it_had_taken(
    city: City, ana: Phone, database: Database
) -> None:
    courier = city._house.courier
    await asyncio.sleep(0.2)  # it looks into the outbox before it sends anything at once
    owed = parcel(city, ana.person.id)
    assert courier.take_at_once([owed]) == [owed]
    async with database.writing() as session, session.begin():
        await outbox.store(session, [owed])
    courier._held_until = 0.0
    courier.hand_over([owed])
    await asyncio.sleep(0.1)
    assert texts(city, ana) == []
    await settled(city)  # the lease is renewed, it goes out after all
    assert texts(city, ana) == ["早上好"]


@pytest.mark.slow
async def test_a_bot_that_slept_and_wakes_finds_another_at_work_and_doubles_nothing(
    quiet_city: City, home: Home
) -> None:
    """STOP long enough to lose the lease, then CONT; both bots live, one sends."""
    playground = quiet_city.playground
    ana = playground.phone(first_name="Ana")
    async with bot_running(playground, home) as sleeper:
        await ana.shares_location()
        await ana.reads(timeout=20)
        os.kill(sleeper.pid, signal.SIGSTOP)
        quiet_city.phone("Bao")
        async with asyncio.timeout(30), quiet_city.at_work():
            os.kill(sleeper.pid, signal.SIGCONT)
            people = [quiet_city.phone("Bao") for _ in range(30)]
            await asyncio.sleep(1)
            for person in people:
                person_parcel = parcel(quiet_city, person.person.id)
                async with quiet_city._house.database.writing() as session, session.begin():
                    await outbox.store(session, [person_parcel])
                quiet_city._house.courier.hand_over([person_parcel])
            await settled(quiet_city)
            await asyncio.sleep(1)
    heard = playground.ledger.messages_per_chat()  # Ana's answer may come twice: it was young when its sender slept
    assert {heard[person.person.id] for person in people} == {1}

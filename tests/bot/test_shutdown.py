"""Stopping: what is under way is finished, what is not waits for the next start, and nobody waits for long."""

import asyncio
import signal
import time

import pytest

from models import DeliveryState
from playground import Hang, Slow
from playground.playground import Playground
from tests.bot.test_kill import bot_running
from tests.city import City
from tests.homes import Home
from tests.services.test_courier import owe, parcel, settled, texts


async def test_an_answer_that_is_under_way_is_waited_for_and_written_down(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    quiet_city.playground.faults.next("sendMessage", Slow(0.5))
    async with quiet_city.at_work():
        await ana.shares_location()
        async with asyncio.timeout(5):
            while not quiet_city.playground.ledger.of("sendMessage"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    async with quiet_city.at_work():
        [row] = await quiet_city.deliveries()
    assert row.state == DeliveryState.SENT
    assert len(texts(quiet_city, ana)) == 1


async def test_the_next_courier_need_not_wait_for_one_that_said_goodbye(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    async with quiet_city.at_work():
        pass
    begun = time.monotonic()
    async with quiet_city.at_work():
        await ana.shares_location()
        await ana.reads()
    assert time.monotonic() - begun < 4


@pytest.mark.slow
async def test_nobody_waits_long_for_an_answer_that_does_not_come(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    quiet_city.playground.faults.next("sendMessage", Hang(accepted=True, seconds=30))
    async with quiet_city.at_work():
        await owe(quiet_city, parcel(quiet_city, ana.person.id))
        await asyncio.sleep(0.2)
        begun = time.monotonic()
    assert time.monotonic() - begun < 8
    async with quiet_city.at_work():
        [row] = await settled(quiet_city)
    assert (row.state, len(texts(quiet_city, ana))) == (DeliveryState.SENT, 2)


async def test_what_was_not_handled_when_the_bot_stopped_comes_again(quiet_city: City) -> None:
    people = [quiet_city.phone("Ana") for _ in range(60)]
    for person in people:
        await person.shares_location()
    for _ in range(3):
        async with quiet_city.at_work():
            await asyncio.sleep(0.05)
    async with quiet_city.at_work():
        async with asyncio.timeout(10):
            while len(quiet_city.playground.ledger.messages_per_chat()) < 60:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert len(await quiet_city.deliveries()) == 60
    assert set(quiet_city.playground.ledger.messages_per_chat().values()) == {1}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_bot_with_a_clean_farewell(
    playground: Playground, home: Home, number: signal.Signals
) -> None:
    ana = playground.phone(first_name="Ana")
    async with bot_running(playground, home) as process:
        await ana.shares_location()
        await ana.reads(timeout=20)
        begun = time.monotonic()
        process.send_signal(number)
        assert process.stderr is not None
        said = (await process.stderr.read()).decode()
        assert await asyncio.wait_for(process.wait(), 10) == 0
    assert time.monotonic() - begun < 5
    assert "Traceback" not in said
    assert "never retrieved" not in said

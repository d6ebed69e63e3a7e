"""Paid broadcasts: many more a second where it is wished, at the free rate again once the stars have run out."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from models import Delivery
from playground import BadRequest, Fault, Limits, TooManyRequests
from services.delivery.notices import cancel_some
from tests.city import City
from tests.services.test_courier import owe, parcel, settled
from tests.services.test_notices import account, announced, until_sent


def paying(city: City, per_second: float = 1000.0, **limits: Any) -> City:
    """A city whose bot pays for up to so many a second, at a Telegram that takes it."""
    city.settings = city.settings.model_copy(update={"paid_broadcasts_per_second": per_second})
    city.playground.limits = Limits(paid_per_second=1000, **limits)
    return city


def offers(city: City) -> list[bool]:
    """Of all that reached somebody, in order: whether it offered to be paid for."""
    calls = [call for call in city.playground.ledger.of("sendMessage") if call.took_effect]
    return [bool(call.parameters.get("allow_paid_broadcast")) for call in calls]


async def test_a_broadcast_that_is_paid_for_goes_to_many_in_one_second(quiet_city: City) -> None:
    city = paying(quiet_city)
    async with city.at_work() as house:
        number, _ = await announced(city, house.database, 400)
        house.courier.wake()
        await until_sent(house.database, number, 400)
    ledger = city.playground.ledger
    assert all(offers(city))
    assert ledger.refusals() == 0
    assert ledger.most_in_a_window() > 30
    assert set(ledger.messages_per_chat().values()) == {1}


async def test_an_answer_beside_a_paid_broadcast_offers_the_same_or_it_would_be_refused(quiet_city: City) -> None:
    city = paying(quiet_city, per_second=100)
    ana = city.phone("Ana")
    async with city.at_work() as house:
        await announced(city, house.database, 300)
        house.courier.wake()
        while len(offers(city)) < 50:  # noqa: ASYNC110 - the ledger tells nobody
            await asyncio.sleep(0.001)
        await owe(city, parcel(city, ana.person.id, "在这里"))
        await settled(city)
    [call] = city.playground.ledger.messages_to(ana.person.id)
    assert call.parameters["allow_paid_broadcast"] is True
    assert city.playground.ledger.refusals() == 0


async def test_nothing_is_paid_for_unless_the_operator_says_so(city: City) -> None:
    city.playground.limits = Limits(paid_per_second=1000)
    number, _ = await announced(city, city._house.database, 40)
    city._house.courier.wake()
    await until_sent(city._house.database, number, 40)
    assert not any(offers(city))
    assert city.playground.ledger.most_in_a_window() <= 30


async def test_when_the_stars_run_out_everybody_gets_it_at_the_free_rate(quiet_city: City) -> None:
    city = paying(quiet_city, stars=5)
    async with city.at_work() as house:
        number, _ = await announced(city, house.database, 130)
        house.courier.wake()
        await until_sent(house.database, number, 130)
        assert house.courier.stars_ran_out
    ledger = city.playground.ledger
    assert set(ledger.messages_per_chat().values()) == {1}
    assert ledger.refusals() == 0
    assert sum(offers(city)) >= 80
    assert city.playground.limits.stars == pytest.approx(0)


@pytest.mark.parametrize("fault", [BadRequest("BALANCE_TOO_LOW"), BadRequest("not enough Stars"), TooManyRequests(1)])
async def test_however_telegram_refuses_to_be_paid_the_broadcast_goes_on(quiet_city: City, fault: Fault) -> None:
    city = paying(quiet_city)
    city.playground.faults.next("sendMessage", fault, times=3, after=10)
    async with city.at_work() as house:
        number, _ = await announced(city, house.database, 60)
        house.courier.wake()
        await until_sent(house.database, number, 60)
    assert set(city.playground.ledger.messages_per_chat().values()) == {1}
    assert not offers(city)[-1]


async def test_in_a_long_pause_nothing_is_held_that_could_be_stopped_or_be_left_uncertain(quiet_city: City) -> None:
    """What was claimed before Telegram said wait goes back: a stop reaches it, and a kill leaves it waiting."""
    city = quiet_city
    city.playground.faults.always("sendMessage", TooManyRequests(30))
    async with city.at_work() as house:
        number, _ = await announced(city, house.database, 70)
        house.courier.wake()
        async with asyncio.timeout(10):
            while await states(city) - {"queued", "retry"} or not city.playground.ledger.refusals():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        async with house.database.writing() as session, session.begin():
            await cancel_some(session, number, "stopped", 100, city.clock.now())
        assert await account(house.database, number) == {"cancelled": 70}


async def states(city: City) -> set[str]:
    async with city._house.database.reading() as session:
        return set(await session.scalars(select(Delivery.state).distinct()))

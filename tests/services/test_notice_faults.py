"""Notices on bad days: stopped at any moment, and after hours without Telegram."""

import asyncio
from datetime import timedelta

import pytest

from playground import ServerError
from services.delivery.notices import cancel_some
from services.delivery.rounds import BATCH
from tests.city import City
from tests.services.test_courier import settled
from tests.services.test_notices import account, announced


@pytest.mark.parametrize("seconds", [0.0, 0.4, 1.2])
async def test_after_a_stop_nothing_begins_but_what_was_claimed(city: City, seconds: float) -> None:
    number, people = await announced(city, city._house.database, 120)
    city._house.courier.wake()
    await asyncio.sleep(seconds)
    async with city._house.database.writing() as session, session.begin():
        await cancel_some(session, number, "stopped", len(people), city.clock.now())
    at_the_stop = len(city.playground.ledger.of("sendMessage"))
    await settled(city)
    heard = len(city.playground.ledger.of("sendMessage"))
    assert heard - at_the_stop <= BATCH
    told = await account(city._house.database, number)
    assert (told.get("sent", 0), sum(told.values())) == (heard, 120)
    assert set(told) <= {"sent", "cancelled"}


async def test_after_hours_without_telegram_is_sent_what_still_holds_and_the_rest_is_counted_as_too_late(
    city: City,
) -> None:
    now = city.clock.now()
    city.playground.faults.always("sendMessage", ServerError(502))
    lasting, people = await announced(city, city._house.database, 12, expires_at=now + timedelta(hours=6))
    short, _ = await announced(city, city._house.database, 12, expires_at=now + timedelta(hours=1))
    city._house.courier.wake()
    while len(city.playground.ledger.of("sendMessage")) < 8:  # noqa: ASYNC110 - the ledger tells nobody
        await asyncio.sleep(0.02)
    city.clock.goes_on(hours=2)
    city.playground.faults.clear()
    await settled(city, within=20)
    assert await account(city._house.database, lasting) == {"sent": 12}
    assert await account(city._house.database, short) == {"expired": 24}
    ledger = city.playground.ledger
    assert [len(ledger.messages_to(person)) for person in people] == [1] * 12
    assert ledger.most_in_a_window() <= 30

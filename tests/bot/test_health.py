"""Health, readiness and metrics: what an operator sees, and what makes the light turn red."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.vitals import FRESH_SECONDS
from models import Delivery, Lane
from playground import ServerError, Unauthorized
from playground.phones.phone import Phone
from services.clock import machine_now
from services.places.position import Position, geohash
from tests.bot.calling import SECRET, Caller, by_webhook, caller
from tests.city import HERE, City, station
from tests.services.test_courier import owe, parcel, settled

PAGES = ("/healthz", "/readyz", "/metrics")


@pytest.fixture
async def operator(city: City) -> AsyncIterator[Caller]:
    """Somebody who looks at the pages of a bot that fetches its updates."""
    async with caller(city._house.door.url) as somebody:
        yield somebody


async def health(operator: Caller) -> tuple[int, dict[str, Any]]:
    status, text = await operator.reads("/healthz")
    return status, json.loads(text)


async def until_wrong(operator: Caller, words: str) -> dict[str, Any]:
    """Until one of the things that are wrong is this."""
    async with asyncio.timeout(10):
        while True:
            status, found = await health(operator)
            if any(words in line for line in found["wrong"]):
                assert (status, found["status"]) == (503, "wrong")
                return found
            await asyncio.sleep(0.1)


async def count(operator: Caller, name: str) -> float:
    """One number of /metrics."""
    _, text = await operator.reads("/metrics")
    [value] = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(value)


async def test_a_bot_that_works_says_what_it_reached(city: City, operator: Caller, ana: Phone) -> None:
    await city.has(station("红旗路"))
    await ana.shares_location()
    await ana.reads()
    await asyncio.sleep(FRESH_SECONDS)
    status, found = await health(operator)
    assert (status, found["status"], found["wrong"]) == (200, "ok", [])
    assert found["database"] == {"reached": True}
    assert found["telegram"] == {"reached": True, "taking_updates": True, "pending": 0}
    assert found["courier"] == {"is_here": True, "lease_is_held": True}
    assert found["stations"] == {"listed": 1, "open_or_opening_soon": 1}
    assert found["waiting"] == {"reply": 0, "alert": 0, "bulk": 0}
    assert await operator.reads("/readyz") == (200, '{"ready": true}')


async def test_a_bot_to_which_nobody_writes_is_ready_from_its_start(operator: Caller) -> None:
    """Its first question for updates hangs for half a minute at Telegram; whoever writes meanwhile is answered."""
    async with asyncio.timeout(5):
        while (await operator.reads("/readyz"))[0] != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert (await health(operator))[1]["telegram"]["taking_updates"]


async def test_a_bot_that_is_brought_its_updates_has_the_same_pages(quiet_city: City) -> None:
    async with by_webhook(quiet_city).at_work(), caller(quiet_city.settings.webhook_url) as operator:
        assert [(await operator.reads(page))[0] for page in PAGES] == [200, 200, 200]
        await operator.brings({"update_id": 1}, secret="wrong")
        assert await count(operator, "nuanyi_webhook_turned_away_total") == 1


async def test_a_bot_that_does_not_reach_telegram_yet_is_not_ready(quiet_city: City) -> None:
    """Its door is open before the rest stands."""
    quiet_city.playground.faults.always("getMe", ServerError(502))
    by_webhook(quiet_city)

    async def work() -> None:
        async with quiet_city.at_work():
            pass

    starting = asyncio.create_task(work())
    async with caller(quiet_city.settings.webhook_url) as operator:
        await asyncio.sleep(0.5)
        assert (await operator.reads("/readyz"))[0] == 503
        assert await health(operator) == (503, {"status": "starting"})
        assert (await operator.reads("/metrics"))[0] == 200
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting


async def test_a_refused_token_is_seen(city: City, operator: Caller, ana: Phone) -> None:
    city.playground.faults.always(None, Unauthorized())
    await ana.types("你好")
    await until_wrong(operator, "refuses the token")
    assert (await operator.reads("/readyz"))[0] == 503


async def test_updates_that_pile_up_at_telegram_are_seen(quiet_city: City) -> None:
    by_webhook(quiet_city)
    async with quiet_city.at_work() as house, caller(quiet_city.settings.webhook_url) as operator:
        with quiet_city.home.held():
            for _ in range(201):
                await quiet_city.phone("Bao").types("你好")
            await asyncio.sleep(0.2)
            await house.registration._look()
            found = await until_wrong(operator, "more than 200 updates wait at Telegram")
        assert found["telegram"]["pending"] == 201


async def test_a_reply_that_waits_too_long_is_seen(city: City, operator: Caller, ana: Phone) -> None:
    city.playground.faults.always("sendMessage", ServerError(502))
    await owe(city, parcel(city, ana.person.id))
    await settled(city, but=("retry",))
    async with city._house.database.writing() as session, session.begin():
        late = Delivery(
            id=1, chat_id=ana.person.id, lane=Lane.REPLY, kind="reply", method="sendMessage", body="{}", state="queued",
            owed_at=machine_now(), expires_at=machine_now(), due_at=machine_now().replace(year=2026, month=1),
        )  # fmt: skip
        session.add(late)
        await session.flush()
    await until_wrong(operator, "somebody has waited for more than 60 seconds")


async def test_an_update_that_waits_for_its_commit_is_seen(city: City, operator: Caller, ana: Phone) -> None:
    with city.home.held():
        await ana.types("你好")
        await asyncio.sleep(1)
        _, found = await health(operator)
        assert found["oldest_waiting_seconds"]["update"] >= 0.5
        for arrival in city._house.intake._at_work.values():
            arrival.came_at -= 60
        await until_wrong(operator, "somebody has waited")


async def test_a_loop_that_died_is_seen(city: City, operator: Caller) -> None:
    city._house.timetable._scheduler.shutdown(wait=False)
    city._house.timetable._ticked_at -= 61
    await until_wrong(operator, "the timetable has died")


async def test_a_courier_that_is_nowhere_is_seen(city: City, operator: Caller) -> None:
    [courier] = [loop for loop in city._house.loops if loop.get_name() == "the courier"]
    for lease in [task for task in asyncio.all_tasks() if "_keep_lease" in repr(task.get_coro())]:
        lease.cancel()
    await asyncio.sleep(0)
    await city._house.courier._lease.give_up()
    await until_wrong(operator, "no process is the courier")
    assert not courier.done()


async def test_what_happened_is_counted(city: City, operator: Caller, ana: Phone, bao: Phone) -> None:
    await city.has(station("红旗路"), station("蓝天路"))
    for phone in (ana, bao):
        await phone.shares_location()
        await phone.reads()
    city.playground.resend(ana.last_update_id or 0)
    city.playground.push_update({"message": {"message_id": "five"}})
    await asyncio.sleep(0.5)
    assert await count(operator, 'nuanyi_updates_total{outcome="handled"}') == 2
    assert await count(operator, 'nuanyi_updates_total{outcome="repeated"}') == 1
    assert await count(operator, 'nuanyi_updates_total{outcome="died"}') == 1
    assert await count(operator, 'nuanyi_deliveries_total{state="sent"}') == 2
    assert await count(operator, 'nuanyi_answer_seconds_bucket{le="1.0"}') == 2
    assert await count(operator, 'nuanyi_stations{are="listed"}') == 2
    assert await count(operator, "nuanyi_is_courier") == 1
    assert await count(operator, 'nuanyi_waiting{lane="bulk"}') == 0


async def test_no_page_tells_a_secret_or_of_a_person(quiet_city: City) -> None:
    by_webhook(quiet_city)
    async with quiet_city.at_work(), caller(quiet_city.settings.webhook_url) as operator:
        ana = quiet_city.phone("Zzcanaryname")
        await ana.shares_location()
        await ana.reads()
        pages = [(await operator.reads(page))[1] for page in PAGES]
    place = geohash(Position(*HERE))[:6]
    token = quiet_city.settings.telegram_token.get_secret_value().partition(":")[2]
    for canary in ("Zzcanaryname", str(ana.person.id), SECRET, token, place, "30.27", "/telegram/"):
        assert not any(canary in page for page in pages)


async def test_a_silent_source_of_the_weather_makes_the_light_red_and_is_counted(quiet_city: City) -> None:
    settings = {"weather": "cap", "weather_url": "file:///no/such/file.xml"}
    quiet_city.settings = quiet_city.settings.model_copy(update=settings)
    async with quiet_city.at_work() as house, caller(house.door.url) as operator:
        assert house.weather is not None
        [ear] = house.weather._ears
        ear.turns.failed("", 0.0, None)
        ear.heard -= 7_200
        found = await until_wrong(operator, "the weather source cap has not answered for an hour")
        assert found["weather_silent_seconds"]["cap"] >= 7_200
        assert await count(operator, "nuanyi_weather_silent_seconds") >= 7_200

"""The webhook: what Telegram brings is taken once and answered; what anybody else brings is turned away."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.build import build
from bot.registration import ALLOWED
from bot.webhook import COMMIT_SECONDS, HEADER, READ_SECONDS, Webhook, path_of
from playground.phones.phone import Phone
from services.errors import StateFault
from tests.bot.calling import SECRET, Caller, by_webhook, caller, said
from tests.bot.test_intake import STRANGE, letters, taken, until_taken
from tests.city import City, station
from tests.homes import stores_nothing


@pytest.fixture
async def city(quiet_city: City) -> AsyncIterator[City]:
    """A city whose bot is brought its updates."""
    async with by_webhook(quiet_city).at_work():
        yield quiet_city


@pytest.fixture
async def telegram(city: City) -> AsyncIterator[Caller]:
    """Somebody who knows the way and the secret."""
    async with caller(city.settings.webhook_url) as somebody:
        yield somebody


async def messages(city: City, number: int) -> int:
    """How many messages went out, once there are so many."""
    async with asyncio.timeout(20):
        while sum(city.playground.ledger.messages_per_chat().values()) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    return sum(city.playground.ledger.messages_per_chat().values())


# --- what Telegram brings ----------------------------------------------------------------------------


async def test_a_location_that_telegram_brings_is_answered(city: City, ana: Phone) -> None:
    await city.has(station("红旗路"))
    await ana.shares_location()
    assert "红旗路" in await ana.reads()


async def test_telegram_is_told_what_to_bring_where_and_drops_nothing(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    await ana.shares_location()
    async with by_webhook(quiet_city).at_work():
        assert await ana.reads()
    [call] = quiet_city.playground.ledger.of("setWebhook")
    assert call.parameters == {
        "url": quiet_city.settings.webhook_url + path_of(SECRET),
        "secret_token": SECRET,
        "allowed_updates": ALLOWED,
        "max_connections": 100,
    }


async def test_a_person_is_answered_in_the_order_of_their_messages(city: City, ana: Phone) -> None:
    for number in range(4):
        await ana.types(f"第{number}句")
    await messages(city, 4)
    told = [call.parameters["text"] for call in city.playground.ledger.messages_to(ana.person.id)]
    assert [next(n for n in range(4) if f"第{n}句" in one) for one in told] == [0, 1, 2, 3]


async def test_the_same_update_brought_many_times_at_once_acts_once(city: City, ana: Phone, telegram: Caller) -> None:
    statuses = await asyncio.gather(*(telegram.brings(said(ana, 77)) for _ in range(50)))
    assert set(statuses) == {200}
    assert await messages(city, 1) == 1
    assert len(await city.deliveries()) == 1


async def test_what_was_said_while_the_bot_was_away_is_answered_in_order(quiet_city: City) -> None:
    people = [quiet_city.phone("Ana") for _ in range(20)]
    async with by_webhook(quiet_city).at_work():
        pass
    for number in range(3):
        for person in people:
            await person.types(f"第{number}句")
    quiet_city.clock.goes_on(hours=10)
    async with quiet_city.at_work():
        assert await messages(quiet_city, 60) == 60
    for person in people:
        told = [call.parameters["text"] for call in quiet_city.playground.ledger.messages_to(person.person.id)]
        assert [next(n for n in range(3) if f"第{n}句" in one) for one in told] == [0, 1, 2]


async def test_a_press_from_before_an_outage_is_done_though_it_cannot_be_answered(city: City, ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    city.playground.settings.press_seconds = -1
    await ana.taps_on(ana.last_card, ana.last_card.buttons[0][0])
    await ana.reads()
    assert await letters(city) == []


async def test_after_a_restart_what_is_brought_again_is_known(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    for _ in range(2):
        async with by_webhook(quiet_city).at_work(), caller(quiet_city.settings.webhook_url) as telegram:
            assert await telegram.brings(said(ana, 77)) == 200
            assert await messages(quiet_city, 1) == 1


@pytest.mark.parametrize("strange", STRANGE, ids=lambda strange: ascii(strange)[:60])
async def test_no_update_however_strange_comes_twice_or_stops_the_bot(
    city: City, ana: Phone, telegram: Caller, strange: dict[str, Any]
) -> None:
    body = json.dumps({"update_id": 5} | strange).encode()
    assert await telegram.brings(body) == 200
    assert await telegram.brings(said(ana, 6)) == 200
    assert await ana.reads()


async def test_a_forged_press_breaks_nothing(city: City, ana: Phone, telegram: Caller) -> None:
    await ana.types("/start")
    await ana.reads()
    for number, data in enumerate(("", "x" * 5000, "near:zzzz:9", "setup:", "\x00", "go:1:2:3", None, 5, {"a": 1})):
        card = {"message_id": 1, "date": 1, "chat": ana.chat.face}
        press = {"id": str(number), "from": ana.person.account, "chat_instance": "1", "data": data, "message": card}
        assert await telegram.brings({"update_id": 100 + number, "callback_query": press}) == 200
    await ana.shares_location()
    await ana.reads(timeout=10)


# --- what others bring -------------------------------------------------------------------------------

FORGED: dict[str, dict[str, Any]] = {
    "no secret": {"secret": None, "status": 403},
    "an empty secret": {"secret": "", "status": 403},
    "a wrong secret": {"secret": SECRET[:-1] + "8", "status": 403},
    "a longer secret": {"secret": SECRET + "0", "status": 403},
    "a secret that is no English": {"secret": "暖驿" * 20, "status": 403},
    "the path of another secret": {"path": path_of(SECRET + "0"), "status": 404},
    "the secret as the path": {"path": f"/telegram/{SECRET}", "status": 404},
    "no path": {"path": "/telegram/", "status": 404},
    "a GET": {"method": "GET", "status": 405},
    "a PUT": {"method": "PUT", "status": 405},
    "a huge body": {"body": b'{"update_id": 7, "x": "' + b"x" * 2**20 + b'"}', "status": 413},
    "a huge body without the secret": {"body": b"x" * 2**21, "secret": None, "status": 403},
}


@stores_nothing
@pytest.mark.parametrize("name", FORGED)
async def test_what_is_forged_is_turned_away_and_leaves_nothing(
    city: City, ana: Phone, telegram: Caller, name: str
) -> None:
    how = dict(FORGED[name])
    status, body = how.pop("status"), how.pop("body", None) or said(ana, 7)
    assert await telegram.brings(body, **how) == status
    assert await telegram.brings(said(ana, 8)) == 200
    assert await taken(city) == 1


def _nested(depth: int) -> bytes:
    return b'{"update_id": 7, "message": ' + b"[" * depth + b"]" * depth + b"}"


BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "half of it": b'{"update_id": 7, "mess',
    "no text at all": b"\xff\xfe\x00\x01",
    "a list": b"[]",
    "a word": b'"update_id"',
    "nothing in it": b"{}",
    "a number of words": b'{"update_id": "7"}',
    "no number": b'{"update_id": null}',
    "a truth": b'{"update_id": true}',
    "a part of one": b'{"update_id": 7.5}',
    "an endless number": b'{"update_id": Infinity}',
    "too large a number": b'{"update_id": 1' + b"0" * 30 + b"}",
    "a number nobody can read": b'{"update_id": 1' + b"0" * 9000 + b"}",
    "too small a number": b'{"update_id": -1' + b"0" * 30 + b"}",
    "deep as the sea": _nested(400_000),
    "a bomb": gzip.compress(b'{"update_id": 7, "x": "' + b"0" * 50_000_000 + b'"}'),
}


@stores_nothing
@pytest.mark.parametrize("name", BROKEN)
async def test_what_is_no_update_is_passed_over_so_that_it_does_not_come_for_a_day(
    city: City, ana: Phone, telegram: Caller, name: str
) -> None:
    headers = {"Content-Encoding": "gzip"} if name == "a bomb" else {}
    assert await telegram.brings(BROKEN[name], headers=headers) == 200
    assert await telegram.brings(said(ana, 8)) == 200
    assert await taken(city) == 1


@pytest.mark.parametrize("depth", [100, 300, 450, 600, 900, 990])
async def test_an_update_too_deep_for_somebody_kills_nobody(
    city: City, ana: Phone, telegram: Caller, depth: int
) -> None:
    assert await telegram.brings(_nested(depth)) == 200
    assert await telegram.brings(said(ana, 8)) == 200
    assert await ana.reads()


async def test_the_kind_of_content_is_of_no_matter(city: City, ana: Phone, telegram: Caller) -> None:
    body = json.dumps(said(ana, 7)).encode()
    assert await telegram.brings(body, headers={"Content-Type": "text/plain"}) == 200
    assert await ana.reads()


def test_the_path_tells_nothing_of_the_secret() -> None:
    assert path_of(SECRET) == path_of(SECRET)
    assert path_of(SECRET) != path_of(SECRET + "0")
    hidden = path_of(SECRET).removeprefix("/telegram/")
    assert not any(SECRET[at : at + 6] in hidden for at in range(len(SECRET) - 5))
    assert len(hidden) == 40


# --- crowds and slow ones ----------------------------------------------------------------------------


@stores_nothing
async def test_a_crowd_that_says_nothing_keeps_nobody_out(city: City, ana: Phone, telegram: Caller) -> None:
    port = city.settings.http_port
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(400)]
    for _, writer in lines[-200:]:
        writer.write(b"POST /telegram/ HTTP/1.1\r\nHost: x\r\n")  # and no more
    await city.has(station("红旗路"))
    begun = time.monotonic()
    await ana.shares_location()
    assert "红旗路" in await ana.reads()
    assert time.monotonic() - begun < 2
    assert await telegram.brings(said(ana, 8)) == 200
    for _, writer in lines:
        writer.close()


@pytest.mark.slow
@stores_nothing
async def test_whose_words_drip_in_is_hung_up_on_and_nobody_waits_for_them(city: City, ana: Phone) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", city.settings.http_port)
    head = f"POST {path_of(SECRET)} HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 90\r\n\r\n"
    writer.write(head.encode() + b'{"update_id": 7')
    await ana.types("你好")
    assert "你好" in await ana.reads()
    async with asyncio.timeout(READ_SECONDS + 5):
        assert b"408" in await reader.readline()
        while await reader.read(1000):
            pass
    writer.close()


async def test_a_database_that_is_too_slow_has_telegram_come_again_and_acts_once(
    city: City, ana: Phone, telegram: Caller
) -> None:
    webhook = city._house.source
    assert isinstance(webhook, Webhook)
    with city.home.held():
        post = asyncio.create_task(telegram.brings(said(ana, 7)))
        while not webhook._waiting:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        for commit in webhook._waiting:
            webhook._waiting[commit] -= COMMIT_SECONDS
        assert await asyncio.wait_for(post, 3) == 503
    while await telegram.brings(said(ana, 7)) != 200:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    assert await messages(city, 1) == 1


@stores_nothing
async def test_a_stranger_is_hung_up_on_and_telegram_keeps_its_line(city: City, ana: Phone, telegram: Caller) -> None:
    await telegram.brings(said(ana, 7))
    lines = city._house.door._lines
    assert lines is not None
    await asyncio.sleep(0.05)
    known = [line for line in lines.connections if line not in lines.strangers]
    assert len(known) >= 1
    assert await telegram.brings(said(ana, 8), secret="wrong" * 8) == 403
    assert await telegram.brings(said(ana, 8), path="/nowhere") == 404
    await asyncio.sleep(0.05)
    assert not lines.strangers


# --- the database on a bad day -----------------------------------------------------------------------


async def test_while_the_database_refuses_telegram_keeps_everything_and_then_all_arrives(
    city: City, telegram: Caller
) -> None:
    people = [city.phone("Ana") for _ in range(12)]
    with city.home.held():
        for person in people:
            await person.shares_location()
        assert await telegram.brings(said(people[0], 5)) == 503
        assert telegram.retry_after
        for person in people:
            await person.types("再说一次")
    while await telegram.brings(said(people[0], 5)) != 200:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    for person in people:
        assert await person.reads(timeout=20)
    await until_taken(city, 25)
    assert await messages(city, 25) == 25
    assert await letters(city) == []


# --- the registration --------------------------------------------------------------------------------


async def test_who_changed_where_telegram_brings_updates_is_found_out(quiet_city: City) -> None:
    playground = quiet_city.playground
    ana = quiet_city.phone("Ana")
    async with by_webhook(quiet_city).at_work() as house, caller(playground.url) as thief:
        registration = house.registration
        for theft in (
            {"url": "http://127.0.0.1:9/elsewhere"},
            {"url": registration._url, "secret_token": "wrong" * 8, "allowed_updates": ALLOWED, "max_connections": 100},
            {"url": registration._url, "secret_token": SECRET, "allowed_updates": ["message"], "max_connections": 100},
            {"url": registration._url, "secret_token": SECRET, "allowed_updates": ALLOWED, "max_connections": 1},
            {"url": ""},
        ):
            before = len(playground.ledger.of("setWebhook"))
            await thief.brings(theft, path=f"/bot{playground.token}/setWebhook")
            await ana.types("你好")
            await asyncio.sleep(0.1)
            await registration._look()
            assert len(playground.ledger.of("setWebhook")) == before + 2, theft
            assert "你好" in await ana.reads()
        before = len(playground.ledger.of("setWebhook"))
        await registration._look()
        assert len(playground.ledger.of("setWebhook")) == before


async def test_who_fetches_updates_takes_a_webhook_off_and_drops_nothing(quiet_city: City) -> None:
    playground, ana = quiet_city.playground, quiet_city.phone("Ana")
    async with caller(playground.url) as somebody:
        await somebody.brings({"url": "http://127.0.0.1:9/elsewhere"}, path=f"/bot{playground.token}/setWebhook")
    await ana.types("你好")
    async with quiet_city.at_work():
        assert "你好" in await ana.reads()
    [call] = playground.ledger.of("deleteWebhook")
    assert call.parameters == {}


async def test_without_a_secret_there_is_no_webhook(quiet_city: City) -> None:
    nobody = type(quiet_city.settings.webhook_secret)("")
    settings = by_webhook(quiet_city, webhook_secret=nobody).settings
    with pytest.raises(StateFault, match="NUANYI_WEBHOOK_SECRET is not set"):
        async with build(settings):
            pass


async def test_an_address_that_telegram_does_not_take_is_one_line(quiet_city: City) -> None:
    by_webhook(quiet_city, webhook_url="https://example.org:8080")
    with pytest.raises(BaseExceptionGroup) as raised:
        async with build(quiet_city.settings, quiet_city.clock) as house:
            await house.run()
    assert raised.group_contains(StateFault, match="does not take NUANYI_WEBHOOK_URL: 400 Bad Request: bad webhook")

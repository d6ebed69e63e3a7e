"""Updates: what waits for the bot, and how it is handed out."""

import asyncio
import time

from playground import Phone, Playground
from playground.memory.updates import Updates, first_id
from tests.playground.calling import Bot


async def test_an_update_comes_again_until_it_is_confirmed(bot: Bot, ana: Phone) -> None:
    for text in ("one", "two", "three"):
        await ana.types(text)
    first = await bot.does("getUpdates", limit=2)
    assert await bot.does("getUpdates", limit=2) == first
    [third] = await bot.does("getUpdates", offset=first[-1]["update_id"] + 1)
    assert third["message"]["text"] == "three"
    assert await bot.does("getUpdates", offset=third["update_id"] + 1) == []


async def test_ids_are_consecutive_and_begin_above_those_of_an_earlier_run(bot: Bot, ana: Phone) -> None:
    for text in ("one", "two"):
        await ana.types(text)
    one, two = await bot.does("getUpdates")
    assert two["update_id"] == one["update_id"] + 1
    assert time.time() * 1000 - 60_000 < one["update_id"] <= first_id()


async def test_a_negative_offset_keeps_the_newest(bot: Bot, ana: Phone) -> None:
    for text in ("one", "two", "three"):
        await ana.types(text)
    assert [update["message"]["text"] for update in await bot.does("getUpdates", offset=-2)] == ["two", "three"]
    assert len(await bot.does("getUpdates")) == 2


async def test_a_long_poll_ends_when_something_comes(bot: Bot, ana: Phone) -> None:
    begun = time.monotonic()
    poll = asyncio.create_task(bot.does("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    await ana.types("hello")
    assert len(await poll) == 1
    assert time.monotonic() - begun < 5


async def test_a_long_poll_ends_empty_when_its_time_is_over(bot: Bot) -> None:
    begun = time.monotonic()
    assert await bot.does("getUpdates", timeout=1) == []
    assert time.monotonic() - begun >= 0.9


async def test_a_second_poll_ends_the_first(bot: Bot, ana: Phone) -> None:
    older = asyncio.create_task(bot.calls("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(bot.does("getUpdates", timeout=10))
    answer = await older
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    await ana.types("hello")
    assert len(await newer) == 1


async def test_the_bot_hears_only_what_it_asked_for(bot: Bot, ana: Phone) -> None:
    await bot.does("getUpdates", allowed_updates=["message"])
    await ana.blocks_the_bot()
    await ana.types("still here")
    assert len(await bot.does("getUpdates")) == 1


async def test_an_update_can_be_delivered_again_after_it_was_confirmed(
    bot: Bot, playground: Playground, ana: Phone
) -> None:
    await ana.types("hello")
    [update] = await bot.does("getUpdates")
    assert await bot.does("getUpdates", offset=update["update_id"] + 1) == []
    playground.resend(update["update_id"])
    assert await bot.does("getUpdates", offset=update["update_id"] + 1) == [update]
    assert await bot.does("getUpdates", offset=update["update_id"] + 1) == []


async def test_anything_can_be_pushed_as_an_update(bot: Bot, playground: Playground) -> None:
    number = playground.push_update({"telepathy": {"thought": "?"}})
    early = playground.push_update({"update_id": 7, "message": {}})
    assert early == 7
    assert await bot.does("getUpdates") == [
        {"update_id": 7, "message": {}},
        {"update_id": number, "telepathy": {"thought": "?"}},
    ]
    assert len(await bot.does("getUpdates")) == 1


def test_presses_die_before_messages() -> None:
    updates = Updates(press_seconds=-1)
    updates.add("callback_query", {})
    updates.add("message", {})
    assert [list(update)[1] for update in updates.take(100)] == ["message"]


def test_presses_die_however_many_wait() -> None:
    updates = Updates(press_seconds=-1)
    for _ in range(300):
        updates.add("callback_query", {})
        updates.add("message", {})
    assert {list(update)[1] for update in updates.take(100)} == {"message"}


def test_thousands_are_confirmed_at_once() -> None:
    updates = Updates(next_id=1)
    for _ in range(5000):
        updates.add("message", {})
    updates.confirm(4001)
    assert len(updates) == 1000
    assert updates.take(1)[0]["update_id"] == 4001

"""The world's wire: one picture of everything that is not on a phone, anew at each change."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientWebSocketResponse

from playground import Phone, Playground
from tests.playground.calling import Bot
from tests.playground.watching import picture


@pytest.fixture
async def world(bot: Bot, ana: Phone) -> AsyncIterator[ClientWebSocketResponse]:
    """The wire, with Ana in the world."""
    async with bot.session.ws_connect(f"{bot.url}/page/world") as wire:
        yield wire


async def test_the_world_is_seen_and_each_change_of_it(
    world: ClientWebSocketResponse, bot: Bot, ana: Phone, playground: Playground
) -> None:
    first = await picture(world)
    assert first["people"] == [{"id": ana.person.id, "name": "Ana", "is_blocking": False}]
    assert (first["weather"], first["groups"], first["calls"]) == ({"celsius": 31.0}, [], [])
    await bot.orders("weather", celsius=38)
    assert (await picture(world))["weather"] == {"celsius": 38.0}
    await bot.orders("bad_day", slow=True)
    assert (await picture(world))["bad_day"] == {"too_many": False, "broken": False, "slow": True, "lost": False}
    await bot.orders("clock", now="2026-11-27T06:20:00+08:00", speed=60)
    clock = (await picture(world))["clock"]
    assert (clock["now"][:14], clock["speed"]) == ("2026-11-26T22:", 60.0)
    await ana.blocks_the_bot()
    assert (await picture(world))["people"][0]["is_blocking"]
    group = playground.group("工会值班", [ana.person])
    assert (await picture(world))["groups"] == [{"id": group.id, "title": "工会值班", "members": [ana.person.id]}]
    playground.state.draw({"type": "FeatureCollection", "name": "x", "features": []})
    assert (await picture(world))["map_number"] == 1


async def test_a_clock_that_only_runs_on_is_no_news(world: ClientWebSocketResponse) -> None:
    await picture(world)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await picture(world)


async def test_a_rush_is_seen_at_most_four_times_a_second(world: ClientWebSocketResponse, bot: Bot, ana: Phone) -> None:
    seen = [await picture(world)]

    async def look() -> None:
        while True:
            seen.append(await picture(world))

    looking = asyncio.create_task(look())
    for _ in range(100):
        await bot.calls("sendChatAction", chat_id=ana.person.id, action="typing")
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)
    looking.cancel()
    assert 3 <= len(seen) <= 14
    assert [call["number"] for call in seen[-1]["calls"]] == [*range(61, 101)]


async def test_a_call_is_seen_with_its_verdict_and_what_became_of_it(
    world: ClientWebSocketResponse, bot: Bot, ana: Phone
) -> None:
    await bot.does("getUpdates")
    await bot.does("sendMessage", chat_id=ana.person.id, text="<b>最近</b> &lt;3" + "x" * 80, parse_mode="HTML")
    await bot.calls("sendMessage", chat_id=ana.person.id, text="hello", colour="red")
    await bot.calls("sendMessage", chat_id=[7], text={"not": "text"})
    await bot.calls("sendMessage", chat_id=7, text="hello")
    seen = await picture(world)
    while len(seen["calls"]) < 4:
        seen = await picture(world)
    said, unknown, wrong, nobody = seen["calls"]
    assert (said["number"], said["method"], said["who"]) == (1, "sendMessage", "Ana")
    assert (said["outcome"], said["took_effect"], said["verdict"]) == ("ok", True, [])
    assert said["says"] == "最近 <3" + "x" * 55
    assert unknown["verdict"] == ["colour: unknown"]
    assert (wrong["who"], wrong["chat_id"], wrong["says"], wrong["took_effect"]) == ("", None, "", False)
    assert nobody["outcome"] == "400 Bad Request: chat not found"


async def test_neither_token_nor_secret_nor_the_bytes_of_a_file_are_in_the_picture(
    world: ClientWebSocketResponse, bot: Bot, ana: Phone
) -> None:
    photo = (await ana.sends_photo()).data["photo"][-1]["file_id"]
    await bot.does("setWebhook", url="http://127.0.0.1:9/telegram/hidden", secret_token="0123456789")
    await bot.does("sendPhoto", chat_id=ana.person.id, photo=photo, caption="here")
    seen = await picture(world)
    while len(seen["calls"]) < 2:
        seen = await picture(world)
    text = json.dumps(seen)
    assert [call["says"] for call in seen["calls"]] == ["", "here"]
    for secret in (bot.token, bot.token.partition(":")[2], "hidden", "0123456789", photo):
        assert secret not in text


async def test_a_page_of_elsewhere_does_not_see_the_world(bot: Bot) -> None:
    headers = {"Origin": "http://elsewhere.example"}
    async with bot.session.get(f"{bot.url}/page/world", headers=headers) as response:
        assert response.status == 403

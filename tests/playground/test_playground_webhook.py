"""Webhook: updates are brought to the bot until it takes them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from playground import Phone, Playground
from playground.memory.webhook import HEADER
from tests.answering import listening
from tests.playground.calling import Bot


@dataclass
class House:
    """The bot's own address: takes updates, or turns them away while its door is shut."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    seconds: float = 0.0
    taken: list[dict[str, Any]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    inside: int = 0
    most_inside: int = 0

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Take an update or turn it away."""
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        await asyncio.sleep(self.seconds)
        self.inside -= 1
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.secrets.add(request.headers.get(HEADER))
            self.taken.append(await request.json())
        return web.Response(status=status)

    @property
    def texts(self) -> list[str]:
        """What was said, in the order in which it was taken."""
        return [update["message"]["text"] for update in self.taken]


@pytest.fixture
async def house(playground: Playground) -> AsyncIterator[House]:
    playground.settings.webhook_pause = 0.02
    house = House()
    async with listening(house.answer) as address:
        house.url = f"{address}/telegram"
        yield house
        await playground.stop()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - a condition has no bell
            await asyncio.sleep(0.01)


async def test_updates_are_brought_with_the_secret(bot: Bot, house: House, ana: Phone) -> None:
    await ana.types("before")
    await bot.does("setWebhook", url=house.url, secret_token="knock-knock")
    await ana.types("after")
    await until(lambda: house.texts == ["before", "after"])
    assert house.secrets == {"knock-knock"}


async def test_an_update_is_brought_again_until_it_is_taken(bot: Bot, house: House, ana: Phone) -> None:
    house.statuses = [500, 503]
    await bot.does("setWebhook", url=house.url)
    for text in ("one", "two"):
        await ana.types(text)
    await until(lambda: house.texts == ["one", "two"])
    info = await bot.does("getWebhookInfo")
    assert info["pending_update_count"] == 0
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")


async def test_one_chat_waits_for_itself_and_for_nobody_else(
    bot: Bot, playground: Playground, house: House, ana: Phone
) -> None:
    house.seconds = 0.05
    bao = playground.phone(first_name="Bao")
    await bot.does("setWebhook", url=house.url)
    for text in ("1", "2", "3"):
        await ana.types(text)
        await bao.types(text)
    await until(lambda: len(house.taken) == 6)
    assert house.most_inside == 2
    assert [text for text in house.texts if text in "123"] == sorted(house.texts)


async def test_no_more_come_at_once_than_the_bot_allows(bot: Bot, playground: Playground, house: House) -> None:
    house.seconds = 0.02
    await bot.does("setWebhook", url=house.url, max_connections=2)
    for _ in range(8):
        await playground.phone().types("hello")
    await until(lambda: len(house.taken) == 8)
    assert house.most_inside == 2


async def test_what_was_not_taken_waits_for_get_updates(bot: Bot, house: House, ana: Phone) -> None:
    house.statuses = [500] * 1000
    await bot.does("setWebhook", url=house.url)
    await ana.types("hello")
    await until(lambda: len(house.statuses) < 1000)
    assert (await bot.calls("getUpdates"))["error_code"] == 409
    await bot.does("deleteWebhook")
    [update] = await bot.does("getUpdates")
    assert update["message"]["text"] == "hello"


async def test_what_waits_can_be_dropped(bot: Bot, ana: Phone) -> None:
    await ana.types("hello")
    await bot.does("deleteWebhook", drop_pending_updates=True)
    assert await bot.does("getUpdates") == []


async def test_a_poll_that_waits_is_ended_by_a_webhook(bot: Bot, house: House) -> None:
    poll = asyncio.create_task(bot.calls("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    await bot.does("setWebhook", url=house.url)
    assert (await poll)["error_code"] == 409


async def test_a_webhook_out_in_the_world_must_be_encrypted(bot: Bot) -> None:
    refused = await bot.is_refused("setWebhook", url="http://example.com/telegram")
    assert refused == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    refused = await bot.is_refused("setWebhook", url="https://example.com:8080/telegram")
    assert refused == "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"


async def test_a_secret_is_made_of_letters_and_digits(bot: Bot) -> None:
    refused = await bot.is_refused("setWebhook", url="https://example.com/telegram", secret_token="open sesame")
    assert refused == "Bad Request: secret token contains unallowed characters"


async def test_a_house_that_is_not_there_is_tried_again(bot: Bot, playground: Playground, ana: Phone) -> None:
    await bot.does("setWebhook", url="http://127.0.0.1:9/telegram")
    await ana.types("hello")
    state = playground.state
    await until(lambda: state.webhook is not None and "last_error_message" in state.webhook.info())
    assert (await bot.does("getWebhookInfo"))["pending_update_count"] == 1


async def test_two_processes_that_set_it_at_once_lose_nothing(playground: Playground, bot: Bot) -> None:
    ana = playground.phone(first_name="Ana")
    nobody = {"url": "http://127.0.0.1:9/nowhere"}
    for number in range(30):
        await ana.types(f"{number}")
        async with asyncio.timeout(5):
            await asyncio.gather(*(bot.does("setWebhook", **nobody) for _ in range(2)))
    await bot.does("deleteWebhook")
    assert len(await bot.does("getUpdates")) == 30

"""Faults: the bad day, as the bot meets it."""

import asyncio
import time

import pytest
from aiohttp import ClientError

from playground import (
    BadRequest,
    CutAfter,
    CutBefore,
    Fault,
    Faults,
    Forbidden,
    Hang,
    Migrated,
    Phone,
    Playground,
    ServerError,
    Slow,
    TooManyRequests,
    Unauthorized,
)
from playground.rules.faults import fault_from
from tests.playground.calling import Bot


@pytest.mark.parametrize(
    ("fault", "code", "description"),
    [
        (TooManyRequests(35), 429, "Too Many Requests: retry after 35"),
        (ServerError(500), 500, "Internal Server Error"),
        (ServerError(502), 502, "Bad Gateway"),
        (ServerError(504), 504, "Gateway Timeout"),
        (Forbidden(), 403, "Forbidden: bot was blocked by the user"),
        (Forbidden("user is deactivated"), 403, "Forbidden: user is deactivated"),
        (BadRequest("chat not found"), 400, "Bad Request: chat not found"),
        (Migrated(-1001), 400, "Bad Request: group chat was upgraded to a supergroup chat"),
        (Unauthorized(), 401, "Unauthorized"),
    ],
)
async def test_a_fault_strikes_once_and_nothing_is_sent(
    bot: Bot, playground: Playground, ana: Phone, fault: Fault, code: int, description: str
) -> None:
    playground.faults.next("sendMessage", fault)
    answer = await bot.calls("sendMessage", chat_id=ana.person.id, text="x")
    assert (answer["error_code"], answer["description"]) == (code, description)
    assert ana.screen() == []
    await bot.does("sendMessage", chat_id=ana.person.id, text="x")


async def test_a_cut_before_loses_the_message(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.faults.next("sendMessage", CutBefore())
    with pytest.raises(ClientError):
        await bot.calls("sendMessage", chat_id=ana.person.id, text="x")
    assert ana.screen() == []
    assert playground.ledger.messages_to(ana.person.id) == []


async def test_a_cut_after_loses_only_the_answer(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.faults.next("sendMessage", CutAfter())
    with pytest.raises(ClientError):
        await bot.calls("sendMessage", chat_id=ana.person.id, text="x")
    assert await ana.reads() == "x"
    [call] = playground.ledger.messages_to(ana.person.id)
    assert (call.outcome, call.took_effect) == ("CutAfter", True)


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_hanging_call_gets_no_answer(bot: Bot, playground: Playground, ana: Phone, accepted: bool) -> None:
    playground.faults.next("sendMessage", Hang(accepted=accepted, seconds=0.1))
    with pytest.raises(ClientError):
        await bot.calls("sendMessage", chat_id=ana.person.id, text="x")
    assert len(ana.screen()) == accepted


async def test_a_bot_that_gives_up_on_a_hanging_call_leaves_nothing_behind(
    bot: Bot, playground: Playground, ana: Phone
) -> None:
    playground.faults.next("sendMessage", Hang(accepted=True, seconds=60))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.calls("sendMessage", chat_id=ana.person.id, text="x"), 0.1)
    assert len(ana.screen()) == 1


async def test_a_slow_answer_is_an_answer(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.faults.next("sendMessage", Slow(0.1, jitter=0.01))
    begun = time.monotonic()
    await bot.does("sendMessage", chat_id=ana.person.id, text="x")
    assert time.monotonic() - begun >= 0.09


async def test_the_machine_in_front_answers_in_html(bot: Bot, playground: Playground) -> None:
    playground.faults.next(None, ServerError(502, is_html=True))
    async with bot.session.get(f"{bot.url}/bot{bot.token}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")


async def test_every_answer_takes_its_time(bot: Bot, playground: Playground) -> None:
    playground.settings.latency, playground.settings.jitter = 0.05, 0.01
    begun = time.monotonic()
    await bot.does("getMe")
    assert time.monotonic() - begun >= 0.035


async def test_a_fault_can_be_meant_for_one_chat(bot: Bot, playground: Playground, ana: Phone) -> None:
    bao = playground.person(first_name="Bao")
    rule = playground.faults.always("sendMessage", Forbidden(), chat_id=bao.id)
    await bot.does("sendMessage", chat_id=ana.person.id, text="x")
    for _ in range(2):
        await bot.is_refused("sendMessage", chat_id=bao.id, text="x")
    playground.faults.clear()
    await bot.does("sendMessage", chat_id=bao.id, text="x")
    assert rule.struck == 2


def test_a_fault_can_wait_for_the_third_call_and_strike_twice() -> None:
    faults = Faults()
    faults.next("sendMessage", BadRequest(), times=2, after=2)
    struck = [faults.for_call("sendMessage", 1) is not None for _ in range(6)]
    assert struck == [False, False, True, True, False, False]
    assert faults.for_call("getMe", None) is None


def test_chance_is_the_same_with_the_same_seed() -> None:
    def strikes(seed: int) -> list[bool]:
        faults = Faults()
        faults.sometimes(None, ServerError(), 0.3, seed=seed)
        return [faults.for_call("sendMessage", 1) is not None for _ in range(200)]

    assert strikes(1) == strikes(1) != strikes(2)
    assert 30 < sum(strikes(1)) < 90


def test_the_first_rule_that_strikes_decides() -> None:
    faults = Faults()
    faults.next("sendMessage", BadRequest())
    faults.always(None, Unauthorized())
    assert [faults.for_call("sendMessage", 1) for _ in range(2)] == [BadRequest(), Unauthorized()]


def test_a_fault_can_be_told_in_json() -> None:
    assert fault_from({"kind": "Hang", "accepted": False, "seconds": 2}) == Hang(accepted=False, seconds=2)

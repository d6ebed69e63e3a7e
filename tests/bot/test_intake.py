"""Intake: each update acts once, in its order, and none stands in the way of another."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from sqlalchemy import select, text
from telegram import Update
from telegram.ext import MessageHandler, filters

from handlers.context import Context
from models import DeadLetter, ProcessedUpdate
from playground import CutBefore, ServerError, Unauthorized
from playground.phones.phone import Phone
from playground.rules.limits import Limits
from tests.city import City
from tests.handlers.hearing import hears

POISON = "毒"


@pytest.fixture
async def poisoned(quiet_city: City) -> AsyncIterator[City]:
    """A city whose bot has a handler that breaks on one word, after it said something."""

    async def breaks(update: Update, context: Context) -> None:
        context.say("help")
        raise ZeroDivisionError(f"because of {update.effective_message}")

    async with quiet_city.at_work() as house:
        house.intake._application.add_handler(MessageHandler(filters.Text([POISON]), breaks), group=-1)
        yield quiet_city


@pytest.fixture
def ana(playground: Any) -> Phone:
    phone: Phone = playground.phone(first_name="Ana")
    return phone


@pytest.fixture
def bao(playground: Any) -> Phone:
    phone: Phone = playground.phone(first_name="Bao")
    return phone


async def letters(city: City) -> Sequence[DeadLetter]:
    async with city._house.database.reading() as session:
        return (await session.scalars(select(DeadLetter))).all()


async def taken(city: City) -> int:
    async with city._house.database.reading() as session:
        return len((await session.scalars(select(ProcessedUpdate))).all())


async def until_taken(city: City, number: int) -> None:
    async with asyncio.timeout(20):
        while await taken(city) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


# --- once --------------------------------------------------------------------------------------------


async def test_an_update_that_comes_again_does_nothing(city: City, ana: Phone) -> None:
    await ana.shares_location()
    await ana.reads()
    assert ana.last_update_id is not None
    for _ in range(3):
        city.playground.resend(ana.last_update_id)
    await ana.hears_nothing(0.5)
    assert len(await city.deliveries()) == 1


async def test_the_same_update_many_times_at_once_acts_once(city: City, ana: Phone) -> None:
    update = {
        "update_id": 77,
        "message": {
            "message_id": 5, "date": 1, "text": "你好", "from": ana.person.account, "chat": ana.chat.face,
        },
    }  # fmt: skip
    await asyncio.gather(*(city._house.intake.take(update) for _ in range(50)))
    await ana.reads()
    assert len(await city.deliveries()) == 1
    assert await taken(city) == 1


async def test_after_a_restart_an_old_update_is_still_known(quiet_city: City, ana: Phone) -> None:
    async with quiet_city.at_work():
        await ana.shares_location()
        await ana.reads()
    assert ana.last_update_id is not None
    async with quiet_city.at_work():
        quiet_city.playground.resend(ana.last_update_id)
        await ana.hears_nothing(0.5)


# --- order -------------------------------------------------------------------------------------------


async def test_a_person_is_answered_in_the_order_of_their_messages(city: City, ana: Phone) -> None:
    for number in range(3):
        await ana.types(f"第{number}句")
    await asyncio.sleep(0.3)
    await ana.types("第3句")
    async with asyncio.timeout(10):
        while len(city.playground.ledger.messages_to(ana.person.id)) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    said = [call.parameters["text"] for call in city.playground.ledger.messages_to(ana.person.id)]
    assert [next(n for n in range(4) if f"第{n}句" in one) for one in said] == [0, 1, 2, 3]


async def test_what_was_said_while_the_bot_was_away_is_answered_in_order(quiet_city: City) -> None:
    people = [quiet_city.phone("Ana") for _ in range(40)]
    async with quiet_city.at_work():
        pass
    for number in range(3):
        for person in people:
            await person.types(f"第{number}句")
    quiet_city.clock.goes_on(hours=10)
    async with quiet_city.at_work():
        await until_taken(quiet_city, 120)
        async with asyncio.timeout(15):
            while sum(quiet_city.playground.ledger.messages_per_chat().values()) < 120:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    for person in people:
        said = [call.parameters["text"] for call in quiet_city.playground.ledger.messages_to(person.person.id)]
        assert [next(n for n in range(3) if f"第{n}句" in one) for one in said] == [0, 1, 2]
    assert quiet_city.playground.ledger.refusals() == 0


async def test_after_ten_hours_a_hundred_people_go_on_though_their_presses_are_lost(quiet_city: City) -> None:
    quiet_city.playground.limits = Limits("off")
    quiet_city.settings = quiet_city.settings.model_copy(update={"messages_per_second": 1_000.0})
    people = [quiet_city.phone("Ana") for _ in range(100)]
    async with quiet_city.at_work():
        for person in people:
            await person.types("/start")
        await asyncio.gather(*(hears(person, "跑哪一行") for person in people))
    quiet_city.playground.updates.press_seconds = -1  # Telegram keeps a press for 150 seconds
    for number in range(3):
        for person in people:
            await person.taps_on(person.last_card, "外卖")
            await person.types(f"第{number}句")
    quiet_city.clock.goes_on(hours=10)
    quiet_city.playground.ledger.clear()
    async with quiet_city.at_work():
        await until_taken(quiet_city, 400)
        for person in people:
            await person.types("外卖跑腿")
        async with asyncio.timeout(30):
            while not all("怎么走" in person.last_card.text for person in people):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await letters(quiet_city) == []
    for person in people:
        told = [call.parameters["text"] for call in quiet_city.playground.ledger.messages_to(person.person.id)]
        assert [next(n for n in range(3) if f"第{n}句" in one) for one in told[:3]] == [0, 1, 2]


# --- poison ------------------------------------------------------------------------------------------


async def test_a_broken_handler_apologizes_once_and_the_neighbours_notice_nothing(
    poisoned: City, ana: Phone, bao: Phone
) -> None:
    await bao.types("你好")
    await ana.types(POISON)
    await ana.shares_location()
    await bao.shares_location()
    await bao.reads()
    begun = time.monotonic()
    await ana.reads()
    assert time.monotonic() - begun < 2
    await until_taken(poisoned, 4)
    [letter] = await letters(poisoned)
    said = [call.parameters["text"] for call in poisoned.playground.ledger.messages_to(ana.person.id)]
    assert len(said) == 2
    assert str(letter.incident) in said[0]
    assert len(poisoned.playground.ledger.messages_to(bao.person.id)) == 2


async def test_a_dead_letter_is_sealed_and_its_traceback_tells_nothing(poisoned: City, ana: Phone) -> None:
    await ana.types(POISON)
    await ana.reads()
    [letter] = await letters(poisoned)
    assert letter.kind == "message"
    assert json.loads(letter.body or "")["message"]["text"] == POISON
    assert "ZeroDivisionError" in letter.traceback
    assert "breaks" in letter.traceback
    assert POISON not in letter.traceback
    assert not any(POISON.encode() in content for content in poisoned.home.on_the_disk())


async def test_a_dead_letter_does_not_tell_where_somebody_stood(city: City, ana: Phone) -> None:
    somebody = {"id": ana.person.id, "first_name": "Ana", "is_bot": False, "language_code": "zh-hans"}
    broken = {"latitude": "30.271234", "longitude": 120.155678}
    message = {"message_id": 9, "date": 1, "chat": somebody | {"type": "private"}, "from": somebody, "location": broken}
    city.playground.push_update({"message": message}, chat_id=ana.person.id)
    await ana.reads()
    [letter] = await letters(city)
    assert "first_name" in (letter.body or "")
    assert "30.27" not in (letter.body or "")
    assert "120.15" not in (letter.body or "")


async def test_a_poison_update_that_comes_again_is_not_apologized_for_again(poisoned: City, ana: Phone) -> None:
    await ana.types(POISON)
    await ana.reads()
    assert ana.last_update_id is not None
    poisoned.playground.resend(ana.last_update_id)
    await ana.hears_nothing(0.5)
    assert len(await letters(poisoned)) == 1


async def test_a_hundred_poison_updates_among_good_ones_leave_the_good_ones_answered(poisoned: City) -> None:
    sick = [poisoned.phone("Ana") for _ in range(10)]
    well = [poisoned.phone("Bao") for _ in range(10)]
    for one, other in zip(sick, well, strict=True):
        await one.types(POISON)
        await other.types("你好")
    for phone in [*sick, *well]:
        await phone.reads()
    assert len(await letters(poisoned)) == 10


# --- strange updates ---------------------------------------------------------------------------------

CHAT = {"id": 7, "type": "private"}
STRANGE: list[dict[str, Any]] = [
    {"message": {"message_id": "five", "date": "never", "chat": CHAT}},
    {"message": {"message_id": 5, "date": 1}},
    {"message": None},
    {"message": []},
    {"message": "text"},
    {"message": {"message_id": 5, "date": 1, "chat": {"id": "x", "type": "private"}, "text": "a"}},
    {"message": {"message_id": 5, "date": 1, "chat": {"id": 2**70, "type": "private"}, "text": "a"}},
    {"message": {"message_id": 5, "date": 1, "chat": {"id": 1.5, "type": "private"}, "text": "a"}},
    {"message": {"message_id": 5, "date": 1, "chat": CHAT, "from": {"id": [], "is_bot": 0, "first_name": 1}}},
    {"message": {"message_id": 5, "date": 10**30, "chat": CHAT, "text": "a"}},
    {"message": {"message_id": 5, "date": 1, "chat": CHAT, "location": {"latitude": "north", "longitude": None}}},
    {"message": {"message_id": 5, "date": 1, "chat": CHAT, "media_group_id": {"a": 1}, "photo": []}},
    {"message": {"message_id": 5, "date": 1, "chat": CHAT, "text": "\ud83d\x00"}},
    {"callback_query": {"id": 5, "from": {"id": 7, "is_bot": False, "first_name": "Ana"}, "data": "x" * 5000}},
    {"callback_query": {"id": "5", "from": None}},
    {"my_chat_member": {"chat": CHAT}},
    {"something_new": {"chat": CHAT, "colour": "blue"}},
    {"\ud83d" * 90: 1},
    {},
]


@pytest.mark.parametrize("strange", STRANGE, ids=lambda strange: ascii(strange)[:60])
async def test_no_update_however_strange_stops_the_bot(city: City, ana: Phone, strange: dict[str, Any]) -> None:
    city.playground.push_update(strange)
    await ana.shares_location()
    assert await ana.reads()
    await until_taken(city, 2)


async def test_mutilated_updates_stop_nothing(city: City, ana: Phone) -> None:
    """Parts of a real update, dropped and changed by chance; the seed is fixed."""
    dice = random.Random(16)
    await ana.shares_location()
    await ana.reads()
    whole = city.playground.updates._history[ana.last_update_id or 0].update["message"]
    for _ in range(300):
        city.playground.push_update({"message": mutilated(json.loads(json.dumps(whole)), dice)})
    await until_taken(city, 301)
    await ana.types("你好")
    await ana.reads(timeout=20)


def mutilated(part: Any, dice: random.Random) -> Any:
    if isinstance(part, dict):
        return {name: mutilated(value, dice) for name, value in part.items() if dice.random() > 0.05}
    return dice.choice([None, -1, "", [], {}, 2**60, "𝄞", True]) if dice.random() < 0.15 else part


async def test_a_person_with_a_very_long_number_is_a_person(city: City) -> None:
    zoe = city.phone("Ana", id=2**52 - 1)
    await zoe.types("/start")
    assert await zoe.reads()
    assert [delivery.chat_id for delivery in await city.deliveries()] == [2**52 - 1] * 2


@pytest.mark.parametrize("words", ["<3", "</b>", "a & b &lt; c", "tg://user?id=1", "[x](tg://y)", "*_`"])
async def test_whatever_a_person_writes_is_shown_as_they_wrote_it(city: City, words: str) -> None:
    ana = city.phone(words)
    await ana.types(words)
    assert words in await ana.reads()
    assert not [outcome for outcome in city.playground.ledger.outcomes() if outcome.startswith("400")]


async def test_half_a_character_and_a_nought_are_answered_too(city: City, ana: Phone) -> None:
    for words in ("热\ud83d", "冷\x00", "\udc00"):
        await ana.types(words)
        assert await ana.reads()


# --- presses -----------------------------------------------------------------------------------------


async def test_an_answer_to_a_press_that_came_too_late_changes_nothing(city: City, ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    city.playground.settings.press_seconds = -1
    await ana.taps_on(ana.last_card, ana.last_card.buttons[0][0])
    await until_taken(city, 2)
    await ana.reads()
    assert await letters(city) == []


async def test_a_double_tap_and_a_forged_press_break_nothing(city: City, ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    card = ana.last_card
    label = card.buttons[0][0]
    await asyncio.gather(ana.taps_on(card, label), ana.taps_on(card, label))
    for forged in (
        "",
        "x" * 200,
        "near:zzzzzzzzz:9999",
        "go:99999999999999999999:wx4g0",
        "setup:",
        "\x00",
        "occupation:x",
    ):
        await ana.presses_forged(card, forged)
    await until_taken(city, 10)
    await ana.reads()
    await ana.shares_location()
    await ana.reads(timeout=15)
    assert await letters(city) == []


# --- the database and Telegram on a bad day ------------------------------------------------------------


async def test_a_database_that_somebody_else_holds_loses_nothing_and_blames_nobody(city: City, ana: Phone) -> None:
    people = [city.phone("Bao") for _ in range(8)]
    with city.home.held():
        for person in people:
            await person.shares_location()
        await ana.types("你好")
        await asyncio.sleep(7)
        await ana.types("再说一次")
    for person in [*people, ana]:
        assert await person.reads(timeout=20)
    await until_taken(city, 10)
    assert await letters(city) == []
    said = [call.parameters["text"] for call in city.playground.ledger.messages_to(ana.person.id)]
    assert ["你好" in said[0], "再说一次" in said[1]] == [True, True]


async def test_nobody_hears_an_apology_because_the_database_was_busy(city: City, ana: Phone) -> None:
    """An update is its own fault only if the database takes others meanwhile."""
    if city._house.database.is_sqlite:
        async with city._house.database.writing() as session:
            await session.execute(text("pragma busy_timeout=200"))
    with city.home.held():
        await ana.types("你好")
        await asyncio.sleep(3.7)
    assert "你好" in await ana.reads(timeout=10)
    assert await letters(city) == []


@pytest.mark.parametrize("fault", [ServerError(502), ServerError(502, is_html=True), CutBefore(), Unauthorized()])
async def test_updates_go_on_when_telegram_comes_back(city: City, ana: Phone, fault: Any) -> None:
    city.playground.faults.next("getUpdates", fault, times=1)
    await ana.types("你好")
    assert await ana.reads(timeout=10)
    await ana.types("你好")
    assert await ana.reads(timeout=10)

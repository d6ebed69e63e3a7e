"""Steps: what a stranger may try on the page, done on the server."""

import asyncio
from datetime import UTC, datetime, time
from typing import Any

import pytest
from aiohttp import ClientSession

from playground import Phone, Playground
from playground.http.steps import next_moment
from tests.playground.calling import Bot

WORDS = {"zh-Hans": "中午", "en": "Noon"}
BREAKFAST = {"verb": "clock", "order": {"weekday": 5, "at": "06:20+08:00", "speed": 0}}


def step(*actions: dict[str, Any]) -> dict[str, Any]:
    return {"title": WORDS, "look": WORDS, "actions": [*actions]}


def says(phone: Phone, does: str, **given: Any) -> dict[str, Any]:
    """An action of somebody's thumb."""
    return {"verb": "phone", "order": {"person": phone.person.id, "does": does, "with": given}}


async def order(playground: Playground, verb: str, **what: Any) -> tuple[int, Any]:
    """What the playground answers, and with which status."""
    address = f"{playground.url}/playground/{verb}"
    async with ClientSession() as session, session.post(address, json=what) as response:
        return response.status, await response.json()


async def answer_all(playground: Playground) -> None:
    """A bot that says it has heard."""
    async with ClientSession() as session:
        bot = Bot(playground.url, playground.token, session)
        offset = 0
        while True:
            for update in await bot.does("getUpdates", offset=offset, timeout=5):
                offset = update["update_id"] + 1
                await bot.does("sendMessage", chat_id=update["message"]["chat"]["id"], text="好")


async def test_a_step_turns_the_clock_and_a_person_acts_and_reads_before_they_act_again() -> None:
    async with Playground() as playground:
        ana = playground.phone(first_name="Ana")
        stands = says(ana, "stands_at", latitude=28.0, longitude=120.65)
        offered = {
            "steps": [step(), step(BREAKFAST, stands, says(ana, "types", text="厕所"), says(ana, "shares_location"))]
        }
        assert await order(playground, "steps", **offered) == (200, offered)
        assert await order(playground, "steps") == (200, offered)
        bot = asyncio.create_task(answer_all(playground))
        assert await order(playground, "step", number=1) == (200, {"number": 1})
        bot.cancel()
        assert [card.text for card in ana.screen()] == ["厕所", "好", "28.0, 120.65", "好"]
        friday = datetime.fromtimestamp(ana.screen()[0].data["date"], UTC)
        assert (friday.isoweekday(), friday.hour, friday.minute) == (4, 22, 20), "in the step's zone it is Friday"


async def test_of_a_step_taken_twice_at_once_the_second_begins_when_the_first_is_done() -> None:
    async with Playground(limits="off") as playground:
        ana = playground.phone(first_name="Ana")
        await order(playground, "steps", steps=[step(says(ana, "types", text="一"), says(ana, "types", text="二"))])
        bot = asyncio.create_task(answer_all(playground))
        await asyncio.gather(order(playground, "step", number=0), order(playground, "step", number=0))
        bot.cancel()
        assert [card.text for card in ana.screen() if not card.is_from_bot] == ["一", "二", "一", "二"]


@pytest.mark.parametrize("number", [-1, 1, 99])
async def test_a_step_that_nobody_offers_is_refused_in_one_sentence(number: int) -> None:
    async with Playground() as playground:
        await order(playground, "steps", steps=[step()])
        status, answer = await order(playground, "step", number=number)
        assert (status, answer["description"]) == (400, f"LookupError: there is no step {number}")


@pytest.mark.parametrize(("now", "weekday", "at", "moment"), [
    ("2026-11-22T19:00:00+00:00", 5, "06:20+08:00", "2026-11-27T06:20:00+08:00"),
    ("2026-11-26T22:19:59+00:00", 5, "06:20+08:00", "2026-11-27T06:20:00+08:00"),
    ("2026-11-26T22:20:00+00:00", 5, "06:20+08:00", "2026-12-04T06:20:00+08:00"),
    ("2026-11-22T17:00:00+00:00", 1, "00:30+08:00", "2026-11-30T00:30:00+08:00"),
    ("2026-12-31T20:00:00+00:00", 3, "12:00+00:00", "2027-01-06T12:00:00+00:00"),
], ids=["some days on", "a second on", "now is a week on", "it is tomorrow there", "next year"])  # fmt: skip
def test_the_next_moment_on_a_weekday_is_always_ahead(now: str, weekday: int, at: str, moment: str) -> None:
    assert next_moment(datetime.fromisoformat(now), weekday, time.fromisoformat(at)).isoformat() == moment

"""Surroundings: the hour, the weather and the bad day, turned from outside while a bot is at work."""

import asyncio
import time
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from aiohttp import ClientError

from playground import Phone, Playground
from tests.playground.calling import Bot

FRIDAY = "2026-11-27T06:20:00+08:00"
LATE = datetime.fromisoformat(FRIDAY).timestamp()
ON = {"too_many": True, "broken": True, "slow": True, "lost": True}
OFF = dict.fromkeys(ON, False)


def moment(answer: Any) -> float:
    return datetime.fromisoformat(answer["now"]).timestamp()


async def test_a_clock_that_nobody_turned_shows_the_machine_s_time(bot: Bot) -> None:
    async with bot.session.get(f"{bot.url}/playground/clock") as response:
        answer = await response.json()
    assert moment(answer) == pytest.approx(time.time(), abs=2)
    assert datetime.fromisoformat(answer["now"]).tzinfo
    assert answer["speed"] == 1.0


async def test_every_date_that_the_bot_is_told_is_the_turned_clock_s(bot: Bot, ana: Phone) -> None:
    await bot.orders("clock", now=FRIDAY, speed=0)
    hello = await ana.types("hello")
    await ana.edits(hello, "hi")
    await ana.forwards_location(30.0, 120.0)
    said = await bot.does("sendMessage", chat_id=ana.person.id, text="good morning")
    edited = await bot.does(
        "editMessageText", chat_id=ana.person.id, message_id=said["message_id"], text="good evening"
    )
    await ana.blocks_the_bot()
    typed, changed, passed_on, gone = await bot.does("getUpdates")
    assert typed["message"]["date"] == said["date"] == LATE
    assert changed["edited_message"]["edit_date"] == edited["edit_date"] == LATE
    assert passed_on["message"]["forward_origin"]["date"] == LATE - 60
    assert gone["my_chat_member"]["date"] == LATE


async def test_it_stands_runs_faster_and_goes_back(bot: Bot) -> None:
    await bot.orders("clock", now=FRIDAY, speed=0)
    await asyncio.sleep(0.05)
    assert moment(await bot.orders("clock")) == LATE
    assert (await bot.orders("clock", speed=3600))["speed"] == 3600
    await asyncio.sleep(0.05)
    assert LATE + 180 <= moment(await bot.orders("clock")) < LATE + 3600
    back = await bot.orders("clock", now="2026-07-14T03:00:00+08:00")
    assert (back["now"][:10], back["speed"]) == ("2026-07-13", 3600)


async def test_a_press_is_answered_in_time_however_far_the_clock_was_turned(
    bot: Bot, ana: Phone, playground: Playground
) -> None:
    keys = {"inline_keyboard": [[{"text": "here", "callback_data": "1"}]]}
    await bot.does("sendMessage", chat_id=ana.person.id, text="where?", reply_markup=keys)
    await ana.taps("here")
    await bot.orders("clock", now="2027-11-27T06:20:00+08:00")
    [update] = await bot.does("getUpdates")
    assert await bot.does("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ({"now": "noon"}, "now is a moment from 2020 to 2050 with its zone, such as 2026-11-27T06:20:00+08:00"),
        ({"now": "2026-11-27T06:20:00"}, "now is a moment"),
        ({"now": "2051-11-27T06:20:00Z"}, "now is a moment"),
        ({"now": "0001-01-01T00:00:00+23:00"}, "now is a moment"),
        ({"now": None}, "now is a moment"),
        ({"now": 5, "speed": 1}, "now is a moment"),
        ({"now": FRIDAY, "speed": -1}, "speed is a number from 0 to 86400: 0 stands, 1 is life"),
        ({"now": FRIDAY, "speed": "NaN"}, "speed is a number"),
        ({"now": FRIDAY, "speed": True}, "speed is a number"),
        ({"now": FRIDAY, "hour": 5}, "a clock has no hour: say now, speed"),
    ],
    ids=str,
)
async def test_what_is_no_time_turns_nothing_and_says_what_would_be_one(
    bot: Bot, order: dict[str, Any], says: str
) -> None:
    answer = await bot.orders("clock", **order)
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert answer["description"].startswith(says)
    now = await bot.orders("clock")
    assert moment(now) == pytest.approx(time.time(), abs=2)
    assert now["speed"] == 1.0


async def test_it_becomes_as_hot_as_somebody_says(bot: Bot) -> None:
    assert await bot.orders("weather") == {"celsius": 31.0}
    assert await bot.orders("weather", celsius=38) == {"celsius": 38.0}
    for wrong in (61, -61, "hot", None, "NaN", True):
        answer = await bot.orders("weather", celsius=wrong)
        assert answer["description"] == "celsius is a number from -60 to 60: degrees in the shade"
    async with bot.session.get(f"{bot.url}/playground/weather") as response:
        assert await response.json() == {"celsius": 38.0}


async def sends(bot: Bot, ana: Phone, times: int) -> Counter[str]:
    """So many messages; how often which answer came, or none."""
    answers: Counter[str] = Counter()
    for _ in range(times):
        try:
            answer = await bot.calls("sendMessage", chat_id=ana.person.id, text="hello")
            answers[str(answer.get("error_code", "ok"))] += 1
        except ClientError:
            answers["lost"] += 1
    return answers


@pytest.mark.parametrize(("trouble", "answer"), [("too_many", "429"), ("broken", "500"), ("lost", "lost")])
async def test_on_a_bad_day_some_calls_fail_and_others_get_through_until_it_is_over(
    bot: Bot, ana: Phone, playground: Playground, trouble: str, answer: str
) -> None:
    await bot.orders("settings", limits="off")
    assert await bot.orders("bad_day", **{trouble: True}) == OFF | {trouble: True}
    answers = await sends(bot, ana, 60)
    assert answers.keys() == {"ok", answer}
    assert 5 <= answers[answer] <= 30
    assert len(ana.screen()) == answers["ok"] + answers["lost"], "what got lost is the answer, not the message"
    assert await bot.orders("bad_day", **{trouble: False}) == OFF
    assert await sends(bot, ana, 30) == {"ok": 30}


async def test_on_a_slow_day_every_answer_is_two_seconds_late_but_the_updates(bot: Bot, ana: Phone) -> None:
    await bot.orders("bad_day", slow=True)
    begun = time.monotonic()
    await bot.does("getMe")
    await ana.types("hello")
    assert len(await bot.does("getUpdates")) == 1
    assert time.monotonic() - begun < 1
    await bot.does("sendMessage", chat_id=ana.person.id, text="hello")
    assert 1.9 < time.monotonic() - begun < 4


async def test_troubles_come_together_and_the_slow_one_hides_none(bot: Bot, ana: Phone) -> None:
    await bot.orders("settings", limits="off")
    assert await bot.orders("bad_day", **ON) == ON
    await bot.orders("bad_day", slow=False)
    assert (await sends(bot, ana, 60)).keys() == {"ok", "429", "500", "lost"}
    await bot.orders("bad_day", slow=True)
    answers = await asyncio.gather(*(sends(bot, ana, 1) for _ in range(40)))
    assert {name for answer in answers for name in answer} == {"ok", "429", "500", "lost"}


async def test_the_day_is_the_same_each_time(bot: Bot, ana: Phone) -> None:
    await bot.orders("settings", limits="off")
    await bot.orders("bad_day", broken=True)
    first = [await sends(bot, ana, 1) for _ in range(20)]
    async with Playground() as another:
        other = Bot(another.url, another.token, bot.session)
        await other.orders("settings", limits="off")
        await other.orders("bad_day", broken=True)
        assert [await sends(other, another.phone(), 1) for _ in range(20)] == first


async def test_a_bad_day_leaves_other_faults_alone_and_ends_with_all_of_them(bot: Bot, ana: Phone) -> None:
    await bot.orders("bad_day", broken=True)
    await bot.orders("faults", fault={"kind": "Unauthorized"}, method="getChat")
    await bot.orders("bad_day", broken=False)
    assert (await bot.calls("getChat", chat_id=ana.person.id))["error_code"] == 401
    await bot.orders("bad_day", **ON)
    await bot.orders("faults", clear=True)
    assert await bot.orders("bad_day") == OFF


async def test_what_is_no_trouble_switches_nothing(bot: Bot) -> None:
    answer = await bot.orders("bad_day", slow=True, rainy=True)
    assert answer["description"] == "a bad day has no rainy: say broken, lost, slow, too_many"
    answer = await bot.orders("bad_day", broken=True, slow="very")
    assert answer["description"] == "slow is switched with true or false"
    assert await bot.orders("bad_day") == OFF

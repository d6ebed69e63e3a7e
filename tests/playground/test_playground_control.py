"""Control: another process drives the playground and reads its ledger."""

import asyncio
import signal
import sys
from typing import Any

import pytest

from playground import Phone, Playground
from playground.memory.ledger import Ledger, busiest
from tests.playground.calling import Bot


async def order(bot: Bot, verb: str, **what: Any) -> Any:
    """Tell the playground something and return what it says."""
    async with bot.session.post(f"{bot.url}/playground/{verb}", json=what) as response:
        return await response.json()


async def test_strangers_ask_and_their_waits_are_measured(bot: Bot, playground: Playground) -> None:
    await order(bot, "settings", limits="off")
    await order(bot, "load", count=250, kind="location", lat=30.0, lng=120.0, spread=0.01)
    updates: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        while len(updates) < 250:
            updates += await bot.does("getUpdates", offset=updates[-1]["update_id"] + 1 if updates else 0, timeout=5)
    places = [update["message"]["location"] for update in updates]
    assert all(29.99 <= place["latitude"] <= 30.01 for place in places)
    for update in updates[:200]:
        await bot.does("sendMessage", chat_id=update["message"]["chat"]["id"], text="here")
    await bot.does("sendMessage", chat_id=updates[0]["message"]["chat"]["id"], text="here")
    timing = await order(bot, "timing", rows=True)
    assert (timing["asked"], timing["handed_out"], timing["answered"], timing["answers"]) == (250, 250, 200, 201)
    assert (timing["chats_with_repeats"], timing["most_answers_to_a_chat"]) == (1, 2)
    assert 0 < timing["from_hand_out"]["p50"] <= timing["from_hand_out"]["max"] <= timing["seconds"]
    assert timing["from_queue"]["p50"] >= timing["from_hand_out"]["p50"]
    assert len(timing["rows"]) == 250


async def test_one_person_can_ask_many_times_at_a_rate(bot: Bot) -> None:
    await order(bot, "load", count=5, kind="text", text="/near", rate=100, distinct_chats=False)
    await asyncio.sleep(0.2)
    updates = await bot.does("getUpdates")
    assert {update["message"]["text"] for update in updates} == {"/near"}
    assert len({update["message"]["chat"]["id"] for update in updates}) == 1


async def test_people_act_and_their_screens_are_read(bot: Bot) -> None:
    [ana, bao] = (await order(bot, "people", count=2, first_name="Ana"))["ids"]
    group = (await order(bot, "groups", title="工会值班", members=[ana, bao]))["id"]
    await order(bot, "phone", person=ana, does="stands_at", **{"with": {"latitude": 30.5, "longitude": 120.5}})
    await order(bot, "phone", person=ana, does="shares_location")
    said = await order(bot, "phone", person=bao, chat=group, does="types", **{"with": {"text": "hello"}})
    here, hello = await bot.does("getUpdates")
    assert here["message"]["location"]["latitude"] == 30.5
    assert hello["message"]["chat"]["id"] == group
    assert said["update_id"] == hello["update_id"]
    changed = {"message_id": 1, "text": "hi"}
    await order(bot, "phone", person=bao, chat=group, does="edits", **{"with": changed})
    await bot.does("sendMessage", chat_id=group, text="<b>welcome</b>", parse_mode="HTML")
    screen = await order(bot, "screen", person=ana, chat=group)
    assert [card["text"] for card in screen["cards"]] == ["hi", "welcome"]


async def test_people_work_in_a_topic_from_outside(bot: Bot) -> None:
    [ana] = (await order(bot, "people", first_name="Ana"))["ids"]
    desk = {"person": ana, "chat": (await order(bot, "groups", title="办事群", members=[ana], is_forum=True))["id"]}
    topic = (await order(bot, "phone", **desk, does="opens_topic", **{"with": {"name": "A417"}}))["returned"]
    await order(bot, "phone", **desk, topic=topic, does="types", **{"with": {"text": "谁去看看？"}})
    await order(bot, "phone", **desk, topic=topic, does="replies", **{"with": {"message_id": 2, "text": "我来"}})
    await order(bot, "phone", **desk, does="speaks_as", **{"with": {"whom": "group"}})
    await order(bot, "phone", **desk, does="types", **{"with": {"text": "早"}})
    _, question, answer, hidden = [update["message"] for update in await bot.does("getUpdates")]
    assert question["message_thread_id"] == answer["message_thread_id"] == topic
    assert answer["reply_to_message"]["text"] == "谁去看看？"
    assert (hidden["from"]["id"], "message_thread_id" in hidden) == (1087968824, False)
    screen = await order(bot, "screen", **desk, topic=topic)
    assert [card["text"] for card in screen["cards"]] == ["A417", "谁去看看？", "我来"]
    refused = await order(bot, "phone", **desk, topic=99, does="types", **{"with": {"text": "x"}})
    assert "there is no topic 99" in refused["description"]


async def test_updates_are_pushed_and_resent_from_outside(bot: Bot) -> None:
    number = (await order(bot, "update", update={"nonsense": 1}))["update_id"]
    await bot.does("getUpdates", offset=number + 1)
    await order(bot, "resend", update_id=number)
    assert len(await bot.does("getUpdates", offset=number + 1)) == 1


async def test_the_ledger_is_read_from_outside(bot: Bot, ana: Phone) -> None:
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", loudly=True)
    await bot.is_refused("sendMessage", chat_id=1, text="x")
    ledger = await order(bot, "ledger")
    assert ledger["per_method"] == {"sendMessage": 2}
    assert ledger["outcomes"] == {"ok": 1, "400 Bad Request: chat not found": 1}
    assert ledger["verdicts"] == {"sendMessage loudly: unknown": 1}
    assert (ledger["max_per_second"], ledger["chats_reached"], ledger["max_in_flight"]) == (1, 1, 1)
    calls = await order(bot, "calls", chat_id=ana.person.id)
    assert calls["next"] == 2
    assert [call["parameters"]["text"] for call in calls["calls"]] == ["x"]


async def test_faults_and_settings_are_set_from_outside(bot: Bot, ana: Phone) -> None:
    rule = {"fault": {"kind": "TooManyRequests", "retry_after": 3}, "method": "sendMessage", "times": 1, "seed": 1}
    await order(bot, "faults", **rule)
    answer = await bot.calls("sendMessage", chat_id=ana.person.id, text="x")
    assert answer["parameters"] == {"retry_after": 3}
    await order(bot, "faults", fault={"kind": "Unauthorized"})
    await order(bot, "faults", clear=True)
    await bot.does("sendMessage", chat_id=ana.person.id, text="x")
    assert (await order(bot, "settings", latency=0.01, limits="bucket", per_second=5))["limits"] == "bucket"


async def test_a_reset_forgets_everybody_but_not_the_numbers(bot: Bot, playground: Playground, ana: Phone) -> None:
    await ana.types("x")
    number = playground.updates.next_id
    await order(bot, "reset")
    assert await bot.is_refused("sendMessage", chat_id=ana.person.id, text="x") == "Bad Request: chat not found"
    assert playground.updates.next_id == number
    assert await bot.does("getUpdates") == []


async def test_an_order_that_makes_no_sense_is_refused(bot: Bot) -> None:
    assert (await order(bot, "phone", person=1, does="flies"))["error_code"] == 400
    assert (await order(bot, "phone", person=1, does="types"))["error_code"] == 400
    assert "load" in (await order(bot, "help"))["verbs"]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("people", "[" * 100_000),
        ("people", "[]"),
        ("people", '{"first_name": {"a": 1}}'),
        ("people", '{"count": 1e999}'),
        ("people", '{"count": 1e20}'),
        ("people", '{"id": []}'),
        ("groups", '{"title": 1, "members": [7]}'),
        ("phone", '{"person": 7, "does": "types", "with": {"text": 1}}'),
        ("phone", '{"person": 7, "does": "types", "with": 5}'),
        ("phone", '{"person": 7, "does": "shares_location", "with": {"latitude": NaN}}'),
        ("phone", '{"person": 7, "does": "forwards_location", "with": {"latitude": 1, "longitude": 1, "author": 1}}'),
        ("phone", '{"person": 7, "does": "sends_album", "with": {"count": 9e18}}'),
        ("load", '{"count": "many"}'),
        ("load", '{"count": 1e18}'),
        ("load", '{"count": 1, "hue": 1}'),
        ("faults", '{"fault": {"kind": "Slow", "seconds": "long"}}'),
        ("faults", '{"fault": {"kind": "Slow"}, "times": "x"}'),
        ("faults", '{"fault": {"kind": "Slow"}, "dice": 1}'),
        ("settings", '{"latency": "NaN"}'),
        ("settings", '{"latency": 1e9}'),
        ("settings", '{"__dict__": {}}'),
        ("settings", '{"limits": "window", "per_second": null}'),
        ("step", '{"number": 1e999}'),
    ],
)
async def test_an_order_of_the_wrong_kind_is_refused_in_a_line_and_leaves_nothing_behind(
    bot: Bot, playground: Playground, verb: str, body: str
) -> None:
    ana = playground.phone(id=7)
    address, json = f"{bot.url}/playground/{verb}", {"Content-Type": "application/json"}
    async with bot.session.post(address, data=body, headers=json) as response:
        said = (await response.json())["description"]
    assert (response.status, said.count("\n")) == (400, 0), said
    await bot.does("sendMessage", chat_id=7, text="still here")
    assert [card.text for card in ana.screen()] == ["still here"]
    assert len(playground.state.people) == 1


async def test_a_body_that_cannot_be_read_is_refused_in_a_line(bot: Bot) -> None:
    call = f"{bot.url}/bot{bot.token}/sendPhoto"
    for address, kind, body in (
        (call, "application/json", b"[" * 100_000),
        (call, "multipart/form-data", b"abc"),
        (call, "multipart/form-data; boundary=x", b"abc"),
        (call, "application/x-www-form-urlencoded; charset=klingon", b"a=b"),
        (f"{bot.url}/playground/people", "application/json", b"\xff"),
    ):
        async with bot.session.post(address, data=body, headers={"Content-Type": kind}) as response:
            assert (response.status, (await response.json())["ok"]) == (400, False), body[:9]
    async with bot.session.post(call, data=b"abc", headers={"Content-Encoding": "gzip"}, compress=False) as response:
        assert response.status == 400


def test_the_busiest_window_is_found() -> None:
    assert busiest([0.0, 0.5, 0.9, 1.0, 1.4, 5.0], 1.0) == 4
    assert busiest([], 1.0) == 0


def test_the_ledger_counts_what_was_on_its_way_at_once() -> None:
    ledger = Ledger()
    calls = [ledger.open("sendMessage", number, {}) for number in range(3)]
    for call in calls:
        ledger.close(call)
    assert (ledger.max_in_flight, ledger.in_flight) == (3, 0)


async def test_it_runs_by_itself_and_stops_when_told() -> None:
    command = [sys.executable, "-m", "playground", "--limits", "bucket", "--latency", "0.001"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    assert line.startswith("playground http://127.0.0.1:")
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 5) == 0
    process._transport.close()  # type: ignore[attr-defined]

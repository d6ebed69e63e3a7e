"""People and groups: who may be written to, and what happens when they leave."""

import pytest

from playground import Phone, Playground
from tests.playground.calling import Bot


async def test_a_person_who_blocked_the_bot_is_not_reached(bot: Bot, ana: Phone) -> None:
    await ana.blocks_the_bot()
    refused = await bot.is_refused("sendMessage", chat_id=ana.person.id, text="x")
    assert refused == "Forbidden: bot was blocked by the user"
    await ana.unblocks_the_bot()
    await bot.does("sendMessage", chat_id=ana.person.id, text="x")
    blocked, unblocked = [update["my_chat_member"] for update in await bot.does("getUpdates")]
    assert (blocked["old_chat_member"]["status"], blocked["new_chat_member"]["status"]) == ("member", "kicked")
    assert unblocked["new_chat_member"]["status"] == "member"


async def test_nobody_is_written_to_before_they_have_started(bot: Bot, playground: Playground) -> None:
    eve = playground.phone(first_name="Eve", has_started=False)
    refused = await bot.is_refused("sendMessage", chat_id=eve.person.id, text="x")
    assert refused == "Forbidden: bot can't initiate conversation with a user"
    await eve.types("/start")
    await bot.does("sendMessage", chat_id=eve.person.id, text="x")


async def test_a_group_hears_the_bot_and_the_bot_the_group(bot: Bot, playground: Playground, ana: Phone) -> None:
    bao = playground.phone(first_name="Bao")
    desk = playground.group("工会值班", [ana.person, bao.person])
    anas, baos = ana.in_chat(desk), bao.in_chat(desk)
    await bot.does("sendMessage", chat_id=desk.id, text="投诉 A417")
    assert await anas.reads() == await baos.reads() == "投诉 A417"
    await baos.types("收到")
    [update] = await bot.does("getUpdates")
    assert update["message"]["chat"] == {"id": desk.id, "type": "supergroup", "title": "工会值班"}
    assert update["message"]["from"]["first_name"] == "Bao"
    await ana.hears_nothing(0.05)


async def test_a_group_that_grew_says_where_it_went(bot: Bot, playground: Playground, ana: Phone) -> None:
    desk = playground.group("工会值班", [ana.person], type="group")
    grown = playground.migrate(desk)
    answer = await bot.calls("sendMessage", chat_id=desk.id, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": grown.id}
    await bot.does("sendMessage", chat_id=grown.id, text="x")
    old, new = [update["message"] for update in await bot.does("getUpdates")]
    assert (old["migrate_to_chat_id"], new["migrate_from_chat_id"]) == (grown.id, desk.id)


async def test_a_bot_that_was_thrown_out_cannot_write(bot: Bot, playground: Playground, ana: Phone) -> None:
    desk = playground.group("工会值班", [ana.person])
    playground.kick_the_bot(desk)
    refused = await bot.is_refused("sendMessage", chat_id=desk.id, text="x")
    assert refused == "Forbidden: bot was kicked from the supergroup chat"


async def test_the_same_id_is_the_same_person(playground: Playground) -> None:
    assert playground.person(7, "Ana") is playground.person(7)
    assert playground.person().id > 2**32


async def test_messages_of_each_chat_are_numbered_by_themselves(playground: Playground, ana: Phone) -> None:
    bao = playground.phone(first_name="Bao")
    assert [(await ana.types("x")).id, (await ana.types("x")).id, (await bao.types("x")).id] == [1, 2, 1]


async def test_an_edit_of_a_person_reaches_the_bot(bot: Bot, ana: Phone) -> None:
    card = await ana.types("one")
    await ana.edits(card, "two")
    first, second = await bot.does("getUpdates")
    assert first["message"]["text"] == "one"
    assert second["edited_message"]["text"] == card.text == "two"
    assert second["edited_message"]["message_id"] == first["message"]["message_id"]


async def test_a_live_location_goes_along(bot: Bot, ana: Phone) -> None:
    card = await ana.shares_location(30.0, 120.0, horizontal_accuracy=12.5, live_period=900)
    await ana.moves(card, 30.1, 120.1)
    _, moved = await bot.does("getUpdates")
    assert moved["edited_message"]["location"]["latitude"] == 30.1
    assert moved["edited_message"]["location"]["live_period"] == 900


async def test_who_waits_in_vain_is_shown_the_screen(ana: Phone) -> None:
    await ana.types("anybody there?")
    with pytest.raises(TimeoutError, match="anybody there"):
        await ana.reads(timeout=0.05)
    with pytest.raises(TimeoutError, match="no answer to a press"):
        await ana.reads_toast(timeout=0.05)
    with pytest.raises(LookupError, match="said nothing"):
        _ = ana.last_card


async def test_a_long_run_forgets_its_oldest_messages(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.settings.kept_messages = 2
    bao = playground.phone(first_name="Bao")
    await bot.does("sendMessage", chat_id=bao.person.id, text="first")
    for text in ("second", "third"):
        await bot.does("sendMessage", chat_id=ana.person.id, text=text)
    assert bao.screen() == []
    assert await bao.reads() == ""
    assert [card.text for card in ana.screen()] == ["second", "third"]
    assert len(playground.ledger.messages_to(bao.person.id)) == 1

"""A phone: what a person does reaches the bot, what the bot does is seen by the person."""

import pytest

from playground import Phone, Playground
from tests.playground.calling import Bot


async def test_what_a_person_types_reaches_the_bot_with_its_commands_marked(bot: Bot, ana: Phone) -> None:
    await ana.types("/start now")
    [update] = await bot.does("getUpdates")
    assert update["message"]["text"] == "/start now"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert update["message"]["from"]["language_code"] == "zh-hans"


async def test_a_person_reads_what_the_bot_says(bot: Bot, ana: Phone) -> None:
    await bot.does("sendMessage", chat_id=ana.person.id, text="<b>红旗路驿站</b> &lt;3", parse_mode="HTML")
    assert await ana.reads() == "红旗路驿站 <3"
    assert ana.last_card.html == "<b>红旗路驿站</b> &lt;3"
    assert ana.last_card.entities == [{"type": "bold", "offset": 0, "length": 5}]


async def test_a_pressed_button_reaches_the_bot_and_its_answer_the_person(bot: Bot, ana: Phone) -> None:
    rows = [[{"text": "更多驿站", "callback_data": "more:wtw3"}]]
    await bot.does("sendMessage", chat_id=ana.person.id, text="近处", reply_markup={"inline_keyboard": rows})
    await ana.reads()
    await ana.taps("更多")
    [update] = await bot.does("getUpdates")
    assert update["callback_query"]["data"] == "more:wtw3"
    await bot.does("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="好")
    assert await ana.reads_toast() == "好"


async def test_a_shared_location_is_where_the_phone_stands(bot: Bot, ana: Phone) -> None:
    ana.stands_at(30.27, 120.15)
    await ana.shares_location()
    [update] = await bot.does("getUpdates")
    assert update["message"]["location"] == {"latitude": 30.27, "longitude": 120.15}


async def test_a_person_sees_an_edit(bot: Bot, ana: Phone) -> None:
    sent = await bot.does("sendMessage", chat_id=ana.person.id, text="one")
    assert await ana.reads() == "one"
    await bot.does("editMessageText", chat_id=ana.person.id, message_id=sent["message_id"], text="two")
    assert await ana.reads() == "two"
    assert ana.last_card.edited


async def test_a_venue_reads_as_its_name_and_address(bot: Bot, ana: Phone) -> None:
    place = {"latitude": 30.27, "longitude": 120.15, "title": "红旗路驿站", "address": "红旗路88号"}
    await bot.does("sendVenue", chat_id=ana.person.id, **place)
    assert await ana.reads() == "红旗路驿站\n红旗路88号"


async def test_silence_is_heard_as_silence(playground: Playground, bot: Bot, ana: Phone) -> None:
    await ana.hears_nothing(0.05)
    await bot.does("sendMessage", chat_id=ana.person.id, text="boo")
    with pytest.raises(AssertionError, match="boo"):
        await ana.hears_nothing(0.05)

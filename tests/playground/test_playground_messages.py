"""Messages: what may be sent, edited and deleted, and in which words Telegram says no."""

import time

import pytest
from aiohttp import FormData

from playground import Phone, Playground
from playground.memory.files import PHOTO
from tests.playground.calling import Bot

NOT_MODIFIED = "Bad Request: message is not modified"


@pytest.mark.parametrize(("text", "mode"), [("", None), ("  \n ", None), ("<b></b>", "HTML")])
async def test_an_empty_text_is_refused(bot: Bot, ana: Phone, text: str, mode: str | None) -> None:
    more = {"parse_mode": mode} if mode else {}
    refused = await bot.is_refused("sendMessage", chat_id=ana.person.id, text=text, **more)
    assert refused == "Bad Request: message text is empty"


@pytest.mark.parametrize(
    ("text", "fits"),
    [("x" * 4096, True), ("x" * 4097, False), ("中" * 4096, True), ("👍" * 2048, True), ("👍" * 2049, False)],
)
async def test_a_text_holds_4096_utf16_units(bot: Bot, ana: Phone, text: str, fits: bool) -> None:
    answer = await bot.calls("sendMessage", chat_id=ana.person.id, text=text)
    assert answer["ok"] is fits
    assert fits or answer["description"] == "Bad Request: message is too long"


async def test_only_what_is_seen_counts_for_the_length(bot: Bot, ana: Phone) -> None:
    await bot.does("sendMessage", chat_id=ana.person.id, text=f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
    assert await ana.reads() == "<" * 4096


async def test_a_caption_holds_1024(bot: Bot, ana: Phone) -> None:
    photo = {"chat_id": ana.person.id, "photo": (await ana.sends_photo()).data["photo"][-1]["file_id"]}
    await bot.does("sendPhoto", **photo, caption="x" * 1024)
    refused = await bot.is_refused("sendPhoto", **photo, caption="x" * 1025)
    assert refused == "Bad Request: message caption is too long"
    assert await ana.reads() == "x" * 1024


async def test_html_that_cannot_be_parsed_is_refused_and_not_shown(bot: Bot, ana: Phone) -> None:
    refused = await bot.is_refused("sendMessage", chat_id=ana.person.id, text="<b>x", parse_mode="HTML")
    assert refused.startswith("Bad Request: can't parse entities")
    assert ana.screen() == []


async def test_a_chat_nobody_has_is_not_found(bot: Bot) -> None:
    assert await bot.is_refused("sendMessage", chat_id=1, text="x") == "Bad Request: chat not found"
    assert await bot.is_refused("getChat", chat_id="@nobody") == "Bad Request: chat not found"


async def test_a_chat_has_the_name_of_its_person(bot: Bot, playground: Playground) -> None:
    bao = playground.person(first_name="Bao", username="bao_rides")
    assert (await bot.does("getChat", chat_id="@bao_rides"))["id"] == bao.id


async def test_an_identical_edit_is_refused(bot: Bot, ana: Phone) -> None:
    rows = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    sent = await bot.does("sendMessage", chat_id=ana.person.id, text="one", reply_markup=rows)
    place = {"chat_id": ana.person.id, "message_id": sent["message_id"]}
    assert (await bot.is_refused("editMessageText", **place, text="one", reply_markup=rows)).startswith(NOT_MODIFIED)
    assert (await bot.is_refused("editMessageReplyMarkup", **place, reply_markup=rows)).startswith(NOT_MODIFIED)
    assert not ana.last_card.edited


async def test_an_edit_without_buttons_takes_the_buttons_away(bot: Bot, ana: Phone) -> None:
    rows = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    sent = await bot.does("sendMessage", chat_id=ana.person.id, text="one", reply_markup=rows)
    edited = await bot.does("editMessageText", chat_id=ana.person.id, message_id=sent["message_id"], text="one")
    assert "reply_markup" not in edited
    assert ana.last_card.buttons == []


async def test_buttons_change_without_the_text(bot: Bot, ana: Phone) -> None:
    sent = await bot.does("sendMessage", chat_id=ana.person.id, text="one")
    rows = {"inline_keyboard": [[{"text": "b", "callback_data": "b"}]]}
    place = {"chat_id": ana.person.id, "message_id": sent["message_id"]}
    await bot.does("editMessageReplyMarkup", **place, reply_markup=rows)
    assert (ana.last_card.text, ana.last_card.buttons) == ("one", [["b"]])


async def test_what_is_not_there_cannot_be_edited_or_deleted(bot: Bot, ana: Phone) -> None:
    place = {"chat_id": ana.person.id, "message_id": 77}
    assert await bot.is_refused("editMessageText", **place, text="x") == "Bad Request: message to edit not found"
    assert await bot.is_refused("deleteMessage", **place) == "Bad Request: message to delete not found"


async def test_a_persons_message_cannot_be_edited_by_the_bot(bot: Bot, ana: Phone) -> None:
    card = await ana.types("mine")
    refused = await bot.is_refused("editMessageText", chat_id=ana.person.id, message_id=card.id, text="yours")
    assert refused == "Bad Request: message can't be edited"


async def test_a_venue_has_no_text_to_edit(bot: Bot, ana: Phone) -> None:
    place = {"latitude": 30.27, "longitude": 120.15, "title": "红旗路驿站", "address": "红旗路88号"}
    sent = await bot.does("sendVenue", chat_id=ana.person.id, **place)
    refused = await bot.is_refused("editMessageText", chat_id=ana.person.id, message_id=sent["message_id"], text="x")
    assert refused == "Bad Request: there is no text in the message to edit"


async def test_a_deleted_message_is_gone_from_the_screen(bot: Bot, ana: Phone) -> None:
    sent = await bot.does("sendMessage", chat_id=ana.person.id, text="oops")
    await bot.does("deleteMessage", chat_id=ana.person.id, message_id=sent["message_id"])
    assert ana.screen() == []


async def test_after_48_hours_a_message_stays(bot: Bot, ana: Phone) -> None:
    sent = await bot.does("sendMessage", chat_id=ana.person.id, text="old")
    ana.last_card.data["date"] -= 49 * 3600
    refused = await bot.is_refused("deleteMessage", chat_id=ana.person.id, message_id=sent["message_id"])
    assert refused == "Bad Request: message can't be deleted for everyone"


async def test_a_reply_shows_what_it_replies_to(bot: Bot, ana: Phone) -> None:
    card = await ana.types("question")
    answer = {"chat_id": ana.person.id, "text": "answer"}
    sent = await bot.does("sendMessage", **answer, reply_parameters={"message_id": card.id})
    assert sent["reply_to_message"]["text"] == "question"
    refused = await bot.is_refused("sendMessage", **answer, reply_parameters={"message_id": 99})
    assert refused == "Bad Request: message to be replied not found"
    loose = {"message_id": 99, "allow_sending_without_reply": True}
    await bot.does("sendMessage", **answer, reply_parameters=loose)


async def test_a_form_is_read_like_json(bot: Bot, ana: Phone) -> None:
    rows = '{"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}'
    form = {"chat_id": str(ana.person.id), "text": "form", "disable_notification": "true", "reply_markup": rows}
    async with bot.session.post(f"{bot.url}/bot{bot.token}/sendMessage", data=form) as response:
        assert (await response.json())["ok"]
    assert ana.last_card.buttons == [["a"]]


async def test_a_picture_can_be_uploaded_in_parts(bot: Bot, ana: Phone) -> None:
    form = FormData({"chat_id": str(ana.person.id), "caption": "look"})
    form.add_field("photo", PHOTO, filename="x.jpg", content_type="image/jpeg")
    async with bot.session.post(f"{bot.url}/bot{bot.token}/sendPhoto", data=form) as response:
        assert (await response.json())["ok"]
    assert await ana.reads() == "look"


async def test_a_call_may_stand_in_the_address(bot: Bot, ana: Phone) -> None:
    address = f"{bot.url}/bot{bot.token}/sendmessage?chat_id={ana.person.id}&text=hello"
    async with bot.session.get(address) as response:
        assert response.status == 200
    assert await ana.reads() == "hello"


async def test_markdown_is_not_spoken_here(bot: Bot, ana: Phone) -> None:
    refused = await bot.is_refused("sendMessage", chat_id=ana.person.id, text="*x*", parse_mode="MarkdownV2")
    assert refused == "Bad Request: unsupported parse_mode"


async def test_the_bot_is_seen_to_type(bot: Bot, ana: Phone) -> None:
    await bot.does("sendChatAction", chat_id=ana.person.id, action="typing")
    assert ana.chat.is_acting(time.monotonic())
    refused = await bot.is_refused("sendChatAction", chat_id=ana.person.id, action="dancing")
    assert refused == "Bad Request: wrong parameter action in request"


async def test_commands_are_kept_by_scope_and_language(bot: Bot, playground: Playground) -> None:
    start = [{"command": "start", "description": "开始"}]
    await bot.does("setMyCommands", commands=start, language_code="zh", scope={"type": "all_private_chats"})
    assert playground.state.commands == {"all_private_chats zh": start}
    wrong = [{"command": "Start!", "description": "x"}]
    assert await bot.is_refused("setMyCommands", commands=wrong) == "Bad Request: BOT_COMMAND_INVALID"


async def test_a_place_must_be_on_this_planet(bot: Bot, ana: Phone) -> None:
    refused = await bot.is_refused("sendLocation", chat_id=ana.person.id, latitude=91, longitude=0)
    assert refused == "Bad Request: wrong latitude or longitude specified"


async def test_a_stranger_to_the_token_is_turned_away(bot: Bot) -> None:
    async with bot.session.post(f"{bot.url}/bot1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_method_that_telegram_does_not_have_is_not_found(bot: Bot) -> None:
    assert (await bot.calls("sendTelepathy"))["error_code"] == 404


async def test_a_method_that_is_not_played_says_so(bot: Bot) -> None:
    assert "does not play it yet" in await bot.is_refused("sendGift")


async def test_a_body_that_is_no_json_is_refused(bot: Bot) -> None:
    headers = {"Content-Type": "application/json"}
    async with bot.session.post(f"{bot.url}/bot{bot.token}/getMe", data=b"{", headers=headers) as response:
        assert response.status == 400


async def test_signs_that_turn_or_hide_words_are_taken_out(bot: Bot, ana: Phone) -> None:
    await bot.does("sendMessage", chat_id=ana.person.id, text="a\u202eb\x00c\r\nd")
    assert await ana.reads() == "ab c\nd"


async def test_half_a_character_is_refused(bot: Bot, ana: Phone) -> None:
    refused = await bot.is_refused("sendMessage", chat_id=ana.person.id, text="\ud83d")
    assert refused == "Bad Request: strings must be encoded in UTF-8"

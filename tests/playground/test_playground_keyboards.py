"""Keyboards: buttons that Telegram takes, and those it refuses."""

from typing import Any

import pytest

from playground import Phone, Playground
from playground.rules.specification import bot_api
from tests.playground.calling import Bot


async def refusal_of(bot: Bot, ana: Phone, **button: Any) -> str:
    """What Telegram says to a message with this one button, empty if it takes it."""
    rows = {"inline_keyboard": [[button]]}
    answer = await bot.calls("sendMessage", chat_id=ana.person.id, text="x", reply_markup=rows)
    return str(answer.get("description", ""))


async def test_a_button_with_64_bytes_passes(bot: Bot, ana: Phone) -> None:
    assert await refusal_of(bot, ana, text="x", callback_data="中" * 21 + "x") == ""


@pytest.mark.parametrize("data", ["x" * 65, "中" * 22, ""])
async def test_a_button_with_65_bytes_is_refused_like_telegram_does(bot: Bot, ana: Phone, data: str) -> None:
    assert await refusal_of(bot, ana, text="x", callback_data=data) == "Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://10.0.0.1:8080/x?y",
        "example.com/path",
        "tg://user?id=1",
        "https://中国.example/#x",
    ],
)
async def test_a_button_leads_to_pages_with_a_dotted_host_or_into_telegram(bot: Bot, ana: Phone, url: str) -> None:
    assert await refusal_of(bot, ana, text="x", url=url) == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("tel:12351", "Wrong HTTP URL"),
        ("ftp://example.com", "Unsupported URL protocol"),
        ("weixin://dl", "Unsupported URL protocol"),
        ("https://localhost/x", "Wrong HTTP URL"),
        ("http://localhost:8080", "Wrong HTTP URL"),
        ("https://", "Wrong HTTP URL"),
        ("https://exa mple.com", "Wrong HTTP URL"),
        ("nowhere", "Wrong HTTP URL"),
    ],
)
async def test_a_button_that_leads_elsewhere_refuses_the_whole_message(
    bot: Bot, ana: Phone, url: str, why: str
) -> None:
    refused = await refusal_of(bot, ana, text="x", url=url)
    assert refused == f"Bad Request: inline keyboard button URL '{url}' is invalid: {why}"
    assert ana.screen() == []


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x"},
        {"text": " ", "callback_data": "x"},
        {"text": "x", "callback_data": "x", "url": "https://example.com"},
        {"text": "x", "copy_text": {"text": ""}},
        {"text": "x", "copy_text": {"text": "x" * 257}},
        {"callback_data": "x"},
    ],
    ids=["does nothing", "no label", "does two things", "copies nothing", "copies too much", "label missing"],
)
async def test_a_button_must_have_a_label_and_one_deed(bot: Bot, ana: Phone, button: dict[str, Any]) -> None:
    assert (await refusal_of(bot, ana, **button)).startswith("Bad Request")


async def test_a_message_holds_100_buttons(bot: Bot, ana: Phone) -> None:
    rows = [[{"text": "x", "callback_data": "x"}]] * 101
    refused = await bot.is_refused(
        "sendMessage", chat_id=ana.person.id, text="x", reply_markup={"inline_keyboard": rows}
    )
    assert refused == "Bad Request: REPLY_MARKUP_TOO_LONG"


async def test_a_tapped_link_and_a_text_to_copy_are_returned(bot: Bot, ana: Phone) -> None:
    rows = [[{"text": "地图", "url": "https://example.com"}], [{"text": "电话", "copy_text": {"text": "12351"}}]]
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", reply_markup={"inline_keyboard": rows})
    assert await ana.taps("地图") == "https://example.com"
    assert await ana.taps("电话") == "12351"


async def test_the_newest_card_with_the_label_is_tapped(bot: Bot, ana: Phone) -> None:
    for data in ("old", "new"):
        rows = [[{"text": "更多", "callback_data": data}]]
        await bot.does("sendMessage", chat_id=ana.person.id, text="x", reply_markup={"inline_keyboard": rows})
    await ana.taps("更多")
    await ana.taps_on(ana.screen()[0], "更多")
    await ana.presses_forged(ana.last_card, "forged")
    pressed = [update["callback_query"]["data"] for update in await bot.does("getUpdates")]
    assert pressed == ["new", "old", "forged"]


async def test_a_label_that_fits_two_buttons_must_be_told_in_full(bot: Bot, ana: Phone) -> None:
    rows = [[{"text": "更多", "callback_data": "a"}, {"text": "更多驿站", "callback_data": "b"}]]
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", reply_markup={"inline_keyboard": rows})
    await ana.taps("更多")
    with pytest.raises(LookupError, match="could be any of"):
        await ana.taps("更")
    with pytest.raises(LookupError, match="no button"):
        await ana.taps("没有")


async def test_a_keyboard_stays_until_it_is_removed(bot: Bot, ana: Phone) -> None:
    keys = {"keyboard": [[{"text": "📍 最近", "request_location": True}], [{"text": "🔔 提醒"}, {"text": "📝 投诉"}]]}
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", reply_markup=keys)
    await bot.does("sendMessage", chat_id=ana.person.id, text="y")
    assert ana.keyboard == [["📍 最近"], ["🔔 提醒", "📝 投诉"]]
    ana.stands_at(30.1, 120.2)
    await ana.taps("最近")
    await ana.taps("投诉")
    location, typed = [update["message"] for update in await bot.does("getUpdates")]
    assert location["location"] == {"latitude": 30.1, "longitude": 120.2}
    assert typed["text"] == "📝 投诉"
    await bot.does("sendMessage", chat_id=ana.person.id, text="z", reply_markup={"remove_keyboard": True})
    assert ana.keyboard == []


async def test_a_group_cannot_be_asked_for_a_location(bot: Bot, playground: Playground, ana: Phone) -> None:
    group = playground.group("站长群", [ana.person])
    keys = {"keyboard": [[{"text": "x", "request_location": True}]]}
    refused = await bot.is_refused("sendMessage", chat_id=group.id, text="x", reply_markup=keys)
    assert refused == "Bad Request: location can be requested in private chats only"


async def test_a_press_is_answered_once(bot: Bot, ana: Phone) -> None:
    rows = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", reply_markup=rows)
    await ana.taps("a")
    [update] = await bot.does("getUpdates")
    number = update["callback_query"]["id"]
    await bot.does("answerCallbackQuery", callback_query_id=number, text="stop", show_alert=True)
    assert (await ana.reads_toast()).is_alert
    refused = await bot.is_refused("answerCallbackQuery", callback_query_id=number)
    assert refused == "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_press_can_be_answered_too_late(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.settings.press_seconds = 0.0
    rows = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", reply_markup=rows)
    await ana.taps("a")
    [update] = await bot.does("getUpdates")
    refused = await bot.is_refused("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    assert "query is too old" in refused
    assert ana.toasts == []


async def test_a_toast_holds_200(bot: Bot) -> None:
    refused = await bot.is_refused("answerCallbackQuery", callback_query_id="1", text="x" * 201)
    assert refused == "Bad Request: MESSAGE_TOO_LONG"


async def test_a_button_of_a_deleted_card_tells_only_where_it_was(bot: Bot, ana: Phone) -> None:
    rows = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    sent = await bot.does("sendMessage", chat_id=ana.person.id, text="x", reply_markup=rows)
    card = ana.last_card
    await bot.does("deleteMessage", chat_id=ana.person.id, message_id=sent["message_id"])
    await ana.taps_on(card, "a")
    [update] = await bot.does("getUpdates")
    message = update["callback_query"]["message"]
    assert (message["date"], message["message_id"], "text" in message) == (0, sent["message_id"], False)
    assert bot_api().problems_of("Update", update) == []

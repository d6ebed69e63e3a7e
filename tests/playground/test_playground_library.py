"""The library our bot uses talks to the playground as it talks to Telegram."""

import os
from collections.abc import AsyncIterator

import pytest

os.environ.setdefault("PTB_TIMEDELTA", "1")

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from playground import CutBefore, Fault, Migrated, Phone, Playground, ServerError, TooManyRequests, Unauthorized
from playground import Forbidden as Blocked

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("更多", callback_data="more")]])


@pytest.fixture
async def library(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(playground.token, base_url=f"{playground.url}/bot") as library:
        yield library


async def test_a_conversation_goes_through_the_library(library: Bot, playground: Playground, ana: Phone) -> None:
    await ana.shares_location()
    await ana.types("/start")
    located, started = await library.get_updates(timeout=1)
    assert located.message is not None
    assert located.message.location is not None
    assert started.message is not None
    assert started.message.text == "/start"
    sent = await started.message.reply_html("<b>你好</b>", reply_markup=BUTTONS, do_quote=True)
    await ana.taps("更多")
    [_, _, pressed] = await library.get_updates()
    assert pressed.callback_query is not None
    assert pressed.callback_query.data == "more"
    await pressed.callback_query.answer("好")
    await pressed.callback_query.edit_message_text("再见")
    assert (await ana.reads_toast(), await ana.reads(), sent.text) == ("好", "再见", "你好")
    assert playground.ledger.verdicts() == []


async def test_every_kind_of_message_goes_through_the_library(library: Bot, playground: Playground, ana: Phone) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("📍 最近", request_location=True)]], resize_keyboard=True)
    bao = playground.phone(first_name="Bao")
    await library.send_venue(ana.person.id, 30.27, 120.15, "红旗路驿站", "红旗路88号", reply_markup=keys)
    await library.send_location(ana.person.id, 30.27, 120.15)
    await library.send_photo(ana.person.id, b"not really a picture", caption="x")
    await library.send_chat_action(bao.person.id, "typing")
    sent = await library.send_message(bao.person.id, "x")
    await sent.edit_reply_markup(BUTTONS)
    await sent.delete()
    await library.set_my_commands([("start", "开始")], language_code="zh")
    await library.set_webhook("https://example.com/telegram", secret_token="s" * 32, allowed_updates=["message"])
    assert (await library.get_webhook_info()).url == "https://example.com/telegram"
    await library.delete_webhook()
    assert (await library.get_chat(bao.person.id)).first_name == "Bao"
    assert ana.keyboard == [["📍 最近"]]
    assert playground.ledger.verdicts() == []


async def test_the_library_knows_each_refusal(library: Bot, playground: Playground, ana: Phone) -> None:
    expected: list[tuple[Fault, type[Exception]]] = [
        (TooManyRequests(3), RetryAfter),
        (ServerError(502), NetworkError),
        (ServerError(504, is_html=True), NetworkError),
        (Blocked(), Forbidden),
        (Migrated(-1001), ChatMigrated),
        (Unauthorized(), InvalidToken),
        (CutBefore(), NetworkError),
    ]
    for fault, error in expected:
        playground.faults.next("sendMessage", fault)
        with pytest.raises(error):
            await library.send_message(ana.person.id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await library.send_message(1, "x")
    await library.set_webhook("https://example.com/telegram")
    with pytest.raises(Conflict):
        await library.get_updates()

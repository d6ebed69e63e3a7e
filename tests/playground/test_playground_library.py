"""The library our bot uses talks to the playground as it talks to Telegram."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

os.environ.setdefault("PTB_TIMEDELTA", "1")

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from playground import (
    CutBefore,
    Fault,
    Limits,
    Migrated,
    Phone,
    Playground,
    ServerError,
    TooManyRequests,
    Unauthorized,
)
from playground import Forbidden as Blocked
from playground.memory.files import PHOTO, VOICE

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("更多", callback_data="more")]])


@pytest.fixture
async def library(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(
        playground.token, base_url=f"{playground.url}/bot", base_file_url=f"{playground.url}/file/bot"
    ) as library:
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
    await library.send_photo(ana.person.id, PHOTO, caption="x")
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


async def test_a_forum_goes_through_the_library(library: Bot, playground: Playground, ana: Phone) -> None:
    desk = playground.group("办事群", [ana.person], is_forum=True)
    topic = await library.create_forum_topic(desk.id, "A417 东西坏了")
    thread = topic.message_thread_id
    assert await library.edit_forum_topic(desk.id, thread, name="A417 修好了")
    sent = await library.send_message(desk.id, "谁去看看？", message_thread_id=thread, reply_markup=BUTTONS)
    answer = ReplyParameters(sent.message_id, allow_sending_without_reply=True)
    said = await library.send_message(desk.id, "好", message_thread_id=thread, reply_parameters=answer)
    assert (said.message_thread_id, said.is_topic_message) == (thread, True)
    assert said.reply_to_message is not None
    assert said.reply_to_message.text == "谁去看看？"
    assert await library.pin_chat_message(desk.id, sent.message_id)
    assert await library.unpin_chat_message(desk.id, sent.message_id)
    assert await library.close_forum_topic(desk.id, thread)
    assert await library.reopen_forum_topic(desk.id, thread)
    await ana.in_chat(desk, thread).types("我来")
    *services, typed = await library.get_updates()
    assert typed.message is not None
    assert typed.message.reply_to_message is not None
    assert typed.message.reply_to_message.forum_topic_created is not None
    assert [update.message.text for update in services if update.message] == [None] * 5
    member = await library.get_chat_member(desk.id, ana.person.id)
    assert [admin.status for admin in await library.get_chat_administrators(desk.id)] == [
        member.status,
        "administrator",
    ]
    assert (await library.get_chat(desk.id)).is_forum
    assert await library.delete_forum_topic(desk.id, thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await library.send_message(desk.id, "x", message_thread_id=thread)
    assert playground.ledger.verdicts() == []


async def test_files_go_through_the_library(library: Bot, playground: Playground, ana: Phone) -> None:
    playground.limits = Limits("off")
    chat = ana.person.id
    photo = await library.send_photo(chat, PHOTO, caption="<b>门</b>", parse_mode="HTML")
    voice = await library.send_voice(chat, VOICE, caption="听")
    document = await library.send_document(chat, b"a,b", filename="名单.csv")
    assert voice.voice is not None
    assert (voice.voice.duration, voice.voice.mime_type) == (timedelta(seconds=3), "audio/ogg")
    assert document.document is not None
    assert document.document.file_name == "名单.csv"
    again = await library.send_document(chat, document.document.file_id)
    assert again.document == document.document
    fetched = await library.get_file(photo.photo[-1].file_id)
    assert bytes(await fetched.download_as_bytearray()) == PHOTO
    contact = await library.send_contact(chat, "12348", "法律援助")
    assert contact.contact is not None
    album = await library.send_media_group(chat, [InputMediaPhoto(PHOTO), InputMediaPhoto(photo.photo[-1].file_id)])
    assert len({one.media_group_id for one in album}) == 1
    await library.edit_message_caption(chat, photo.message_id, caption="好")
    edited = await library.edit_message_media(InputMediaPhoto(PHOTO, caption="新"), chat, photo.message_id)
    assert not isinstance(edited, bool)
    assert edited.caption == "新"
    assert playground.ledger.verdicts() == []


async def test_copies_and_marks_go_through_the_library(library: Bot, playground: Playground, ana: Phone) -> None:
    playground.limits = Limits("off")
    chat, card, voice = ana.person.id, await ana.types("门锁着"), await ana.sends_voice()
    copy = await library.copy_message(chat, chat, voice.id, caption="听", reply_markup=BUTTONS)
    copies = await library.copy_messages(chat, chat, [card.id, voice.id])
    passed = await library.forward_message(chat, chat, card.id)
    assert passed.forward_origin is not None
    await library.forward_messages(chat, chat, [card.id])
    assert await library.set_message_reaction(chat, card.id, "👍")
    assert await library.delete_messages(chat, [copy.message_id, *(one.message_id for one in copies)])
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

"""Conformance: what the playground takes and gives is what the published Bot API says."""

from typing import Any

import pytest

from playground import Limits, Phone, Playground
from playground.rules.specification import bot_api
from tests.playground.calling import Bot

ROWS = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}


async def test_every_answer_is_what_the_bot_api_promises(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.limits = Limits("off")
    chat = {"chat_id": ana.person.id}
    point = {"latitude": 30.27, "longitude": 120.15}
    text = "<b>x</b> <a href='https://example.com'>y</a> <tg-spoiler>z</tg-spoiler>"
    await ana.types("/start")
    calls: list[tuple[str, dict[str, Any]]] = [
        ("getMe", {}),
        ("getChat", chat),
        ("getUpdates", {}),
        ("getWebhookInfo", {}),
        ("setWebhook", {"url": ""}),
        ("deleteWebhook", {}),
        ("setMyCommands", {"commands": [{"command": "start", "description": "开始"}]}),
        ("deleteMyCommands", {"scope": {"type": "chat", "chat_id": ana.person.id}}),
        ("sendMessage", chat | {"text": text, "parse_mode": "HTML", "reply_parameters": {"message_id": 1}}),
        ("sendMessage", chat | {"text": "x", "reply_markup": ROWS}),
        ("editMessageText", chat | {"message_id": 3, "text": "y", "reply_markup": ROWS}),
        ("editMessageReplyMarkup", chat | {"message_id": 3}),
        ("sendVenue", chat | point | {"title": "x", "address": "y"}),
        ("sendLocation", chat | point | {"live_period": 900}),
        ("sendPhoto", chat | {"photo": "https://example.com/x.jpg", "caption": "x"}),
        ("sendChatAction", chat | {"action": "typing"}),
        ("deleteMessage", chat | {"message_id": 3}),
    ]
    for method, parameters in calls:
        result = await bot.does(method, **parameters)
        assert bot_api().problems_of_result(method, result) == [], method
    assert playground.ledger.verdicts() == []


async def test_every_answer_about_groups_and_files_is_what_the_bot_api_promises(
    bot: Bot, playground: Playground, ana: Phone
) -> None:
    playground.limits = Limits("off")
    group = playground.group("办事群", [ana.person], is_forum=True)
    desk, own = {"chat_id": group.id}, {"chat_id": ana.person.id}
    photo, voice = await ana.sends_photo("x"), await ana.sends_voice("y")
    document = (await ana.sends_document()).data["document"]["file_id"]
    picture = {"type": "photo", "media": photo.data["photo"][-1]["file_id"], "caption": "z"}
    topic = desk | {"message_thread_id": 1 + group.last_message_id}
    source = topic | {"from_chat_id": ana.person.id}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("createForumTopic", desk | {"name": "A417", "icon_color": 0xFFD67E}),
        ("editForumTopic", topic | {"name": "A418", "icon_custom_emoji_id": "5"}),
        ("closeForumTopic", topic),
        ("reopenForumTopic", topic),
        ("sendPhoto", topic | {"photo": picture["media"]}),
        ("sendVoice", topic | {"voice": voice.data["voice"]["file_id"]}),
        ("sendDocument", topic | {"document": document}),
        ("sendContact", topic | {"phone_number": "12348", "first_name": "x"}),
        ("sendMediaGroup", topic | {"media": [picture, picture]}),
        ("copyMessage", source | {"message_id": voice.id}),
        ("copyMessages", source | {"message_ids": [photo.id, voice.id]}),
        ("forwardMessage", source | {"message_id": voice.id}),
        ("forwardMessages", source | {"message_ids": [photo.id]}),
        ("sendPhoto", own | {"photo": picture["media"]}),
        ("editMessageCaption", own | {"message_id": 4, "caption": "y"}),
        ("editMessageMedia", own | {"message_id": 4, "media": {"type": "document", "media": document}}),
        ("pinChatMessage", own | {"message_id": 4}),
        ("getChat", own),
        ("unpinChatMessage", own),
        ("setMessageReaction", own | {"message_id": 4, "reaction": [{"type": "emoji", "emoji": "🙏"}]}),
        ("deleteMessages", own | {"message_ids": [4]}),
        ("getChatMember", desk | {"user_id": ana.person.id}),
        ("getChatAdministrators", desk),
        ("getFile", {"file_id": document}),
        ("deleteForumTopic", topic),
    ]
    for method, parameters in calls:
        result = await bot.does(method, **parameters)
        assert bot_api().problems_of_result(method, result) == [], method
    updates = await bot.does("getUpdates")
    assert bot_api().problems_of("Array of Update", updates) == []
    assert playground.ledger.verdicts() == []


async def test_every_update_is_what_the_bot_api_promises(bot: Bot, playground: Playground, ana: Phone) -> None:
    card = await ana.types("/start https://example.com")
    await ana.edits(card, "/help")
    await ana.shares_location(30.1, 120.1, horizontal_accuracy=10, live_period=60)
    await ana.sends_venue(30.1, 120.1)
    await ana.forwards_location(30.1, 120.1)
    for deed in ("photo", "album", "voice", "sticker", "document", "contact", "video", "video_note"):
        await getattr(ana, f"sends_{deed}")()
    for deed in ("audio", "animation", "poll", "dice"):
        await getattr(ana, f"sends_{deed}")()
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", reply_markup=ROWS)
    await ana.taps("a")
    await ana.blocks_the_bot()
    playground.migrate(playground.group("工会值班", [ana.person], type="group"))
    updates = await bot.does("getUpdates")
    assert len(updates) == 23
    assert bot_api().problems_of("Array of Update", updates) == []


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": "x", "message_thread_id": "soon"}, "can't parse message_thread_id: Integer expected"),
        ({"chat_id": 1, "text": ["x"]}, "can't parse text: String expected"),
        ({"chat_id": 1, "text": "x", "protect_content": "perhaps"}, "can't parse protect_content: Boolean expected"),
        ({"chat_id": 1, "text": "x", "reply_markup": "{"}, "can't parse reply_markup: InlineKeyboardMarkup expected"),
        (
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": 1, "url": {}}]]}},
            "can't parse reply_markup.inline_keyboard[0][0].url: String expected",
        ),
    ],
)
async def test_a_call_that_does_not_fit_is_refused_and_says_where(
    bot: Bot, playground: Playground, parameters: dict[str, Any], description: str
) -> None:
    assert await bot.is_refused("sendMessage", **parameters) == f"Bad Request: {description}"
    assert len(playground.ledger.verdicts()) == 1


async def test_a_parameter_nobody_knows_is_ignored_but_noted(bot: Bot, playground: Playground, ana: Phone) -> None:
    rows = {"inline_keyboard": [[{"text": "a", "callback_data": "a", "colour": "red"}]]}
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", loudly=True, reply_markup=rows)
    noted = [(problem.kind, problem.where) for _, problem in playground.ledger.verdicts()]
    assert noted == [("unknown", "loudly"), ("unknown", "reply_markup.inline_keyboard[0][0].colour")]
    assert str(playground.ledger.verdicts()[0][1]) == "loudly: unknown"


async def test_numbers_may_come_as_words(bot: Bot, ana: Phone) -> None:
    point = {"latitude": "30.27", "longitude": "120.15", "live_period": "60"}
    sent = await bot.does("sendLocation", chat_id=str(ana.person.id), **point)
    assert sent["location"] == {"latitude": 30.27, "longitude": 120.15, "live_period": 60}


async def test_a_lenient_playground_only_notes(bot: Bot, playground: Playground, ana: Phone) -> None:
    playground.settings.is_strict = False
    await bot.does("sendMessage", chat_id=ana.person.id, text="x", protect_content="perhaps")
    assert [str(problem) for _, problem in playground.ledger.verdicts()] == ["protect_content: wrong, wants Boolean"]

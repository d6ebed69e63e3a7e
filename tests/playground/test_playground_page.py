"""The page's own door: what it hands out, to whom, and how a page hears of changes."""

import asyncio
from io import BytesIO
from typing import Any

import pytest

from playground import Card, Phone, Playground
from playground.http.browser import page_files
from playground.memory.chats import Message
from playground.memory.files import PHOTO, VOICE
from tests.playground.calling import Bot
from tests.playground.watching import picture


@pytest.mark.parametrize("path", ["/", *(f"/page/{name}" for name in page_files() if name != "index.html")])
async def test_the_page_may_fetch_and_run_only_its_own(bot: Bot, path: str) -> None:
    async with bot.session.get(f"{bot.url}{path}") as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.status == 200
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "style=" not in (text := await response.text())
        assert "innerHTML" not in text


@pytest.mark.parametrize("path", ["/page/../server.py", "/page/%2e%2e/server.py", "/page/", "/page/events?person=7"])
async def test_nothing_else_is_handed_out(bot: Bot, path: str) -> None:
    async with bot.session.get(f"{bot.url}{path}") as response:
        assert response.status in (200, 404)
        assert "import" not in await response.text()


@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Host": "elsewhere.example"},
        {"Host": "127.0.0.1.elsewhere.example"},
        {"Host": "["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_page_of_elsewhere_in_the_same_browser_is_sent_away(
    bot: Bot, ana: Phone, header: dict[str, str]
) -> None:
    order = {"person": ana.person.id, "does": "types", "chat_id": ana.person.id, "text": "x", "with": {"text": "hello"}}
    for path in (
        "/playground/phone",
        "/page/events",
        "/page/world",
        f"/bot{bot.token}/sendMessage",
        f"/file/bot{bot.token}/x",
    ):
        async with bot.session.post(f"{bot.url}{path}", json=order, headers=header) as response:
            assert response.status == 403
    assert not ana.screen()


async def test_a_link_of_elsewhere_leads_to_the_page(bot: Bot) -> None:
    async with bot.session.get(bot.url, headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.status == 200
    async with bot.session.get(bot.url, headers={"Host": "elsewhere.example"}) as response:
        assert response.status == 403


async def test_the_page_sees_what_comes_what_changes_and_what_goes(
    bot: Bot, ana: Phone, playground: Playground
) -> None:
    chat_id = ana.person.id
    async with bot.session.ws_connect(f"{bot.url}/page/events?person={chat_id}") as events:
        assert (await picture(events))["cards"] == []
        await bot.does("sendChatAction", chat_id=chat_id, action="typing")
        assert (await picture(events))["is_typing"]
        said = await bot.does(
            "sendMessage", chat_id=chat_id, text="<b>hello</b> & <3".replace("<3", "&lt;3"), parse_mode="HTML"
        )
        shown = await picture(events)
        assert not shown["is_typing"]
        assert shown["cards"][0]["text"] == "hello & <3"
        assert shown["cards"][0]["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
        await bot.does("editMessageText", chat_id=chat_id, message_id=said["message_id"], text="bye")
        assert (await picture(events))["cards"][0]["edited"]
        await bot.does("deleteMessage", chat_id=chat_id, message_id=said["message_id"])
        assert (await picture(events))["cards"] == []
        playground.state.draw({"type": "FeatureCollection", "features": []})
        playground.state.draw({"type": "FeatureCollection", "name": "x", "features": []})
        assert (await picture(events))["map_number"] == 1


@pytest.mark.parametrize("name", ["events?person={0}", "world"])
async def test_a_page_that_is_closed_is_let_go_at_once(bot: Bot, ana: Phone, name: str) -> None:
    async with asyncio.timeout(5):
        async with bot.session.ws_connect(f"{bot.url}/page/{name.format(ana.person.id)}") as wire:
            await picture(wire)


async def test_a_press_by_place_reaches_the_bot_and_its_answer_the_page(bot: Bot, ana: Phone) -> None:
    keys = {"inline_keyboard": [[{"text": "a", "callback_data": "1"}, {"text": "a", "callback_data": "2"}]]}
    said = await bot.does("sendMessage", chat_id=ana.person.id, text="which?", reply_markup=keys)
    press = {"message_id": said["message_id"], "row": 0, "column": 1}
    order = {"person": ana.person.id, "does": "presses", "with": press}
    async with bot.session.ws_connect(f"{bot.url}/page/events?person={ana.person.id}") as events:
        await picture(events)
        await bot.session.post(f"{bot.url}/playground/phone", json=order)
        [update] = await bot.does("getUpdates", timeout=5)
        assert update["callback_query"]["data"] == "2"
        await bot.does("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="yes")
        assert (await picture(events))["toasts"] == [{"text": "yes", "is_alert": False}]


async def test_a_group_is_shown_with_its_topics_and_who_says_what(bot: Bot, ana: Phone, playground: Playground) -> None:
    bao = playground.phone(first_name="Bao")
    desk = playground.group("办事群", [ana.person, bao.person], is_forum=True)
    topic = (await bot.does("createForumTopic", chat_id=desk.id, name="A417"))["message_thread_id"]
    there = bao.in_chat(desk, topic)
    voice = await there.sends_voice("听听")
    await there.replies(voice, "我来")
    ana.in_chat(desk).speaks_as("group")
    await ana.in_chat(desk).sends_contact("12348", "法律援助")
    await there.closes_topic()
    await bot.does(
        "setMessageReaction", chat_id=desk.id, message_id=voice.id, reaction=[{"type": "emoji", "emoji": "👍"}]
    )
    async with bot.session.ws_connect(f"{bot.url}/page/events?person={ana.person.id}&chat={desk.id}") as events:
        shown = await picture(events)
        assert (shown["title"], shown["topics"]) == ("办事群", [{"id": topic, "name": "A417", "is_closed": True}])
        born, spoken, reply, card, closed = shown["cards"]
        assert (born["service"], born["text"], closed["service"]) == (
            "forum_topic_created",
            "A417",
            "forum_topic_closed",
        )
        assert (spoken["from"], spoken["topic"], spoken["reply_to"]) == ("Bao", topic, None)
        assert (spoken["voice"]["duration"], spoken["text"], spoken["reactions"]) == (3, "听听", ["👍"])
        assert reply["reply_to"] == {"id": voice.id, "text": "听听"}
        assert (card["from"], card["topic"], card["contact"]["phone_number"]) == ("办事群", None, "12348")
        assert [one["is_mine"] for one in (spoken, card)] == [False, True]
        await there.deletes_topic()
        assert (await picture(events))["topics"] == []


@pytest.mark.parametrize(
    ("service", "text"),
    [
        ({"new_chat_members": [{"first_name": "Eve"}, {"first_name": "Bao"}]}, "Eve, Bao"),
        ({"left_chat_member": {"first_name": "Eve"}}, "Eve"),
        ({"pinned_message": {"message_id": 1, "text": "值班表"}}, "值班表"),
        ({"forum_topic_edited": {"name": "A1"}}, "A1"),
        ({"forum_topic_closed": {}}, ""),
    ],
)
def test_a_line_that_nobody_wrote_says_what_it_is_about(service: dict[str, Any], text: str) -> None:
    assert Card(Message({"message_id": 2} | service)).text == text


async def test_a_picture_and_a_voice_are_fetched_as_what_they_are(bot: Bot, ana: Phone) -> None:
    photo = (await ana.sends_photo()).data["photo"][0]["file_id"]
    voice = (await ana.sends_voice()).data["voice"]["file_id"]
    for file_id, kind, content in ((photo, "image/jpeg", PHOTO), (voice, "audio/ogg", VOICE)):
        async with bot.session.get(f"{bot.url}/page/file", params={"id": file_id}) as response:
            assert (response.content_type, await response.read()) == (kind, content)
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "media-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "status", "told", "got"),
    [
        ("bytes=0-", 206, f"bytes 0-{len(VOICE) - 1}/{len(VOICE)}", VOICE),
        ("bytes=10-19", 206, f"bytes 10-19/{len(VOICE)}", VOICE[10:20]),
        ("bytes=-5", 206, f"bytes {len(VOICE) - 5}-{len(VOICE) - 1}/{len(VOICE)}", VOICE[-5:]),
        ("bytes=99999-", 200, None, VOICE),
        ("nonsense", 200, None, VOICE),
    ],
)
async def test_a_player_hears_a_part(
    bot: Bot, ana: Phone, asked: str, status: int, told: str | None, got: bytes
) -> None:
    where = {"id": (await ana.sends_voice()).data["voice"]["file_id"]}
    async with bot.session.get(f"{bot.url}/page/file", params=where, headers={"Range": asked}) as response:
        assert (response.status, response.headers.get("Content-Range")) == (status, told)
        assert await response.read() == got


async def test_no_file_is_fetched_that_a_page_might_run(bot: Bot, ana: Phone) -> None:
    script = await ana.sends_document("x.svg", content=b"<svg><script>alert(1)</script></svg>")
    for file_id in (script.data["document"]["file_id"], "photo-1", ""):
        async with bot.session.get(f"{bot.url}/page/file", params={"id": file_id}) as response:
            assert response.status == 404
            assert "alert" not in await response.text()


async def hands_in(
    bot: Bot, content: bytes, kind: str, origin: str | None = None, **where: int | str
) -> tuple[int, Any]:
    headers = {"Origin": origin} if origin else {}
    where["as"] = kind
    async with bot.session.post(f"{bot.url}/page/upload", params=where, data=BytesIO(content), headers=headers) as said:
        return said.status, await said.json()


async def test_what_the_page_hands_in_is_sent_by_the_phone(bot: Bot, ana: Phone, playground: Playground) -> None:
    desk = playground.group("办事群", [ana.person], is_forum=True)
    topic = await ana.in_chat(desk).opens_topic("A417")
    assert await hands_in(bot, PHOTO, "photo", person=ana.person.id) == (200, {})
    assert await hands_in(bot, VOICE, "voice", person=ana.person.id, chat=desk.id, topic=topic) == (200, {})
    assert await hands_in(bot, b"a,b", "document", person=ana.person.id, name="../名单.csv") == (200, {})
    _, photo, voice, document = [update["message"] for update in await bot.does("getUpdates")]
    assert photo["photo"][-1]["width"] == 640
    assert (voice["chat"]["id"], voice["message_thread_id"]) == (desk.id, topic)
    assert (document["document"]["file_name"], document["document"]["file_size"]) == ("名单.csv", 3)


@pytest.mark.parametrize(
    ("content", "kind", "code", "why"),
    [
        (b"no picture", "photo", 400, "a photo is a JPEG, PNG or WebP"),
        (b"no voice", "voice", 400, "a voice note is an Ogg file"),
        (PHOTO, "virus", 400, "sent as one of photo, voice, document"),
        (b"", "document", 413, "1 to 20971520 bytes"),
        (bytes(20 * 1024 * 1024 + 1), "document", 413, "1 to 20971520 bytes"),
    ],
    ids=["no picture", "no voice", "no kind", "nothing", "too much"],
)
async def test_what_cannot_be_sent_is_not_taken(
    bot: Bot, ana: Phone, content: bytes, kind: str, code: int, why: str
) -> None:
    status, answer = await hands_in(bot, content, kind, person=ana.person.id)
    assert status == code
    assert why in answer["description"]
    assert ana.screen() == []


async def test_nobody_hands_in_from_elsewhere_or_for_nobody(bot: Bot, ana: Phone) -> None:
    assert (await hands_in(bot, PHOTO, "photo", "http://elsewhere.example", person=ana.person.id))[0] == 403
    assert (await hands_in(bot, PHOTO, "photo", person=7))[0] == 404
    async with bot.session.get(f"{bot.url}/page/upload?person={ana.person.id}&as=photo") as response:
        assert response.status == 404
    assert ana.screen() == []

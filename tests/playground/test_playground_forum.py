"""Forums: topics are opened, named, closed and deleted, and in which words Telegram says no."""

import pytest

from playground import Chat, Limits, Phone, Playground
from playground.rules.specification import bot_api
from tests.playground.calling import Bot


@pytest.fixture
def desk(playground: Playground, ana: Phone) -> Chat:
    return playground.group("办事群", [ana.person], is_forum=True)


async def opened(bot: Bot, desk: Chat, name: str = "A417 东西坏了") -> int:
    topic = await bot.does("createForumTopic", chat_id=desk.id, name=name)
    assert (topic["name"], topic["icon_color"]) == (name, 0x6FB9F0)
    number: int = topic["message_thread_id"]
    return number


async def test_the_bot_hears_of_the_topics_it_opens_itself(bot: Bot, desk: Chat) -> None:
    topic = await opened(bot, desk)
    await bot.does("editForumTopic", chat_id=desk.id, message_thread_id=topic, name="A417 修好了")
    await bot.does("closeForumTopic", chat_id=desk.id, message_thread_id=topic)
    await bot.does("reopenForumTopic", chat_id=desk.id, message_thread_id=topic)
    updates = await bot.does("getUpdates")
    born, renamed, closed, reopened = [update["message"] for update in updates]
    assert born["forum_topic_created"]["name"] == "A417 东西坏了"
    assert born["message_id"] == born["message_thread_id"] == topic
    assert renamed["forum_topic_edited"] == {"name": "A417 修好了"}
    assert (closed["forum_topic_closed"], reopened["forum_topic_reopened"]) == ({}, {})
    assert {update["message"]["from"]["id"] for update in updates} == {1000000001}
    assert bot_api().problems_of("Array of Update", updates) == []


async def test_what_answers_nothing_in_a_topic_answers_its_beginning(bot: Bot, desk: Chat, ana: Phone) -> None:
    topic = await opened(bot, desk)
    there = ana.in_chat(desk, topic)
    card = await there.types("谁去看看？")
    answer = await there.replies(card, "我来")
    said = await bot.does("sendMessage", chat_id=desk.id, message_thread_id=topic, text="好")
    assert card.data["reply_to_message"]["forum_topic_created"]
    assert answer.data["reply_to_message"]["text"] == "谁去看看？"
    assert "reply_to_message" not in answer.data["reply_to_message"]
    for message in (card.data, answer.data, said):
        assert (message["message_thread_id"], message["is_topic_message"]) == (topic, True)


async def test_an_answer_lies_in_the_topic_of_what_it_answers(bot: Bot, desk: Chat, ana: Phone) -> None:
    topic = await opened(bot, desk)
    card = await ana.in_chat(desk, topic).types("修好了")
    said = await bot.does("sendMessage", chat_id=desk.id, text="好", reply_parameters={"message_id": card.id})
    assert said["message_thread_id"] == topic


async def test_a_phone_in_a_topic_sees_that_topic_only(bot: Bot, desk: Chat, ana: Phone) -> None:
    one, other = await opened(bot, desk, "A1"), await opened(bot, desk, "A2")
    first, second, general = ana.in_chat(desk, one), ana.in_chat(desk, other), ana.in_chat(desk)
    await bot.does("sendMessage", chat_id=desk.id, message_thread_id=one, text="锁着门")
    await bot.does("sendMessage", chat_id=desk.id, text="早上好")
    assert await first.reads() == "锁着门"
    await second.hears_nothing(0.05)
    assert await general.reads() == "早上好"
    assert [card.text for card in first.screen() if not card.message.service] == ["锁着门"]
    assert [card.text for card in general.screen() if not card.message.service] == ["锁着门", "早上好"]


@pytest.mark.parametrize("thread", [1, 77])
async def test_a_topic_that_is_not_there_is_not_found(bot: Bot, desk: Chat, thread: int) -> None:
    refused = await bot.is_refused("sendMessage", chat_id=desk.id, message_thread_id=thread, text="x")
    assert refused == "Bad Request: message thread not found"
    refused = await bot.is_refused("editForumTopic", chat_id=desk.id, message_thread_id=thread, name="x")
    assert refused == "Bad Request: TOPIC_ID_INVALID"


async def test_nobody_but_an_admin_writes_in_a_closed_topic(
    bot: Bot, playground: Playground, desk: Chat, ana: Phone
) -> None:
    topic = await opened(bot, desk)
    bao = playground.phone(first_name="Bao")
    await bao.in_chat(desk).joins()
    await ana.in_chat(desk, topic).closes_topic()
    with pytest.raises(LookupError, match="is closed"):
        await bao.in_chat(desk, topic).types("还没修好")
    await ana.in_chat(desk, topic).types("知道了")
    await bot.does("sendMessage", chat_id=desk.id, message_thread_id=topic, text="x")
    playground.dismiss(desk)
    refused = await bot.is_refused("sendMessage", chat_id=desk.id, message_thread_id=topic, text="x")
    assert refused == "Bad Request: TOPIC_CLOSED"


async def test_a_deleted_topic_takes_its_messages_along(bot: Bot, desk: Chat, ana: Phone) -> None:
    topic = await opened(bot, desk)
    there = ana.in_chat(desk, topic)
    await there.types("x")
    waiting = len(await bot.does("getUpdates"))
    await there.deletes_topic()
    assert ana.in_chat(desk).screen() == []
    assert len(await bot.does("getUpdates")) == waiting
    refused = await bot.is_refused("sendMessage", chat_id=desk.id, message_thread_id=topic, text="x")
    assert refused == "Bad Request: message thread not found"
    with pytest.raises(LookupError, match="no topic"):
        await there.types("y")
    again = await opened(bot, desk)
    assert await bot.does("deleteForumTopic", chat_id=desk.id, message_thread_id=again) is True


async def test_what_changes_nothing_is_refused(bot: Bot, desk: Chat) -> None:
    topic = {"chat_id": desk.id, "message_thread_id": await opened(bot, desk)}
    assert await bot.is_refused("editForumTopic", **topic, name="A417 东西坏了") == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await bot.is_refused("reopenForumTopic", **topic) == "Bad Request: TOPIC_NOT_MODIFIED"
    await bot.does("closeForumTopic", **topic)
    assert await bot.is_refused("closeForumTopic", **topic) == "Bad Request: TOPIC_NOT_MODIFIED"


async def test_without_the_right_the_bot_keeps_to_its_own_topics(
    bot: Bot, playground: Playground, desk: Chat, ana: Phone
) -> None:
    mine, theirs = await opened(bot, desk), await ana.in_chat(desk).opens_topic("闲聊")
    playground.appoint(desk, "can_pin_messages")
    refused = await bot.is_refused("createForumTopic", chat_id=desk.id, name="x")
    assert refused == "Bad Request: not enough rights to create a topic"
    place = {"chat_id": desk.id, "message_thread_id": theirs}
    assert await bot.is_refused("editForumTopic", **place, name="x") == (
        "Bad Request: not enough rights to edit the topic"
    )
    assert await bot.is_refused("closeForumTopic", **place) == (
        "Bad Request: not enough rights to close or open the topic"
    )
    await bot.does("closeForumTopic", chat_id=desk.id, message_thread_id=mine)
    refused = await bot.is_refused("deleteForumTopic", chat_id=desk.id, message_thread_id=mine)
    assert refused == "Bad Request: not enough rights to delete the topic"


async def test_only_a_forum_has_topics(bot: Bot, playground: Playground, desk: Chat, ana: Phone) -> None:
    group = playground.group("骑手群", [ana.person])
    refused = await bot.is_refused("createForumTopic", chat_id=group.id, name="x")
    assert refused == "Bad Request: the chat is not a forum"
    with pytest.raises(ValueError, match="no forum"):
        await ana.in_chat(group).opens_topic("x")
    assert (await bot.does("getChat", chat_id=desk.id))["is_forum"] is True
    assert "is_forum" not in await bot.does("getChat", chat_id=group.id)


@pytest.mark.parametrize(
    ("wrong", "description"),
    [({"name": "  "}, "title must be non-empty"), ({"name": "x", "icon_color": 1}, "invalid icon color specified")],
)
async def test_a_topic_needs_a_name_and_a_known_color(
    bot: Bot, desk: Chat, wrong: dict[str, object], description: str
) -> None:
    assert await bot.is_refused("createForumTopic", chat_id=desk.id, **wrong) == f"Bad Request: {description}"


async def test_a_person_renames_and_reopens_a_topic_and_the_bot_hears(bot: Bot, desk: Chat, ana: Phone) -> None:
    there = ana.in_chat(desk, await ana.in_chat(desk).opens_topic("闲聊"))
    await there.renames_topic("天气")
    await there.closes_topic()
    await there.reopens_topic()
    deeds = [
        {*update["message"]} & {"forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"}
        for update in (await bot.does("getUpdates"))[1:]
    ]
    assert deeds == [{"forum_topic_edited"}, {"forum_topic_closed"}, {"forum_topic_reopened"}]
    assert there.topic is not None
    assert desk.topics[there.topic].name == "天气"


async def test_what_is_done_to_topics_counts_as_it_leaves_a_line(bot: Bot, playground: Playground, desk: Chat) -> None:
    playground.limits = Limits("window", group_per_minute=3)
    topic = {"chat_id": desk.id, "message_thread_id": await opened(bot, desk)}
    await bot.does("closeForumTopic", **topic)
    await bot.does("reopenForumTopic", **topic)
    assert (await bot.calls("closeForumTopic", **topic))["error_code"] == 429
    assert playground.ledger.most_in_a_window(60, desk.id) == 3
    assert playground.ledger.messages_to(desk.id) == []

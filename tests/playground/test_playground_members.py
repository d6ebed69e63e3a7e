"""Members: who is in a group, what they may do there, and as whom they speak."""

import pytest

from playground import Chat, Phone, Playground
from playground.rules.specification import bot_api
from tests.playground.calling import Bot


@pytest.fixture
def bao(playground: Playground) -> Phone:
    return playground.phone(first_name="Bao")


@pytest.fixture
def desk(playground: Playground, ana: Phone, bao: Phone) -> Chat:
    return playground.group("办事群", [ana.person, bao.person], is_forum=True)


async def test_each_has_a_rank_in_a_group(bot: Bot, playground: Playground, desk: Chat, ana: Phone, bao: Phone) -> None:
    eve = playground.phone(first_name="Eve")
    ranks = {
        phone.person.first_name: (await bot.does("getChatMember", chat_id=desk.id, user_id=phone.person.id))["status"]
        for phone in (ana, bao, eve)
    }
    assert ranks == {"Ana": "creator", "Bao": "member", "Eve": "left"}
    itself = await bot.does("getChatMember", chat_id=desk.id, user_id=1000000001)
    assert (itself["status"], itself["can_manage_topics"]) == ("administrator", True)
    assert await bot.is_refused("getChatMember", chat_id=desk.id, user_id=7) == "Bad Request: user not found"


async def test_administrators_are_named_with_their_rights(
    bot: Bot, playground: Playground, desk: Chat, bao: Phone
) -> None:
    playground.appoint(desk, "can_pin_messages", person=bao.person)
    admins = await bot.does("getChatAdministrators", chat_id=desk.id)
    assert [(one["user"]["first_name"], one["status"]) for one in admins] == [
        ("Ana", "creator"),
        ("Bao", "administrator"),
        ("暖驿", "administrator"),
    ]
    assert (admins[1]["can_pin_messages"], admins[1]["can_manage_topics"]) == (True, False)
    refused = await bot.is_refused("getChatAdministrators", chat_id=bao.person.id)
    assert refused == "Bad Request: there are no administrators in the private chat"
    with pytest.raises(ValueError, match="no such right: can_fly"):
        playground.appoint(desk, "can_fly")


async def test_the_bot_hears_what_it_became(bot: Bot, playground: Playground, desk: Chat) -> None:
    playground.dismiss(desk)
    playground.appoint(desk)
    playground.kick_the_bot(desk)
    updates = await bot.does("getUpdates")
    ranks = [update["my_chat_member"]["new_chat_member"]["status"] for update in updates]
    assert ranks == ["member", "administrator", "kicked"]
    assert bot_api().problems_of("Array of Update", updates) == []


async def test_who_comes_and_goes_is_told_in_the_group(bot: Bot, playground: Playground, desk: Chat) -> None:
    eve = playground.phone(first_name="Eve").in_chat(desk)
    await eve.joins()
    assert (await bot.does("getChatMember", chat_id=desk.id, user_id=eve.person.id))["status"] == "member"
    await eve.leaves()
    came, went = [update["message"] for update in await bot.does("getUpdates")]
    assert came["new_chat_members"][0]["id"] == went["left_chat_member"]["id"] == eve.person.id
    assert (await bot.does("getChatMember", chat_id=desk.id, user_id=eve.person.id))["status"] == "left"


async def test_a_bot_that_asks_for_it_hears_of_ranks(bot: Bot, playground: Playground, desk: Chat, bao: Phone) -> None:
    await bot.does("getUpdates", allowed_updates=["chat_member"])
    playground.appoint(desk, person=bao.person)
    [update] = await bot.does("getUpdates")
    assert update["chat_member"]["old_chat_member"]["status"] == "member"
    assert update["chat_member"]["new_chat_member"]["status"] == "administrator"


@pytest.mark.parametrize(("whom", "number"), [("group", 1087968824), ("channel", 136817688)])
async def test_who_hides_writes_and_presses_under_a_number_of_telegrams(
    bot: Bot, desk: Chat, ana: Phone, whom: str, number: int
) -> None:
    there = ana.in_chat(desk)
    there.speaks_as(whom)
    rows = {"inline_keyboard": [[{"text": "我来", "callback_data": "take"}]]}
    await bot.does("sendMessage", chat_id=desk.id, text="A417", reply_markup=rows)
    await there.types("hello")
    await there.taps("我来")
    there.speaks_as("self")
    await there.types("it is me")
    updates = await bot.does("getUpdates")
    hidden, press, own = updates[0]["message"], updates[1]["callback_query"], updates[2]["message"]
    assert hidden["from"]["id"] == press["from"]["id"] == number
    assert (hidden["sender_chat"]["id"] == desk.id) is (whom == "group")
    assert own["from"]["id"] == ana.person.id
    assert "sender_chat" not in own
    assert bot_api().problems_of("Array of Update", updates) == []


async def test_one_speaks_as_one_of_three(ana: Phone, desk: Chat) -> None:
    with pytest.raises(ValueError, match="one speaks as one of"):
        ana.in_chat(desk).speaks_as("the mayor")


async def test_a_member_deletes_only_its_own(bot: Bot, playground: Playground, desk: Chat, bao: Phone) -> None:
    card = await bao.in_chat(desk).types("x")
    topic = await bot.does("createForumTopic", chat_id=desk.id, name="A1")
    own = await bot.does("sendMessage", chat_id=desk.id, text="y")
    playground.dismiss(desk)
    refused = await bot.is_refused("deleteMessage", chat_id=desk.id, message_id=card.id)
    assert refused == "Bad Request: message can't be deleted"
    await bot.does("deleteMessage", chat_id=desk.id, message_id=own["message_id"])
    playground.appoint(desk)
    card.data["date"] -= 49 * 3600
    await bot.does("deleteMessage", chat_id=desk.id, message_id=card.id)
    refused = await bot.is_refused("deleteMessage", chat_id=desk.id, message_id=topic["message_thread_id"])
    assert refused == "Bad Request: message can't be deleted"

"""Copying: what was said in one chat is said again in another, with or without its author; pins and signs."""

import pytest

from playground import Chat, Limits, Phone, Playground
from tests.playground.calling import Bot


@pytest.fixture
def desk(playground: Playground, ana: Phone) -> Chat:
    playground.limits = Limits("off")
    return playground.group("办事群", [ana.person], is_forum=True)


async def test_a_copy_says_the_same_and_not_who_said_it(
    bot: Bot, playground: Playground, desk: Chat, ana: Phone
) -> None:
    topic = (await bot.does("createForumTopic", chat_id=desk.id, name="A417"))["message_thread_id"]
    card = await ana.sends_voice("听听")
    place = {"chat_id": desk.id, "message_thread_id": topic}
    source = {"from_chat_id": ana.person.id, "message_id": card.id}
    copied = await bot.does("copyMessage", **place, **source)
    there = ana.in_chat(desk, topic).screen()[-1].data
    assert there["message_id"] == copied["message_id"]
    assert (there["voice"], there["caption"]) == (card.data["voice"], "听听")
    assert (there["from"]["is_bot"], "forward_origin" in there) == (True, False)
    await bot.does("copyMessage", **place, **source, caption="<b>师傅#412</b>", parse_mode="HTML")
    there = ana.in_chat(desk, topic).screen()[-1].data
    assert (there["caption"], there["caption_entities"][0]["type"]) == ("师傅#412", "bold")
    assert len(playground.ledger.messages_to(desk.id)) == 2


async def test_a_forward_names_its_author(bot: Bot, desk: Chat, ana: Phone) -> None:
    card = await ana.types("门锁着")
    source = {"chat_id": desk.id, "from_chat_id": ana.person.id}
    passed = await bot.does("forwardMessage", **source, message_id=card.id)
    assert passed["forward_origin"]["sender_user"]["id"] == ana.person.id
    again = await bot.does("forwardMessage", chat_id=desk.id, from_chat_id=desk.id, message_id=passed["message_id"])
    assert again["forward_origin"]["sender_user"]["id"] == ana.person.id
    assert len(await bot.does("forwardMessages", **source, message_ids=[card.id])) == 1
    await bot.does("copyMessage", chat_id=desk.id, from_chat_id=desk.id, message_id=passed["message_id"])
    assert "forward_origin" not in ana.in_chat(desk).screen()[-1].data


async def test_what_is_gone_cannot_be_copied_or_passed_on(bot: Bot, desk: Chat, ana: Phone) -> None:
    source = {"chat_id": desk.id, "from_chat_id": ana.person.id}
    assert await bot.is_refused("copyMessage", **source, message_id=9) == "Bad Request: message to copy not found"
    assert await bot.is_refused("forwardMessage", **source, message_id=9) == "Bad Request: message to forward not found"
    assert (
        await bot.is_refused("copyMessages", **source, message_ids=[9]) == "Bad Request: there are no messages to copy"
    )
    order = "Bad Request: message identifiers must be in a strictly increasing order"
    assert await bot.is_refused("copyMessages", **source, message_ids=[2, 1]) == order


async def test_what_nobody_wrote_or_what_is_protected_stays(bot: Bot, desk: Chat) -> None:
    topic = await bot.does("createForumTopic", chat_id=desk.id, name="A417")
    secret = await bot.does("sendMessage", chat_id=desk.id, text="x", protect_content=True)
    for number in (topic["message_thread_id"], secret["message_id"]):
        source = {"chat_id": desk.id, "from_chat_id": desk.id, "message_id": number}
        assert await bot.is_refused("copyMessage", **source) == "Bad Request: message can't be copied"
        assert await bot.is_refused("forwardMessage", **source) == "Bad Request: message can't be forwarded"


async def test_a_caption_that_only_a_person_may_write_cannot_be_copied(bot: Bot, desk: Chat, ana: Phone) -> None:
    card = await ana.sends_photo("长" * 1025)
    source = {"chat_id": desk.id, "from_chat_id": ana.person.id, "message_id": card.id}
    assert await bot.is_refused("copyMessage", **source) == "Bad Request: message caption is too long"
    await bot.does("copyMessage", **source, caption="短")


async def test_a_copied_album_is_an_album(bot: Bot, playground: Playground, desk: Chat, ana: Phone) -> None:
    cards = await ana.sends_album(3, "门锁着")
    await ana.deletes(cards[1])
    source = {"chat_id": desk.id, "from_chat_id": ana.person.id, "message_ids": [card.id for card in cards]}
    assert len(await bot.does("copyMessages", **source)) == 2
    await bot.does("copyMessages", **source, remove_caption=True)
    albums = [card.data["media_group_id"] for card in ana.in_chat(desk).screen()]
    assert albums[0] == albums[1] != albums[2] == albums[3] != cards[0].data["media_group_id"]
    captions = [card.data.get("caption") for card in ana.in_chat(desk).screen()]
    assert captions == ["门锁着", None, None, None]
    assert playground.ledger.messages_per_chat()[desk.id] == 6


async def test_several_are_deleted_at_once_or_none(bot: Bot, ana: Phone) -> None:
    cards = [await ana.types("x") for _ in range(3)]
    cards[2].data["date"] -= 49 * 3600
    chat = {"chat_id": ana.person.id}
    assert "can't be deleted" in await bot.is_refused("deleteMessages", **chat, message_ids=[card.id for card in cards])
    assert len(ana.screen()) == 3
    await bot.does("deleteMessages", **chat, message_ids=[cards[0].id, cards[1].id, 99])
    assert len(ana.screen()) == 1


async def test_a_pin_leaves_a_line_that_the_bot_hears_of(bot: Bot, playground: Playground, desk: Chat) -> None:
    sent = await bot.does("sendMessage", chat_id=desk.id, text="值班表")
    place = {"chat_id": desk.id, "message_id": sent["message_id"]}
    await bot.does("pinChatMessage", **place)
    [update] = await bot.does("getUpdates")
    assert update["message"]["pinned_message"]["text"] == "值班表"
    assert (await bot.does("getChat", chat_id=desk.id))["pinned_message"]["text"] == "值班表"
    refused = await bot.is_refused("pinChatMessage", chat_id=desk.id, message_id=update["message"]["message_id"])
    assert refused == "Bad Request: message can't be pinned"
    assert (
        await bot.is_refused("pinChatMessage", chat_id=desk.id, message_id=99)
        == "Bad Request: message to pin not found"
    )
    await bot.does("unpinChatMessage", chat_id=desk.id)
    assert await bot.is_refused("unpinChatMessage", **place) == "Bad Request: message to unpin not found"
    playground.dismiss(desk)
    refused = await bot.is_refused("pinChatMessage", **place)
    assert refused == "Bad Request: not enough rights to manage pinned messages in the chat"


async def test_the_bot_answers_with_a_sign(bot: Bot, ana: Phone) -> None:
    card = await ana.types("x")
    place = {"chat_id": ana.person.id, "message_id": card.id}
    thumb = {"type": "emoji", "emoji": "👍"}
    await bot.does("setMessageReaction", **place, reaction=[thumb])
    assert card.message.reactions == [thumb]
    await bot.does("setMessageReaction", **place)
    assert card.message.reactions == []
    wrong = {"type": "emoji", "emoji": "🚲"}
    assert await bot.is_refused("setMessageReaction", **place, reaction=[wrong]) == "Bad Request: REACTION_INVALID"
    refused = await bot.is_refused("setMessageReaction", **place, reaction=[thumb, thumb])
    assert refused == "Bad Request: REACTIONS_TOO_MANY"
    place["message_id"] = 99
    refused = await bot.is_refused("setMessageReaction", **place, reaction=[thumb])
    assert refused == "Bad Request: message to react not found"

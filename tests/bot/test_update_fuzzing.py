"""Whatever Telegram or somebody in its name may send: the bot lives, takes it once, and answers the next message."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.memory import contents
from playground.phones.phone import Phone
from tests.city import City
from tests.crowd import Crowd, crowd_in
from tests.fuzzing import TRIED, fuzzed, mutilated

SOMEBODY, GROUP = 777, -777  # stand for the one who sends, and for a group of theirs
PLACE = (30.271234, 120.155678)
CASE = "工资三个月没发"
SENDER = {"id": SOMEBODY, "is_bot": False, "first_name": "Ana", "language_code": "zh-hans"}
PRIVATE = {"id": SOMEBODY, "type": "private", "first_name": "Ana"}
DESK = {"id": GROUP, "type": "supergroup", "title": "<3 办事群", "is_forum": True}
FRAME = {"message_id": 5, "date": 1_784_010_000, "from": SENDER, "chat": PRIVATE}
IN_GROUP = FRAME | {"chat": DESK, "message_thread_id": 3, "is_topic_message": True}
KINDS: list[dict[str, Any]] = [
    contents.typed("/start"),
    contents.typed("/start staff-abc"),
    contents.typed("/bind 330302"),
    contents.typed(CASE),
    contents.typed("/mydata"),
    contents.typed("/forget"),
    contents.typed("/language"),
    contents.typed("English"),
    contents.located(*PLACE, 12.0),
    contents.located(*PLACE, live_period=900),
    contents.venue(*PLACE, "驿站", "路"),
    contents.forwarded(contents.located(*PLACE), SENDER, 1),
    contents.photo("D0127"),
    contents.photo() | {"media_group_id": "12345"},
    contents.voice(),
    contents.audio(),
    contents.video("看"),
    contents.video_note(),
    contents.animation(),
    contents.document("单子.xlsx", CASE),
    contents.sticker(),
    contents.contact(),
    contents.poll(),
    contents.dice(),
    {"story": {"chat": DESK, "id": 3}},
    {"paid_media": {"star_count": 3, "paid_media": []}},
    {"users_shared": {"request_id": 1, "users": [SENDER]}},
    {"successful_payment": {"currency": "XTR", "total_amount": 1}},
]
SERVICES: list[dict[str, Any]] = [
    {"migrate_to_chat_id": -1_000_000_000_777},
    {"migrate_from_chat_id": -778},
    {"new_chat_members": [SENDER]},
    {"left_chat_member": SENDER},
    {"forum_topic_created": {"name": "话题", "icon_color": 7}},
    {"pinned_message": IN_GROUP},
    contents.typed("/bind"),
    contents.typed("/bind@nuanyi_bot 330302"),
    contents.typed("你们好"),
]
CARD = FRAME | {"from": {"id": 1_000_000_001, "is_bot": True, "first_name": "暖驿"}, "text": "…"}
PRESS = {"id": "91", "from": SENDER, "message": CARD, "chat_instance": "8"}
MEMBER = {"status": "member", "user": CARD["from"]}
LEFT = {"status": "kicked", "user": CARD["from"], "until_date": 0}
SAMPLES: list[dict[str, Any]] = [
    *({"message": FRAME | content} for content in KINDS),
    *({"message": IN_GROUP | content} for content in SERVICES),
    {"message": IN_GROUP | contents.typed("/bind") | {"sender_chat": DESK, "from": SENDER | {"id": 1087968824}}},
    *({"edited_message": FRAME | content | {"edit_date": 1_784_010_001}} for content in KINDS[3:10]),
    *(
        {"callback_query": PRESS | {"data": data}}
        for data in (
            "near:wtm7s1xyz:0",
            "go:1:wtm7s1xyz",
            "full:1:wtm7s1xyz",
            "photo:1",
            "again:wtm7s1xyz",
            "f:start:1:taxi",
            "my_data",
            "forget:yes",
            "setup:again",
            "speak:en",
            "bind:1",
            f"join:yes:{'0' * 40}",
            "language:en",
        )
    ),
    {"callback_query": PRESS | {"data": "near:wtm7s1xyz:0", "message": {"chat": PRIVATE, "message_id": 5, "date": 0}}},
    {
        "callback_query": {
            "id": "92",
            "from": SENDER,
            "inline_message_id": "x",
            "chat_instance": "8",
            "game_short_name": "g",
        }
    },
    *(
        {"my_chat_member": {"chat": chat, "from": SENDER, "date": 1, "old_chat_member": old, "new_chat_member": new}}
        for chat in (PRIVATE, DESK)
        for old, new in ((MEMBER, LEFT), (LEFT, MEMBER))
    ),
    {"channel_post": FRAME | {"chat": {"id": GROUP, "type": "channel", "title": "频道"}} | contents.located(*PLACE)},
    {"business_message": FRAME | {"business_connection_id": "b"} | contents.typed(CASE)},
    {
        "message_reaction": {
            "chat": PRIVATE,
            "message_id": 5,
            "user": SENDER,
            "date": 1,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        }
    },
    {
        "inline_query": {
            "id": "3",
            "from": SENDER,
            "query": CASE,
            "offset": "",
            "location": {"latitude": 1, "longitude": 2},
        }
    },
    {"poll_answer": {"poll_id": "3", "user": SENDER, "option_ids": [0]}},
    {"chat_join_request": {"chat": DESK, "from": SENDER, "user_chat_id": SOMEBODY, "date": 1}},
    {
        "something_of_next_year": {
            "chat": PRIVATE,
            "from": SENDER,
            "location": {"latitude": PLACE[0], "longitude": PLACE[1]},
        }
    },
]


@pytest.fixture
async def crowd(quiet_city: City) -> AsyncIterator[Crowd]:
    """People who send anything at all."""
    async with crowd_in(quiet_city) as crowd:
        yield crowd


@fuzzed(20, talks=True)
@given(updates=st.lists(mutilated(SAMPLES), min_size=1, max_size=12))
@example(updates=SAMPLES)
async def test_after_any_update_the_bot_lives_and_answers_the_next_message(
    crowd: Crowd, updates: list[dict[str, Any]]
) -> None:
    phones = crowd.gathers(len(updates))
    numbers = await crowd.sends({phone: of(phone, update) for phone, update in zip(phones, updates, strict=True)})
    TRIED["updates"] += len(updates)
    await crowd.is_well(numbers)
    for phone in phones:
        assert sum("<b>E" in text for text in crowd.heard_by(phone)) <= 1
    for letter in await crowd.letters(numbers):
        assert CASE not in letter.traceback + letter.kind
        assert all(word not in (letter.body or "") + letter.traceback for word in ("30.2712", "120.1556"))


def of(phone: Phone, part: Any) -> Any:
    """The same with the number of the one who sends it."""
    if isinstance(part, dict):
        return {name: of(phone, value) for name, value in part.items()}
    if isinstance(part, list):
        return [of(phone, each) for each in part]
    is_number = isinstance(part, int) and not isinstance(part, bool)
    return {SOMEBODY: phone.person.id, GROUP: -phone.person.id}.get(part, part) if is_number else part

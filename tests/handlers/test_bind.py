"""Bind: an admin makes a group the desk of a union, others hear why not, strangers hear nothing."""

from typing import Any

import pytest
from sqlalchemy import select

from models import AuditEntry, StaffMember, Union
from playground.memory.chats import Chat
from playground.memory.people import Person
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.conftest import Says
from tests.handlers.staff import hire


@pytest.fixture
def chidi(city: City) -> Phone:
    """Chidi, who works for the union."""
    return city.phone("Chidi")


def group(city: City, *phones: Phone, type: str = "supergroup", is_forum: bool = True) -> Chat:  # noqa: A002
    """A group of the union with these people in it."""
    return city.playground.group("办事群", [phone.person for phone in phones], type=type, is_forum=is_forum)


async def desks(city: City) -> dict[str, int]:
    assert city.house is not None
    async with city.house.database.reading() as session:
        unions = await session.scalars(select(Union).where(Union.desk_chat_id.is_not(None)))
        return {union.name: union.desk_chat_id for union in unions if union.desk_chat_id}


async def test_an_admin_makes_a_group_the_desk_of_the_union(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    chat = group(city, chidi)
    desk = chidi.in_chat(chat)
    await desk.types("/bind")
    assert (await desk.reads()).startswith("这里是鹿城区的办事群了。")
    assert await desks(city) == {"鹿城区": chat.id}
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        [entry] = await session.scalars(select(AuditEntry))
    assert (entry.actor_id, entry.action, entry.subject) == (chidi.person.id, "bound_desk", str(chat.id))
    await desk.types("/bind@nuanyi_bot")
    assert "已经是鹿城区的办事群" in await desk.reads()


async def test_in_a_new_group_the_desk_moves(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    first = chidi.in_chat(group(city, chidi))
    await first.types("/bind")
    await first.reads()
    second = group(city, chidi)
    desk = chidi.in_chat(second)
    await desk.types("/bind")
    assert "鹿城区的办事群换到这里了" in await desk.reads()
    assert await desks(city) == {"鹿城区": second.id}


async def test_with_several_unions_the_admin_is_asked_which(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    await hire(city, chidi, "admin", "瓯海区")
    chat = group(city, chidi)
    desk = chidi.in_chat(chat)
    await desk.types("/bind")
    assert "给哪个工会办事" in await desk.reads()
    await desk.taps("瓯海区")
    assert "这里是瓯海区的办事群了" in await desk.reads()
    assert await desks(city) == {"瓯海区": chat.id}


async def test_an_admin_binds_for_a_union_below_by_its_code(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "温州市")
    chat = group(city, chidi)
    desk = chidi.in_chat(chat)
    await desk.types("/bind 330302")
    assert "这里是鹿城区的办事群了" in await desk.reads()
    await desk.types("/bind 330304")
    assert "已经给别的工会办事了" in await desk.reads()
    await desk.types("/bind 999999")
    assert "没有代码是999999的工会" in await desk.reads()
    await desk.types("/bind 330100")
    assert "这件事要“管理员”，杭州市。\n您现在是“管理员”，温州市。" in await desk.reads()
    assert await desks(city) == {"鹿城区": chat.id}


@pytest.mark.parametrize(("type", "is_forum"), [("supergroup", False), ("group", False)])
async def test_a_group_without_topics_is_told_what_is_missing(
    city: City, chidi: Phone, type: str, is_forum: bool  # noqa: A002
) -> None:  # fmt: skip
    await hire(city, chidi, "admin", "鹿城区")
    desk = chidi.in_chat(group(city, chidi, type=type, is_forum=is_forum))
    await desk.types("/bind")
    assert "群设置里打开“话题”" in await desk.reads()
    assert await desks(city) == {}


async def test_who_has_another_role_hears_what_it_takes_and_whom_to_ask(city: City, chidi: Phone, bao: Phone) -> None:
    await hire(city, bao, "admin", "温州市", "赵主席")
    await hire(city, chidi, "caseworker", "鹿城区")
    desk = chidi.in_chat(group(city, chidi))
    await desk.types("/bind")
    assert (await desk.reads()).splitlines() == [
        "这件事要“管理员”，鹿城区。", "您现在是“办事员”，鹿城区。", "要开通找：赵主席。",
    ]  # fmt: skip
    assert await desks(city) == {}


async def test_a_stranger_learns_nothing(city: City, eve: Phone) -> None:
    there = eve.in_chat(group(city, eve))
    await there.types("/bind")
    await there.hears_nothing()
    await eve.types("/bind")
    bind = await eve.reads()
    await eve.types("/nonsense")
    assert await eve.reads() == bind


async def test_in_private_the_admin_is_sent_to_the_group(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    await chidi.types("/bind")
    assert "在群里定" in await chidi.reads()


@pytest.mark.parametrize("stand_in", [1087968824, 136817688])
async def test_who_hides_is_asked_to_show_themselves(city: City, chidi: Phone, stand_in: int) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    chat = group(city, chidi)
    hidden = Person(id=stand_in, first_name="Group")
    content: dict[str, Any] = {
        "text": "/bind", "entities": [{"type": "bot_command", "offset": 0, "length": 5}], "sender_chat": chat.face,
    }  # fmt: skip
    city.playground.state.receive(hidden, chat, content)
    desk = chidi.in_chat(chat)
    assert "您现在是匿名发言" in await desk.reads()
    assert await desks(city) == {}


async def test_an_admin_who_speaks_as_a_channel_is_not_taken_at_their_word(
    city: City, chidi: Phone, says: Says
) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    chat = group(city, chidi)
    desk = chidi.in_chat(chat)
    channel = {"id": -1009, "type": "channel", "title": "新闻"}
    entities = [{"type": "bot_command", "offset": 0, "length": 5}]
    says(desk, {"text": "/bind", "entities": entities, "sender_chat": channel})
    assert "您现在是匿名发言" in await desk.reads()
    assert await desks(city) == {}


async def test_a_key_for_the_admin_does_nothing_under_another_thumb(city: City, chidi: Phone, eve: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    await hire(city, chidi, "admin", "瓯海区")
    chat = group(city, chidi, eve)
    desk, other = chidi.in_chat(chat), eve.in_chat(chat)
    await desk.types("/bind")
    await desk.reads()
    await other.taps("瓯海区")
    assert (await other.reads_toast()).startswith("That button is old")
    assert await desks(city) == {}


async def test_a_role_that_was_taken_away_counts_no_more_at_the_next_tap(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    await hire(city, chidi, "admin", "瓯海区")
    desk = chidi.in_chat(group(city, chidi))
    await desk.types("/bind")
    await desk.reads()
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        for post in await session.scalars(select(StaffMember)):
            await session.delete(post)
    await desk.taps("瓯海区")
    await desk.reads_toast()
    assert await desks(city) == {}


async def test_the_answer_comes_in_the_topic_where_it_was_asked(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    desk = chidi.in_chat(group(city, chidi))
    topic = desk.in_chat(desk.chat, await desk.opens_topic("值班"))
    await topic.types("/bind")
    assert (await topic.reads()).startswith("这里是鹿城区的办事群了。")


async def test_a_group_that_becomes_a_supergroup_stays_the_desk(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    chat = group(city, chidi)
    desk = chidi.in_chat(chat)
    await desk.types("/bind")
    await desk.reads()
    grown = city.playground.migrate(chat)
    grown.face |= {"is_forum": True}
    there = chidi.in_chat(grown)
    await there.types("/bind")
    assert "已经是鹿城区的办事群" in await there.reads()
    assert await desks(city) == {"鹿城区": grown.id}

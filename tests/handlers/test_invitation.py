"""Invitation: a link makes one person staff, and tells everybody else kindly that it does not."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import delete, select

from models import AuditEntry, DeadLetter, Role, StaffMember, Union
from playground.phones.phone import Phone
from services.staff.invitations import invite
from services.staff.people import remove_staff
from tests.city import City
from tests.handlers.hearing import hears
from tests.handlers.staff import hire
from tests.unions import found_unions


@pytest.fixture
def chidi(city: City) -> Phone:
    """Chidi, who is to become a caseworker."""
    return city.phone("Chidi")


async def link(city: City, role: Role = Role.CASEWORKER, by: Phone | None = None) -> str:
    """What a person sends by opening an invitation's link."""
    assert city.house is not None
    database = city.house.database
    unions = await found_unions(database)
    if by:
        await hire(city, by, "admin", "温州市", "赵主席")
    async with database.writing() as session, session.begin():
        union = await session.get_one(Union, unions["鹿城区"])
        return f"/start {await invite(session, role, union, city.clock.now(), by.person.id if by else None)}"


async def staff(city: City) -> list[tuple[int, str, str]]:
    assert city.house is not None
    async with city.house.database.reading() as session:
        rows = await session.scalars(select(StaffMember).order_by(StaffMember.id))
        return [(row.telegram_id, row.role, row.name) for row in rows]


async def buried(city: City) -> Sequence[DeadLetter]:
    assert city.house is not None
    async with city.house.database.reading() as session:
        return (await session.scalars(select(DeadLetter))).all()


async def test_chidi_opens_a_link_reads_what_it_is_and_accepts(city: City, chidi: Phone, bao: Phone) -> None:
    await chidi.types(await link(city, by=bao))
    asked = await chidi.reads()
    assert asked.splitlines() == [
        "赵主席请您来做办事员：", "鹿城区，连同它下面的。", "接受了，同事看得到“Chidi”这个名字。",
    ]  # fmt: skip
    assert chidi.last_card.buttons == [["接受", "不用"]]
    await chidi.taps("接受")
    assert (await chidi.reads()).startswith("现在起是办事员了。")
    assert await staff(city) == [(bao.person.id, "admin", "赵主席"), (chidi.person.id, "caseworker", "Chidi")]


async def test_the_menu_of_an_admin_shows_the_commands_for_staff_and_nobody_elses_does(city: City, eve: Phone) -> None:
    await eve.types(await link(city, Role.ADMIN))
    await eve.reads()
    await eve.taps("Accept")
    await eve.reads()
    async with asyncio.timeout(5):
        while not (menu := city.playground.state.commands.get(f"chat {eve.person.id}")):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    shown = {command["command"] for command in menu}
    everybody = {command["command"] for command in city.playground.state.commands["all_private_chats"]}
    assert shown - everybody == {"invite", "bind", "board"}


async def test_an_operators_link_comes_from_the_union(city: City, eve: Phone) -> None:
    await eve.types(await link(city, Role.KEEPER))
    assert (await eve.reads()).startswith("The union invites you as keeper:")


async def test_a_no_is_taken_and_the_link_is_worth_nothing_any_more(city: City, chidi: Phone, bao: Phone) -> None:
    words = await link(city)
    await chidi.types(words)
    await chidi.reads()
    card = chidi.last_card
    await chidi.taps("不用")
    assert "这个链接也作废了" in await chidi.reads()
    await bao.types(words)
    assert "这个邀请用不了" in await bao.reads()
    await chidi.taps_on(card, "接受") if card.buttons else None
    assert await staff(city) == []


async def test_a_name_that_turns_lines_or_begins_new_ones_is_kept_as_what_one_sees_of_it(city: City) -> None:
    eve = city.phone("Eve\u202e\n700001\tadmin")
    await eve.types(await link(city))
    await eve.reads()
    await eve.taps("接受")
    await eve.reads()
    assert await staff(city) == [(eve.person.id, "caseworker", "Eve 700001 admin")]


async def test_a_forwarded_link_is_the_first_ones(city: City, chidi: Phone, eve: Phone) -> None:
    words = await link(city)
    await chidi.types(words)
    await chidi.reads()
    await eve.types(words)
    assert "This invitation does not work" in await eve.reads()
    await chidi.taps("接受")
    assert "现在起是办事员了" in await chidi.reads()
    await chidi.types(words)
    assert "现在起是办事员了" in await hears(chidi, "现在起")
    assert [row[0] for row in await staff(city)] == [chidi.person.id]


async def test_of_two_who_open_a_link_at_one_moment_one_is_asked(city: City, chidi: Phone, bao: Phone) -> None:
    words = await link(city)
    await asyncio.gather(chidi.types(words), bao.types(words))
    heard = await asyncio.gather(chidi.reads(), bao.reads())
    assert sorted("请您来做" in text for text in heard) == [False, True]


@pytest.mark.parametrize("hours", [24, 30])
async def test_a_day_later_the_link_does_not_work(city: City, chidi: Phone, hours: int) -> None:
    words = await link(city)
    city.clock.goes_on(hours=hours)
    await chidi.types(words)
    assert "这个邀请用不了" in await chidi.reads()


async def test_an_unknown_link_gets_one_kind_sentence(city: City, chidi: Phone) -> None:
    await found_unions(city.house.database)  # type: ignore[union-attr]
    await chidi.types("/start invite_" + "x" * 43)
    assert "这个邀请用不了" in await chidi.reads()


async def test_other_words_after_start_are_a_start(city: City, ana: Phone) -> None:
    await ana.types("/start poster7")
    assert "这里是暖驿" in await hears(ana, "暖驿")


async def test_an_acceptance_after_the_admin_went_gives_nothing(city: City, chidi: Phone, bao: Phone) -> None:
    await chidi.types(await link(city, by=bao))
    await chidi.reads()
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        await remove_staff(session, bao.person.id, None, None, city.clock.now())
    await chidi.taps("接受")
    assert "这个邀请用不了" in await chidi.reads()
    assert await staff(city) == []


async def test_a_strangers_forged_key_gives_nothing(city: City, chidi: Phone, eve: Phone) -> None:
    await chidi.types(await link(city))
    await chidi.reads()
    data = chidi.last_card.rows[0][0]["callback_data"]
    await eve.types("/help")
    await eve.reads()
    await eve.presses_forged(eve.last_card, data)
    assert "This invitation does not work" in await eve.reads()
    assert await staff(city) == []


async def test_the_token_is_in_no_dead_letter_and_not_in_the_trail(quiet_city: City) -> None:
    async with quiet_city.at_work() as house:
        chidi = quiet_city.phone("Chidi")
        words = await link(quiet_city)
        poison: dict[str, Any] = {"message_id": 5, "date": 1, "text": words, "entities": [words]}
        poison |= {"chat": chidi.chat.face, "from": chidi.person.account}
        quiet_city.playground.push_update({"message": poison})
        async with asyncio.timeout(5):
            while not await buried(quiet_city):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        token = words.split()[1]
        [letter] = await buried(quiet_city)
        async with house.database.reading() as session:
            entries = (await session.scalars(select(AuditEntry))).all()
        assert letter.body
        assert json.loads(letter.body)["message"]["text"] == "/start"
        assert token not in letter.body + letter.traceback
        assert not any(token in entry.subject for entry in entries)


async def test_an_admin_added_on_the_command_line_has_the_menu_of_staff_from_the_next_start(quiet_city: City) -> None:
    async with quiet_city.at_work():
        chidi = quiet_city.phone("Chidi")
        await hire(quiet_city, chidi, "admin", "温州市")
        assert f"chat {chidi.person.id}" not in quiet_city.playground.state.commands
    async with quiet_city.at_work(), asyncio.timeout(5):
        while f"chat {chidi.person.id}" not in quiet_city.playground.state.commands:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("role", "theirs"),
    [
        (Role.ANNOUNCER, {"broadcast", "heat", "meal"}),
        (Role.ADMIN, {"invite", "bind", "board"}),
        (Role.KEEPER, {"board", "meal"}),
        (Role.INSPECTOR, set()),
    ],
)
async def test_the_menu_shows_what_each_role_may_until_it_is_taken_away(
    city: City, eve: Phone, role: Role, theirs: set[str]
) -> None:
    await eve.types(await link(city, role))
    await eve.reads()
    await eve.taps("Accept")
    await eve.reads()
    menus, own = city.playground.state.commands, f"chat {eve.person.id}"
    async with asyncio.timeout(5):
        while own not in menus:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    everybody = {command["command"] for command in menus["all_private_chats"]}
    assert {command["command"] for command in menus[own]} - everybody == theirs
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        await session.execute(delete(StaffMember))
    await eve.types("/broadcast")
    await eve.reads()
    async with asyncio.timeout(5):
        while own in menus:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

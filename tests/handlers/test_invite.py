"""Invite: an admin makes a link in two taps; others hear why not, strangers learn nothing."""

import re

import pytest
from sqlalchemy import select

from models import AuditEntry, Invitation, StaffMember
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.hearing import hears
from tests.handlers.staff import hire


@pytest.fixture
def chidi(city: City) -> Phone:
    """Chidi, an admin."""
    return city.phone("Chidi")


def link_on(phone: Phone) -> str:
    """The link that the key on the newest card copies."""
    link: str = phone.last_card.rows[0][0]["copy_text"]["text"]
    assert re.fullmatch(r"https://t\.me/nuanyi_bot\?start=invite_[\w-]{43}", link)
    return link


async def test_an_admin_makes_a_link_in_two_taps_and_bao_comes_by_it(city: City, chidi: Phone, bao: Phone) -> None:
    await hire(city, chidi, "admin", "温州市", "赵主席")
    await chidi.types("/invite")
    assert "请人来做什么？" in await chidi.reads()
    await chidi.taps("站长")
    assert "站长，在哪个工会？" in await chidi.reads()
    assert [label for row in chidi.last_card.buttons for label in row] == [
        "1 温州市", "2 鹿城区", "3 瓯海区", "4 五马街道", "返回",
    ]  # fmt: skip
    await chidi.taps("鹿城区")
    assert (await chidi.reads()).splitlines() == [
        "鹿城区请您来做站长：", "点这里看看，再点“接受”", "明天14:30前有效。", "谁先打开归谁，只用一次。",
    ]  # fmt: skip
    await bao.types(f"/start {link_on(chidi).partition('=')[2]}")
    assert "赵主席请您来做站长" in await bao.reads()
    await bao.taps("接受")
    assert "现在起是站长了" in await bao.reads()


async def test_the_questions_are_answered_by_typing_too(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "鹿城区")
    await chidi.types("/invite")
    await chidi.reads()
    await chidi.types("律师")
    await hears(chidi, "在哪个工会")
    await chidi.types("2")
    await hears(chidi, "五马街道请您来做律师")
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        [invitation] = await session.scalars(select(Invitation))
        [entry] = await session.scalars(select(AuditEntry))
    assert (invitation.role, invitation.made_by) == ("lawyer", chidi.person.id)
    assert (entry.action, entry.subject) == ("invited", "lawyer")


async def test_a_code_leads_to_the_unions_within(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "温州市")
    await chidi.types("/invite 330302")
    await chidi.reads()
    await chidi.taps("站长")
    await chidi.reads()
    assert chidi.last_card.buttons[0][0] == "1 鹿城区"
    assert "瓯海区" not in str(chidi.last_card.buttons)
    await chidi.types("/invite 330100")
    assert "这件事要“管理员”，杭州市。" in await hears(chidi, "这件事要")
    await chidi.types("/invite 999999")
    await hears(chidi, "没有代码是999999的工会")


async def test_who_is_no_admin_hears_whom_to_ask(city: City, chidi: Phone, bao: Phone) -> None:
    await hire(city, chidi, "admin", "温州市", "赵主席")
    await hire(city, bao, "keeper", "鹿城区")
    await bao.types("/invite")
    assert (await bao.reads()).splitlines() == [
        "这件事要“管理员”，鹿城区。", "您现在是“站长”，鹿城区。", "要开通找：赵主席。",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["/invite", "/invite 330302", "/bind"])
async def test_a_stranger_learns_nothing(city: City, chidi: Phone, eve: Phone, words: str) -> None:
    await hire(city, chidi, "admin", "温州市")
    await eve.types(words)
    heard = await eve.reads()
    await eve.types("/nonsense")
    assert await eve.reads() == heard


async def test_an_admin_who_was_removed_between_two_taps_makes_no_link(city: City, chidi: Phone) -> None:
    await hire(city, chidi, "admin", "温州市")
    await chidi.types("/invite")
    await chidi.reads()
    await chidi.taps("站长")
    await chidi.reads()
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        for post in await session.scalars(select(StaffMember)):
            await session.delete(post)
    await chidi.taps("鹿城区")
    await chidi.reads_toast()
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        assert (await session.scalars(select(Invitation))).all() == []

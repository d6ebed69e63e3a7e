"""Passing a case on, changing what was said, ready replies: what Chidi does besides answering, and what Ana hears."""

import pytest

from models import CaseState, CaseTopic, Side, TopicState, Union
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.cases import card_with, case_now, files, said
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears
from tests.handlers.staff import hire
from tests.handlers.test_desk import Desk, desk, presses
from tests.handlers.test_desk_private import alone

__all__ = ["desk"]


async def test_ana_hears_who_has_it_now_and_until_when_and_the_old_topic_lets_it_go(
    city: City, ana: Phone, desk: Desk
) -> None:
    chidi, case = desk
    dina = city.phone("Dina")
    await hire(city, dina, "caseworker", "温州市", "王强")
    await presses(chidi, "take", case)
    assert "有人接了" in await ana.reads()
    await presses(chidi, "pass", case)
    card = await card_with(chidi, "转给谁")
    assert card.text == "A1 转给谁？\n要说原因，用//写一句，只给自己人看。"
    assert card.buttons == [["王强"], ["温州市"], ["算了"]]
    await chidi.taps("温州市")
    await hears(chidi, "转给温州市了")
    assert "A1现在由温州市办，编号不变。" in await ana.reads()
    now = await case_now(city, case)
    assert (now.state, now.taken_by, now.level) == (CaseState.NEW, None, 1)
    async with city._house.database.reading() as session:
        assert (await session.get_one(Union, now.union_id)).name == "温州市"
        topic = await session.get_one(CaseTopic, (case.id, chidi.chat.id))
        assert topic.state in (TopicState.LEAVING, TopicState.LEFT)
    assert [each.text for each in await said(city, case, Side.BOT)] == ["鹿城区的李敏转给了温州市。"]


async def test_who_has_no_right_there_any_more_writes_to_nobody(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await hire(city, city.phone("Dina"), "caseworker", "温州市", "王强")
    await presses(chidi, "pass", case)
    await hears(chidi, "转给谁")
    await chidi.taps("温州市")
    assert "现在由温州市办" in await ana.reads()
    await chidi.in_chat(chidi.chat, chidi.topic).types("还有一句")
    await hears(chidi, "刚才的话没发给师傅")
    await ana.hears_nothing()


async def test_a_colleague_gets_it_and_ana_is_not_troubled(city: City, ana: Phone, known: Known, desk: Desk) -> None:
    chidi, case = desk
    wang = city.phone("Wang")
    await hire(city, wang, "lawyer", "鹿城区", "王律师")
    await presses(chidi, "pass", case)
    await hears(chidi, "转给谁")
    await chidi.taps("王律师 · 律师")
    await hears(chidi, "现在是王律师在办")
    assert "转到您手上了，李敏转的" in await wang.reads()
    await ana.hears_nothing()
    assert (await case_now(city, case)).taken_by == wang.person.id


async def test_what_chidi_changes_is_changed_where_ana_reads_it(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    mine = await chidi.types("下午四点来修")
    await hears(ana, "四点")
    before = len(ana.screen())
    await chidi.edits(mine, "下午五点来修")
    assert "下午五点来修" in await ana.reads()
    assert len(ana.screen()) == before
    [message] = await said(city, case, Side.STAFF)
    assert (message.text, message.revision, message.earlier) == ("下午五点来修", 1, '["下午四点来修"]')


async def test_a_change_that_comes_too_late_is_a_message_of_its_own(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    mine = await chidi.types("明天来修")
    await hears(ana, "明天来修")
    city.clock.goes_on(hours=49)
    await chidi.edits(mine, "后天来修")
    assert await ana.reads() == "A1 改了一下：\n后天来修"
    await chidi.edits(mine, "大后天来修")
    assert "大后天来修" in await ana.reads()


async def test_the_words_under_a_picture_change_there_and_later_below_it(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    mine = await chidi.sends_photo("换了插座")
    await hears(ana, "换了插座")
    await chidi.edits(mine, "换了插座和线")
    assert "换了插座和线" in await ana.reads()
    assert "photo" in ana.last_card.data
    city.clock.goes_on(hours=49)
    for words in ("都换了", "全都换了"):
        await chidi.edits(mine, words)
        assert words in await ana.reads()
        assert "text" in ana.last_card.data


async def test_a_changed_note_stays_among_staff(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    mine = await chidi.types("// 站里说没坏")
    await chidi.edits(mine, "// 站里说修过了")
    await chidi.edits(mine, "站里说修过了")
    await ana.hears_nothing()
    while [each.text for each in await said(city, case, Side.NOTE)] != ["// 站里说修过了"]:
        await ana.hears_nothing(0.05)


@pytest.mark.parametrize("door", ["/r", "常用语"])
async def test_a_ready_reply_goes_out_like_typed_words(city: City, ana: Phone, desk: Desk, door: str) -> None:
    chidi, case = desk
    assert (await card_with(chidi, "微波炉不通电")).buttons == [["我来", "常用语"], ["转", "等料", "关"]]
    await (chidi.types(door) if door == "/r" else chidi.taps(door))
    await hears(chidi, "点一句，就发给师傅")
    await chidi.taps("明天上午来修")
    await hears(chidi, "李敏发给师傅了")
    assert "明天上午来修" in await ana.reads()
    assert [each.author_id for each in await said(city, case, Side.STAFF)] == [chidi.person.id]


async def test_the_list_begins_with_what_is_late_and_then_with_ones_own(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    there = alone(city, chidi)
    city.clock.goes_on(hours=4)
    second, third = await files(city, ana), await files(city, ana)
    await presses(chidi, "take", third)
    await chidi.reads_toast()
    await there.types("/desk")
    lines = [line for line in (await hears(there, "开着的3件")).splitlines() if line.startswith("A")]
    assert lines == ["A1 东西坏了 · 没人接", "A3 东西坏了 · 李敏", "A2 东西坏了 · 没人接"]
    assert "过点了，17:30" in there.last_card.text
    assert second.reference == "A2"


async def test_a_stranger_has_no_desk(city: City, eve: Phone) -> None:
    await eve.types("/desk")
    desk = await eve.reads()
    await eve.types("/nonsense")
    assert await eve.reads() == desk


async def test_two_claim_a_case_at_once_and_one_has_it(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    dina = city.phone("Dina")
    await hire(city, dina, "caseworker", "温州市", "王强")
    one, two = alone(city, chidi), dina
    for phone in (one, two):
        await phone.types("/desk")
        await phone.reads()
        await phone.taps("A1")
        await phone.reads()
    for phone in (one, two):  # private chats: on PostgreSQL each in a lane of its own
        await phone.taps("我来")
    toasts = sorted([await one.reads_toast(), await two.reads_toast()])
    assert any("归您办了" in toast for toast in toasts)
    assert any(toast.startswith(("A1李敏接了", "A1王强接了")) for toast in toasts)
    assert (await case_now(city, case)).taken_by in (one.person.id, two.person.id)
    assert "有人接了" in await ana.reads()
    await ana.hears_nothing()

"""Desk: what Chidi presses and writes about a case reaches Ana, and nothing that is not meant for her does."""

import pytest
from sqlalchemy import select

from models import AuditEntry, Case, CaseKind, CaseState, Side, StaffMember
from playground.phones.phone import Phone
from tests.cases import becomes
from tests.city import City
from tests.handlers.cases import bound_group, card_with, case_now, files, how_often, said, topic_of
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears
from tests.handlers.staff import hire

Desk = tuple[Phone, Case]


@pytest.fixture
async def desk(city: City, known: Known, ana: Phone, eve: Phone) -> Desk:
    """Chidi's phone, with the topic of Ana's complaint open; Eve is in the group, and no staff."""
    chidi = city.phone("Chidi")
    await hire(city, chidi, "caseworker", "鹿城区", "李敏")
    await known(chidi)
    await known(ana)
    chat = await bound_group(city, chidi, eve)
    case = await files(city, ana)
    return chidi.in_chat(chat, await topic_of(city, case, chat)), case


async def presses(phone: Phone, verb: str, case: Case, *more: str) -> None:
    """Press a key of the case, wherever it is."""
    await phone.presses_forged(phone.screen()[0], ":".join(("desk", verb, case.reference, *more)))


async def test_who_takes_a_case_has_it_and_ana_hears_of_it_once(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await presses(chidi, "take", case)
    assert "A1归您办了" in await chidi.reads_toast()
    assert await ana.reads() == "A1有人接了，鹿城区，14:30。"
    await presses(chidi, "take", case)
    await ana.hears_nothing()
    now = await case_now(city, case)
    assert (now.state, now.taken_by) == (CaseState.TAKEN, chidi.person.id)


async def test_what_chidi_writes_in_the_topic_reaches_ana_as_it_was_written(
    city: City, ana: Phone, desk: Desk
) -> None:  # fmt: skip
    chidi, case = desk
    city.clock.goes_on(minutes=5)
    await chidi.types("师傅，插座<3烧了，\n下午来换 & 先别用")
    assert await ana.reads() == (
        "A1 有回话 鹿城区\n师傅，插座<3烧了，\n下午来换 & 先别用\n直接回这条，就接着说。"
    )  # fmt: skip
    [message] = await said(city, case, Side.STAFF)
    now = await case_now(city, case)
    assert (now.first_answer_at, now.taken_by) == (city.clock.now(), chidi.person.id)
    assert (message.source_chat_id, message.author_id) == (chidi.chat.id, chidi.person.id)


async def test_ana_answers_and_what_chidi_says_next_comes_back_to_her(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await chidi.types("哪一台？")
    await ana.replies(await card_with(ana, "哪一台"), "门口那台")
    assert "门口那台" in await hears(chidi, "门口那台")
    assert [each.text for each in await said(city, case, Side.WORKER)] == ["微波炉不通电", "门口那台"]


async def test_a_note_among_staff_reaches_nobody_else(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await chidi.types("// 先问站里")
    await chidi.types("／／再说")
    await ana.hears_nothing()
    assert [each.text for each in await said(city, case, Side.NOTE)] == ["// 先问站里", "／／再说"]
    assert await said(city, case, Side.STAFF) == []


async def test_eve_who_is_no_staff_sends_nothing_and_hears_so_once_an_hour(
    city: City, ana: Phone, eve: Phone, desk: Desk
) -> None:
    chidi, case = desk
    there = eve.in_chat(chidi.chat, chidi.topic)
    for words in ("我来答", "真的"):
        await there.types(words)
    await hears(there, "did not go to the worker")
    await presses(there, "take", case)
    assert "old" in await there.reads_toast()
    assert how_often(there, "did not go to the worker") == 1
    city.clock.goes_on(minutes=61)
    await there.types("还是我")
    while how_often(there, "did not go to the worker") == 1:
        await there.reads()
    await ana.hears_nothing()
    assert (await case_now(city, case)).state == CaseState.NEW


async def test_who_hides_behind_the_group_sends_nothing(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    chidi.speaks_as("group")
    await chidi.types("师傅好")
    assert "匿名" in await hears(chidi, "匿名")
    await ana.hears_nothing()


async def test_a_role_that_was_taken_away_counts_no_more_at_the_next_word(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    async with city._house.database.writing() as session, session.begin():
        for post in await session.scalars(select(StaffMember)):
            await session.delete(post)
    await chidi.types("师傅好")
    assert "刚才的话没发给师傅" in await hears(chidi, "刚才的话")
    await ana.hears_nothing()


async def test_a_colleague_has_it_and_it_is_taken_over_after_one_question(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    mei = city.phone("Mei")
    await hire(city, mei, "caseworker", "温州市", "美美")
    there = mei.in_chat(chidi.chat, chidi.topic)
    await presses(chidi, "take", case)
    await ana.reads()
    await presses(there, "take", case)
    assert await there.reads_toast() == "A1李敏接了，14:30。"
    city.clock.goes_on(minutes=10)
    await presses(there, "take", case)
    assert await hears(there, "接过来办")
    await there.taps("接过来")
    assert await hears(there, "现在是美美在办")
    await ana.hears_nothing()
    assert (await case_now(city, case)).taken_by == mei.person.id


async def test_long_words_arrive_in_parts_in_their_order(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    await chidi.types("插座烧了。" * 800)
    await hears(ana, "2/2")
    first, second = [card.text for card in ana.screen() if card.is_from_bot][-2:]
    assert first.startswith("A1 有回话 鹿城区 1/2")
    assert (first + second).count("插座烧了。") == 800
    assert second.endswith("直接回这条，就接着说。")


async def test_files_of_staff_travel_without_their_names(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    await chidi.sends_photo("修好了")
    for send in (chidi.sends_voice, chidi.sends_video, chidi.sends_document, chidi.sends_video_note):
        await send()
    kinds = ["photo", "voice", "video", "document", "video_note"]
    while len(sent := [card for card in ana.screen() if any(kind in card.data for kind in kinds)]) < len(kinds):
        await ana.reads()
    assert [next(kind for kind in kinds if kind in card.data) for card in sent] == kinds
    assert all("forward_origin" not in card.data for card in sent)
    assert all(card.text.startswith("A1 有回话") for card in sent[:-1])
    assert await hears(ana, "A1 有回话")  # below the round film, which takes no words


async def test_an_album_is_three_pictures_and_one_sentence(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await chidi.sends_album(3, "修好了，三张")
    await hears(ana, "A1 有回话")
    while len([card for card in ana.screen() if "photo" in card.data]) < 3:
        await ana.reads()
    heads = [card.text.split("\n")[0] for card in ana.screen() if "photo" in card.data]
    assert heads == ["A1 有回话 鹿城区", "A1", "A1"]
    assert len(await said(city, case, Side.STAFF)) == 3


async def test_a_sticker_stays_where_it_is_and_chidi_hears_so(city: City, ana: Phone, desk: Desk) -> None:
    chidi, _ = desk
    await chidi.sends_sticker()
    assert "这种消息转不了" in await hears(chidi, "这种消息转不了")
    await ana.hears_nothing()


async def test_what_is_asked_for_stops_the_clock_until_ana_writes(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await chidi.taps("等料")
    await chidi.replies(await card_with(chidi, "等师傅补什么"), "合同复印件，周三下午")
    assert "A1还差这个" in await ana.reads()
    assert "合同复印件，周三下午" in ana.last_card.text
    await hears(chidi, "告诉师傅了")
    waiting = await case_now(city, case)
    assert waiting.state == CaseState.WAITING
    city.clock.goes_on(hours=2)
    await ana.replies(ana.last_card, "送到了")
    await hears(ana, "加上了")
    now = await case_now(city, case)
    assert (now.state, now.stopped_at) == (CaseState.TAKEN, None)
    assert (now.done_due_at - waiting.done_due_at).total_seconds() == 2 * 3600


async def test_a_picture_of_what_is_missing_reaches_ana(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await chidi.taps("等料")
    await chidi.answering(await card_with(chidi, "等师傅补什么")).sends_photo("要这样的一张")
    assert "要这样的一张" in await ana.reads()
    assert "photo" in ana.last_card.data
    await hears(chidi, "告诉师傅了")
    assert (await case_now(city, case)).state == CaseState.WAITING


async def test_who_asks_ana_for_something_after_she_blocked_the_bot_hears_that(
    city: City, ana: Phone, desk: Desk
) -> None:  # fmt: skip
    chidi, case = desk
    await ana.blocks_the_bot()
    await chidi.taps("等料")
    await hears(chidi, "等师傅补什么")
    await chidi.taps("现场照片")
    assert "停用了机器人" in await hears(chidi, "停用了机器人")
    assert (await case_now(city, case)).unreachable_at == city.clock.now()


async def test_every_act_of_staff_is_in_the_trail_without_a_word_of_the_case(
    city: City, ana: Phone, desk: Desk
) -> None:  # fmt: skip
    chidi, case = desk
    await presses(chidi, "take", case)
    await ana.reads()
    await chidi.types("明天来修")
    await hears(ana, "明天来修")
    async with city._house.database.reading() as session:
        trail = [(entry.action, entry.subject, entry.actor_id) for entry in await session.scalars(select(AuditEntry))]
    assert trail == [("took_case", "A1", chidi.person.id), ("answered_case", "A1", chidi.person.id)]


async def test_in_the_topic_of_legal_aid_nothing_typed_is_sent_on_and_it_is_said_once(
    city: City, known: Known, ana: Phone, desk: Desk
) -> None:
    chidi, _ = desk
    case = await files(city, ana, "我送餐被撞了", CaseKind.LEGAL_AID)
    there = chidi.in_chat(chidi.chat, await topic_of(city, case, chidi.chat))
    for words in ("师傅您好", "听得到吗"):
        await there.types(words)
    await hears(there, "L1是法律援助，这里写的不会发给师傅")
    await ana.hears_nothing()
    assert how_often(there, "不会发给师傅") == 1
    assert await said(city, case, Side.STAFF) == []


async def test_what_is_said_after_the_end_reaches_ana_and_opens_nothing(city: City, ana: Phone, desk: Desk) -> None:
    chidi, case = desk
    await chidi.taps("等料")
    question = await card_with(chidi, "等师傅补什么")
    await becomes(city, "A1", state=CaseState.CLOSED, closed_at=city.clock.now())
    await chidi.replies(question, "不用送了，办好了")
    assert "A1 有回话" in await ana.reads()
    assert (await case_now(city, case)).state == CaseState.CLOSED

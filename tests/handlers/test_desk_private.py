"""Legal aid on the desk: read and answered in private chats by who has the right, and never in a group."""

import asyncio
import json

import pytest
from sqlalchemy import delete, select, update

from models import AuditEntry, Case, CaseKind, CaseState, Delivery, Side, StaffMember, Union
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.cases import bound_group, card_with, case_now, files, said, topic_of
from tests.handlers.conftest import Kept, Known
from tests.handlers.hearing import hears
from tests.handlers.staff import hire
from tests.handlers.test_desk import presses

STORY = "我送餐被出租车撞了，脚骨折，算不算工伤？"
Legal = tuple[Phone, Phone, Case]


@pytest.fixture
async def legal(city: City, known: Known, ana: Phone, eve: Phone) -> Legal:
    """The topic of Ana's legal matter as Chidi sees it, and as 王律师 does."""
    chidi, wang = city.phone("Chidi"), city.phone("Wang")
    await hire(city, chidi, "caseworker", "鹿城区", "李敏")
    await hire(city, wang, "lawyer", "鹿城区", "王律师")
    for phone in (chidi, wang, ana):
        await known(phone)
    chat = await bound_group(city, chidi, wang, eve)
    case = await files(city, ana, STORY, CaseKind.LEGAL_AID)
    topic = await topic_of(city, case, chat)
    return chidi.in_chat(chat, topic), wang.in_chat(chat, topic), case


def alone(city: City, there: Phone) -> Phone:
    """The same person in their private chat with the bot."""
    phone: Phone = city.playground.phone(there.person)
    return phone


async def readings(city: City) -> list[tuple[int | None, str]]:
    """Who read which case."""
    read = select(AuditEntry).where(AuditEntry.action == "read_case").order_by(AuditEntry.id)
    async with city._house.database.reading() as session:
        return [(entry.actor_id, entry.subject) for entry in await session.scalars(read)]


async def test_a_lawyer_reads_it_in_private_and_each_reading_is_written_down(city: City, legal: Legal) -> None:
    _, topic, case = legal
    wang = alone(city, topic)
    for times in (1, 2):
        await presses(topic, "read", case)
        assert "在私聊里" in await topic.reads_toast()
        assert STORY in await wang.reads()
        assert wang.last_card.text.startswith("L1 受伤\n师傅#1")
        assert await readings(city) == [(topic.person.id, "L1")] * times
    assert all(STORY not in card.text for card in topic.screen())
    assert (await case_now(city, case)).state == CaseState.NEW


async def test_a_caseworker_reads_it_only_after_taking_it(city: City, legal: Legal) -> None:
    topic, _, case = legal
    chidi = alone(city, topic)
    await presses(topic, "read", case)
    assert "这件事要“律师”" in await topic.reads_toast()
    await chidi.hears_nothing()
    assert await readings(city) == []
    await presses(topic, "take", case)
    assert STORY in await chidi.reads()
    assert await readings(city) == [(topic.person.id, "L1")]


async def test_who_answers_in_private_is_read_by_ana_with_their_name_and_she_by_them(
    city: City, ana: Phone, legal: Legal
) -> None:
    _, topic, case = legal
    wang = alone(city, topic)
    await presses(topic, "take", case)
    await hears(wang, STORY)
    assert "有人接了" in await ana.reads()
    mine = await wang.replies(wang.last_card, "先看三件事。周四下午我在。")
    assert "周四" in await ana.reads()
    await wang.edits(mine, "先看三件事。周五下午我在。")
    assert "周五" in await ana.reads()
    assert (await hears(ana, "先看三件事")).splitlines() == [
        "L1 律师回话 王律师，鹿城区", "先看三件事。周五下午我在。", "直接回这条接着问，或打12351。",
        "王律师的意见只对说到的情况，材料齐了会再看",
    ]  # fmt: skip
    await ana.replies(ana.last_card, "我走不了")
    assert await hears(wang, "我走不了") == "L1 师傅#1\n我走不了\n回这条，就回给师傅"
    assert "加上了" in await ana.reads()
    await wang.replies(wang.last_card, "// 问问医院")
    assert await notes_of(city, case) == ["// 问问医院"]
    await ana.hears_nothing()
    assert all("我走不了" not in card.text for card in topic.screen())


async def notes_of(city: City, case: Case) -> list[str]:
    """What staff noted among themselves, once there is something; nobody hears of it."""
    for _ in range(100):
        if notes := [each.text for each in await said(city, case, Side.NOTE)]:
            return notes
        await asyncio.sleep(0.05)
    return []


async def test_no_photo_is_asked_for_in_legal_aid(city: City, ana: Phone, legal: Legal) -> None:
    _, topic, case = legal
    await presses(topic, "wait", case)
    card = await card_with(alone(city, topic), "等师傅补什么")
    assert card.buttons[0] == ["合同或入职登记", "工资流水"]
    await topic.presses_forged(topic.last_card, "desk:bring:L1:photo")
    assert "当面带到" in await hears(ana, "现场照片")


async def test_words_in_private_that_answer_nothing_go_nowhere(city: City, ana: Phone, legal: Legal) -> None:
    _, topic, case = legal
    wang = alone(city, topic)
    await presses(topic, "take", case)
    await hears(wang, STORY)
    assert "有人接了" in await ana.reads()
    await wang.types("周五下午可以")
    assert await wang.reads() == "L1 这句没发给师傅。\n要发：长按这条，点“回复”，再写一遍。"
    await ana.hears_nothing()
    assert await said(city, case, Side.STAFF) == []
    await wang.replies(wang.last_card, "周五下午可以")
    assert "周五下午可以" in await ana.reads()


async def test_who_lost_the_right_answers_no_more_and_hears_so(city: City, ana: Phone, legal: Legal) -> None:
    topic, _, case = legal
    chidi = alone(city, topic)
    await presses(topic, "take", case)
    await hears(chidi, STORY)
    assert "有人接了" in await ana.reads()
    async with city._house.database.writing() as session, session.begin():
        await session.execute(delete(StaffMember))
    await chidi.replies(chidi.last_card, "师傅好")
    assert "没发出去：L1现在不归您办" in await chidi.reads()
    await ana.hears_nothing()
    await ana.types("/start")
    await ana.reads()
    async with city._house.database.writing() as session, session.begin():
        case = await session.get_one(Case, case.id)
        assert case.taken_by == chidi.person.id
    await ana.replies(next(card for card in ana.screen() if "有人接了" in card.text), "还在吗")
    await hears(ana, "加上了")
    await chidi.hears_nothing()


async def test_a_case_whose_holder_only_keeps_a_station_now_comes_to_a_colleague_with_ana_s_next_words(
    city: City, known: Known, ana: Phone
) -> None:
    chidi, mei = city.phone("Chidi"), city.phone("Mei")
    await hire(city, chidi, "caseworker", "鹿城区", "李敏")
    await hire(city, mei, "caseworker", "温州市", "美美")
    for phone in (chidi, mei, ana):
        await known(phone)
    case = await files(city, ana)
    await card_with(chidi, "A1 东西坏了")
    await chidi.taps("我来")
    taken = await card_with(ana, "有人接了")
    async with city._house.database.writing() as session, session.begin():
        await session.execute(
            update(StaffMember).where(StaffMember.telegram_id == chidi.person.id).values(role="keeper")
        )
    await ana.replies(taken, "冒烟了")
    assert "A1 东西坏了" in await hears(mei, "A1")
    assert (await case_now(city, case)).taken_by is None
    await mei.taps("我来")
    assert "冒烟了" in await hears(mei, "冒烟了")
    assert all("冒烟了" not in card.text for card in chidi.screen())


async def test_who_shut_the_private_chat_is_shown_the_way_there(city: City, kept: Kept, legal: Legal) -> None:
    _, topic, case = legal
    wang = alone(city, topic)
    await wang.blocks_the_bot()
    while (await kept(wang)).blocked_at is None:
        await wang.hears_nothing(0.05)
    await presses(topic, "read", case)
    await hears(topic, "先打开私聊点“开始”")
    assert await topic.taps("打开私聊") == "https://t.me/nuanyi_bot?start=desk"
    assert STORY not in json.dumps([card.data for card in topic.screen()], ensure_ascii=False)


async def test_ana_agrees_before_another_body_gets_it(city: City, ana: Phone, legal: Legal) -> None:
    _, topic, case = legal
    wang = alone(city, topic)
    await presses(topic, "take", case)
    await hears(wang, STORY)
    assert "有人接了" in await ana.reads()
    await presses(topic, "outside", case)
    await hears(wang, "转给哪家")
    await wang.replies(wang.last_card, "东岸区法律援助中心")
    assert "L1想转给东岸区法律援助中心" in await ana.reads()
    await ana.taps("同意转")
    assert "好，转过去" in await ana.reads()
    assert await hears(wang, "师傅同意转") == "L1 师傅同意转。"
    assert len(await said(city, case, Side.BOT)) == 2


async def test_without_a_group_a_complaint_is_talked_about_in_private_too(
    city: City, known: Known, ana: Phone, legal: Legal
) -> None:
    topic, _, _ = legal
    chidi = alone(city, topic)
    async with city._house.database.writing() as session, session.begin():
        union = await session.scalar(select(Union).where(Union.name == "鹿城区"))
        assert union is not None
        union.desk_chat_id = None
    case = await files(city, ana)
    await chidi.types("/desk")
    await hears(chidi, "A1 东西坏了 · 没人接")
    await chidi.taps("A1")
    await hears(chidi, "师傅#1，鹿城区")
    await chidi.taps("我来")
    await hears(chidi, "回这条，就回给师傅；//开头只给自己人看")
    assert "有人接了" in await ana.reads()
    await chidi.replies(await card_with(chidi, "//开头只给自己人看"), "下午来修")
    assert "下午来修" in await hears(ana, "下午来修")
    await ana.replies(ana.last_card, "好")
    assert await hears(chidi, "A1 师傅#1\n好") == "A1 师傅#1\n好\n回这条，就回给师傅"
    assert (await case_now(city, case)).first_answer_at is not None


async def test_no_word_of_it_lies_open_in_the_outbox(city: City, legal: Legal) -> None:
    _, topic, case = legal
    await presses(topic, "read", case)
    await topic.reads_toast()
    async with city._house.database.reading() as session:
        for delivery in await session.scalars(select(Delivery)):
            assert STORY not in (delivery.reason or "")

"""The Clerk on a bad day: deleted topics, lost groups, blocked phones; no case without a way that nobody knows of."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import delete, select

from models import Case, CaseCard, CaseKind, CaseMessage, CaseState, CaseTopic, Delivery, Role, Side, StaffMember, Union
from playground import BadRequest, CutAfter, Forbidden
from playground.memory.chats import Chat
from playground.phones.phone import Phone
from services.cases.alive import count_without_a_way
from services.cases.talk import Said, revise
from services.clock import machine_now
from services.delivery.outbox import move_chat, store
from services.delivery.parcel import reply
from services.staff.desks import bind_desk
from tests.office import EAST, Office, found_desks, shown, title, topic_called
from tests.unions import appoint

OUT_OF_REACH = (
    Forbidden("bot was kicked from the supergroup chat"),
    BadRequest("chat not found"),
    BadRequest("the chat is not a forum"),
    BadRequest("not enough rights to create a topic"),
)


async def union_of(office: Office, adcode: str = EAST) -> Union:
    async with office.database.reading() as session:
        union = await session.scalar(select(Union).where(Union.adcode == adcode))
        assert union is not None
        return union


async def unseen(office: Office) -> int:
    async with office.database.reading() as session:
        return await count_without_a_way(session, office.clock.now() + timedelta(minutes=2))


def read_on(phone: Phone) -> str:
    return "\n".join(card.text for card in phone.screen())


async def binds(office: Office, group: Chat, admin: Phone) -> None:
    async with office.database.writing() as session, session.begin():
        union = await session.scalar(select(Union).where(Union.adcode == EAST))
        assert union is not None
        await bind_desk(session, union, group.id, office.clock.now(), admin.person.id)


async def test_a_deleted_topic_is_made_again_with_all_that_was_said(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.hears(case, "还没好")
    await union.settles()
    old = topic_called(desk, "A1")
    written = await chidi.in_chat(desk, old).types("我去看看")
    said = Said("我去看看", chat_id=desk.id, message_id=written.id)
    await union.hears(case, said, side=Side.STAFF, author=chidi.person.id)
    await chidi.in_chat(desk, old).deletes_topic()
    await union.hears(case, "在吗")
    await union.settles()
    assert topic_called(desk, "A1") != old
    [card, words] = shown(desk, "A1")
    assert "微波炉不通电" in card
    assert [part.split("\n")[-1] for part in words.split("\n\n")] == [
        "还没好", "我去看看", "在吗", "A1原来的话题没了，这是重开的，前面的话都在上面。"
    ]  # fmt: skip
    assert await union.settles() == 0


async def test_a_topic_that_somebody_closed_is_opened_again_to_be_told(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    await chidi.in_chat(desk, topic_called(desk, "A1")).closes_topic()
    union.playground.faults.next("sendMessage", BadRequest("TOPIC_CLOSED"))
    await union.hears(case, "在吗")
    await union.settles()
    assert shown(desk, "A1")[1].endswith("在吗")
    assert not desk.topics[topic_called(desk, "A1") or 0].is_closed


async def test_a_card_that_somebody_deleted_is_sent_again(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    desk.take_away(desk.visible(topic_called(desk, "A1"))[-1])
    await union.sets(case, taken_by=chidi.person.id, taken_at=union.clock.now())
    await union.settles()
    assert "微波炉不通电" in shown(desk, "A1")[0]


@pytest.mark.parametrize("fault", OUT_OF_REACH, ids=repr)
async def test_where_the_group_is_lost_cards_go_to_private_chats_and_admins_hear_once(
    union: Office, desk: Chat, rider: Phone, chidi: Phone, fault: Forbidden | BadRequest
) -> None:
    dina = union.playground.phone(first_name="Dina")
    await appoint(union.database, dina.person.id, Role.ADMIN, (await union_of(union)).id, "Dina")
    first = await union.files(rider, "微波炉不通电")
    await union.settles()
    broken = union.playground.faults.always(None, fault, chat_id=desk.id)
    await union.hears(first, "还没好")
    await union.files(rider, "门锁着", category="locked")
    await union.settles()
    assert "A1 东西坏了" in read_on(chidi)
    assert "A2 门锁着" in read_on(chidi)
    assert "办事群进不去了，A2先发给您" in read_on(chidi)
    assert read_on(dina).count("办事群进不去了") == 1
    assert await unseen(union) == 0
    union.playground.faults.remove(broken)
    await binds(union, desk, dina)
    await union.settles()
    assert shown(desk, "A1")[-1].endswith("还没好")
    assert len(shown(desk, "A2")) == 1


async def test_a_new_group_gets_everything_that_is_open(union: Office, desk: Chat, rider: Phone, chidi: Phone) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.hears(case, "还没好")
    await union.settles()
    union.playground.kick_the_bot(desk)
    await union.hears(case, "在吗")
    await union.settles()
    new = union.forum(chidi, title="新群")
    await binds(union, new, chidi)
    await union.settles()
    assert "在吗" in shown(new, "A1")[-1]
    assert "还没好" in shown(new, "A1")[-1]


async def test_a_union_without_a_desk_gets_cards_and_whoever_is_out_of_reach_is_noted(
    union: Office, rider: Phone, chidi: Phone
) -> None:
    ids = await found_desks(union.database)
    bao = union.playground.phone(first_name="Bao", has_started=False)
    for phone in (chidi, bao):
        await appoint(union.database, phone.person.id, Role.CASEWORKER, ids["east"])
    await union.files(rider, "微波炉不通电")
    await union.settles()
    assert "A1 东西坏了" in read_on(chidi)
    async with union.database.reading() as session:
        cards = {each.telegram_id: each.outcome for each in await session.scalars(select(CaseCard))}
    assert cards == {chidi.person.id: "sent", bao.person.id: "blocked"}
    assert await unseen(union) == 0


@pytest.mark.parametrize("kind", [CaseKind.COMPLAINT, CaseKind.LEGAL_AID])
async def test_where_nobody_can_be_reached_it_goes_upwards_and_at_last_to_admins_and_an_alarm(
    union: Office, rider: Phone, kind: CaseKind
) -> None:
    role = Role.LAWYER if kind == CaseKind.LEGAL_AID else Role.CASEWORKER
    ids = await found_desks(union.database)
    below, above, admin = [union.playground.phone(first_name=name, has_started=False) for name in ("B", "C", "D")]
    await appoint(union.database, below.person.id, role, ids["east"])
    await appoint(union.database, above.person.id, role, ids["city"])
    await appoint(union.database, admin.person.id, Role.ADMIN, ids["city"])
    await union.files(rider, "我送餐被撞了", kind=kind)
    await union.settles()
    assert await unseen(union) == 1
    admin.person.has_started = True
    await union.settles()
    assert await unseen(union) == 1, "nobody is asked again at once"
    union.clock.goes_on(hours=1)
    await union.settles()
    assert await unseen(union) == 0
    assert ("我送餐被撞了" in read_on(admin)) is (kind == CaseKind.COMPLAINT)


async def test_who_is_no_staff_any_more_gets_no_further_card_even_where_nobody_else_is(
    union: Office, rider: Phone, chidi: Phone
) -> None:
    ids = await found_desks(union.database)
    await appoint(union.database, chidi.person.id, Role.CASEWORKER, ids["east"])
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    await union.sets(case, taken_by=chidi.person.id, taken_at=union.clock.now())
    async with union.database.writing() as session, session.begin():
        await session.execute(delete(StaffMember))
    union.clock.goes_on(hours=1)
    await union.settles()
    assert await unseen(union) == 1
    assert read_on(chidi).count("微波炉不通电") == 1


async def test_a_worker_who_blocked_the_bot_is_said_to_be_out_of_reach(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    union.playground.faults.next("sendMessage", Forbidden(), chat_id=rider.person.id)
    await answers(union, case, rider, chidi)
    await union.settles()
    assert "A1 新 · 联系不上" in desk.topics[topic_called(desk, "A1") or 0].name
    assert "师傅停用了机器人" in shown(desk, "A1")[-1]
    await answers(union, case, rider, chidi)
    await union.settles()
    assert "联系不上" not in desk.topics[topic_called(desk, "A1") or 0].name


async def answers(union: Office, case: Case, rider: Phone, chidi: Phone) -> None:
    """Chidi writes in the topic; a copy goes to Ana."""
    await union.hears(case, Said("来了"), side=Side.STAFF, author=chidi.person.id)
    async with union.database.writing() as session, session.begin():
        message = await session.scalar(select(CaseMessage).order_by(CaseMessage.id.desc()).limit(1))
        assert message is not None
        copy = reply(rider.person.id, "sendMessage", {"text": "来了"}, union.clock.now())
        message.delivery_id, message.source_chat_id, message.source_message_id = copy.id, None, None
        await store(session, [copy])


async def test_a_group_that_became_a_supergroup_is_followed_however_often_it_is_told(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.hears(case, "还没好")
    await union.settles(calls=2)
    grown = union.forum(chidi, title="大群")
    await union.hears(case, "在吗")
    await union.clerk.look()
    for _ in range(2):
        async with union.database.writing() as session, session.begin():
            await move_chat(session, desk.id, grown.id)
    desk.moved_to = grown.id
    await union.settles()
    async with union.database.reading() as session:
        assert [each.chat_id for each in await session.scalars(select(CaseTopic))] == [grown.id]
    [card, *words] = shown(grown, "A1")
    assert "微波炉不通电" in card
    assert all(any(each in word for word in words) for each in ("还没好", "在吗"))
    assert len(grown.topics) == 1


async def test_answers_that_are_lost_show_it_twice_rather_than_not_at_all(
    union: Office, desk: Chat, rider: Phone
) -> None:
    for method in ("createForumTopic", "sendMessage", "editMessageText", "editForumTopic"):
        union.playground.faults.next(method, CutAfter())
    case = await union.files(rider, "微波炉不通电")
    await union.hears(case, "还没好")
    await union.settles()
    await union.sets(case, taken_by=1, taken_at=machine_now())
    await union.settles()
    cards = [each for each in desk.visible() if "微波炉不通电" in each.data.get("text", "")]
    assert len(cards) == 2
    assert any("还没好" in each for each in shown(desk, "A1"))
    async with union.database.reading() as session:
        assert await session.scalar(select(Delivery.id).where(Delivery.finished_at.is_(None))) is None


async def test_what_is_changed_in_words_whose_answer_never_came_is_said_all_the_same(
    union: Office, desk: Chat, rider: Phone
) -> None:
    case = await union.files(rider, "微波炉不通电")
    await union.settles()
    await union.hears(case, "门口那台")
    for _ in range(2):
        union.playground.faults.next("sendMessage", CutAfter())
        await union.settles(calls=1)
    async with union.database.writing() as session, session.begin():
        message = await session.scalar(select(CaseMessage).where(CaseMessage.case_id == case.id).offset(1))
        assert message is not None
        assert message.desk_message_id is None
        await revise(session, message, "里面那台")
    await union.settles()
    assert shown(desk, "A1")[-1] == "师傅#1改成了：\n里面那台"


async def test_killed_at_any_call_it_shows_everything_and_nothing_more_than_twice(
    union: Office, desk: Chat, rider: Phone, chidi: Phone
) -> None:
    picture = str((await rider.sends_photo()).data["photo"][-1]["file_id"])
    for number, (calls, before) in enumerate(product(range(8), (True, False)), start=1):
        case = await union.files(rider, f"第{number}件坏了", Said("", "photo", picture), "还没好")
        await union.settles(calls=min(calls, 4))
        if calls >= 4:
            await union.sets(case, state=CaseState.CLOSED, closed_at=union.clock.now(), taken_by=chidi.person.id)
            await union.settles(calls=calls - 4)
        await union.dies(before_its_calls=before)
        await union.settles()
        assert title(desk, f"A{number}").startswith(f"A{number} {'办完' if calls >= 4 else '新'} · ")
        said = shown(desk, f"A{number}")
        for words in (f"A{number} 东西坏了", "[photo]", "还没好"):
            assert 1 <= sum(words in each for each in said) <= 3, (number, words, said)
        assert sum(f"A{number} " in topic.name for topic in desk.topics.values()) <= 2
        assert desk.topics[topic_called(desk, f"A{number}") or 0].is_closed is (calls >= 4)

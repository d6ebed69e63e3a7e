"""Forgetting cases: the words and the person go, from staff's chats too where Telegram lets us."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from models import (
    AuditEntry,
    Case,
    CaseCard,
    CaseDeadline,
    CaseFollower,
    CaseKind,
    CaseMessage,
    CaseState,
    CaseTopic,
    Delivery,
    Kind,
    Side,
    Union,
)
from models.database import Database
from playground.memory.chats import Chat
from playground.phones.phone import Phone
from services.cases.filing import Filing, file_case
from services.cases.talk import Said, note_down
from services.delivery import outbox
from services.forgetting import Deleted, delete_all, kept_of
from services.staff.audit import Act, write_down
from tests.cases import Targets
from tests.office import Office, shown, title
from tests.unions import appoint

NOW = datetime(2026, 7, 14, 6, 38, tzinfo=UTC)
ANA, BAO, CHIDI, WANG = 700_000_001, 700_000_002, 700_000_003, 700_000_009
DESK = -1_000_000_000_102


def sent(number: int, chat_id: int, state: str = "sent", hours: float = 1, kind: str = Kind.CASE) -> Delivery:
    over = NOW - timedelta(hours=hours) if state == "sent" else None
    return Delivery(
        id=number, chat_id=chat_id, lane=0, kind=kind, method="sendMessage", body=None if over else "门锁着",
        state=state, message_id=number + 1000 if over else None, owed_at=NOW, due_at=NOW, expires_at=NOW,
        finished_at=over,
    )  # fmt: skip


@pytest.fixture
async def filed(database: Database) -> Database:
    """Ana filed a complaint, which Bao follows, and asked for legal aid; both were answered, and Bao filed one too."""
    async with database.writing() as session, session.begin():
        session.add(Union(id=1, adcode="990102", name="东岸区总工会", desk_chat_id=DESK))
        await session.flush()
        said = [Said("门锁着"), Said("看照片", "photo", "file-1", chat_id=ANA, message_id=5), Said("上个月也锁着")]
        for worker, kind in ((ANA, CaseKind.COMPLAINT), (ANA, CaseKind.LEGAL_AID), (BAO, CaseKind.COMPLAINT)):
            filing = Filing(kind, worker, "990102", "broken", answers={"what": "门"}, said=said,
                            deadlines={"recognition": NOW.date()})  # fmt: skip
            case = await file_case(session, filing, Targets(), NOW - timedelta(days=3))
            case.revealed = "Ana Anasdottir"
        session.add_all([CaseFollower(case_id=1, worker_id=BAO, since=NOW)])
        session.add_all([sent(1, CHIDI), sent(2, CHIDI, hours=50), sent(3, CHIDI, "queued"), sent(4, ANA)])
        session.add_all([sent(5, ANA), CaseCard(case_id=3, telegram_id=ANA, delivery_id=5, sent_at=NOW)])
        messages = (await session.scalars(select(CaseMessage).order_by(CaseMessage.id))).all()
        for number, message in enumerate(messages[:3], start=1):
            message.desk_delivery_id, message.desk_message_id = 10 + number, 50 + number
            session.add(sent(10 + number, DESK, hours=50 if number == 3 else 1))
        for message, number in zip((m for m in messages if m.case_id == 2), (1, 2, 3), strict=True):
            message.delivery_id = number
        topic = await session.get_one(CaseTopic, (1, DESK))
        topic.topic_id, topic.card_message_id = 9, 51
    return database


async def forget(database: Database) -> Deleted:
    async with database.writing() as session, session.begin():
        return await delete_all(session, ANA, NOW)


async def count(database: Database, model: type[CaseMessage | CaseDeadline], case_id: int) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(model).where(model.case_id == case_id)) or 0


async def test_of_a_case_nothing_stays_but_that_there_was_one_with_whom_and_when(filed: Database) -> None:
    deleted = await forget(filed)
    assert [case.reference for case in deleted.cases.ended] == ["A1", "L1"]
    async with filed.reading() as session:
        case = await session.get_one(Case, 1)
        assert (case.worker_id, case.answers, case.revealed) == (None, "{}", None)
        assert (case.state, case.closed_at) == (CaseState.FORGOTTEN, NOW)
        assert (case.reference, case.union_id, case.kind) == ("A1", 1, "complaint")
        assert case.filed_at == NOW - timedelta(days=3)
        assert (await session.get_one(Case, 3)).worker_id == BAO
    for model in (CaseMessage, CaseDeadline):
        assert [await count(filed, model, number) for number in (1, 2, 3)] == [0, 0, 3 if model is CaseMessage else 1]


async def test_a_case_that_was_closed_stays_so_without_the_person(filed: Database) -> None:
    async with filed.writing() as session, session.begin():
        case = await session.get_one(Case, 1)
        case.state, case.closed_at = CaseState.CLOSED, NOW - timedelta(days=1)
    assert [case.reference for case in (await forget(filed)).cases.ended] == ["L1"]
    async with filed.reading() as session:
        case = await session.get_one(Case, 1)
        assert (case.state, case.worker_id, case.closed_at) == (CaseState.CLOSED, None, NOW - timedelta(days=1))


async def test_words_are_taken_back_from_staff_for_two_days_and_what_waits_is_not_sent(filed: Database) -> None:
    parcels = (await forget(filed)).cases.taken_back
    assert [(each.chat_id, each.method, json.loads(each.body)["message_ids"]) for each in parcels] == [
        (DESK, "deleteMessages", [52]), (CHIDI, "deleteMessages", [1001]),
    ]  # fmt: skip
    async with filed.reading() as session:
        waited = await session.get_one(Delivery, 3)
        assert (waited.state, waited.body) == ("cancelled", None)


async def test_in_a_group_that_did_not_show_them_nothing_is_deleted(filed: Database) -> None:
    async with filed.writing() as session, session.begin():
        for number in (11, 12, 13):
            (await session.get_one(Delivery, number)).chat_id = DESK - 1  # where the case stood before
    assert {each.chat_id for each in (await forget(filed)).cases.taken_back} == {CHIDI}


async def test_the_topic_says_that_it_was_deleted_and_shows_none_of_the_words(
    union: Office, desk: Chat, rider: Phone
) -> None:
    case = await union.files(rider, "门锁着", "看照片")
    await union.hears(case, "上个月也锁着")
    await union.settles()
    assert "上个月也锁着" in str(shown(desk, "A1"))
    async with union.database.writing() as session, session.begin():
        deleted = await delete_all(session, rider.person.id, union.clock.now())
        await note_down(session, deleted.cases.ended[0], Side.BOT, Said("师傅要求删除了"), union.clock.now())
        await outbox.store(session, deleted.cases.taken_back)
    await union.settles()
    left = str(shown(desk, "A1"))
    assert "师傅要求删除了" in left
    assert not any(words in left for words in ("门锁着", "看照片", "上个月也锁着"))
    assert "已删" in title(desk, "A1")


async def test_what_came_to_a_worker_goes_and_what_they_handle_for_the_union_stays(filed: Database) -> None:
    await forget(filed)
    async with filed.reading() as session:
        assert (await session.scalars(select(Delivery.id).where(Delivery.chat_id == ANA))).all() == [5]


async def test_who_followed_is_told_and_who_follows_is_forgotten_without_ending_anything(filed: Database) -> None:
    async with filed.writing() as session, session.begin():
        session.add(CaseFollower(case_id=3, worker_id=ANA, since=NOW))
        bao_s = await session.get_one(Case, 3)
        await note_down(session, bao_s, Side.WORKER, Said("我也是"), NOW, author_id=ANA)
        await note_down(session, bao_s, Side.STAFF, Said("知道了"), NOW, author_id=ANA)
        assert (await kept_of(session, ANA)).follows == ("A2",)
    deleted = await forget(filed)
    assert [(person, case.reference) for person, case in deleted.cases.followers] == [(BAO, "A1")]
    async with filed.reading() as session:
        assert await session.get(CaseFollower, (3, ANA)) is None
        assert (await session.get_one(Case, 3)).state == CaseState.NEW
        said = await session.scalars(select(CaseMessage).where(CaseMessage.case_id == 3).order_by(CaseMessage.id))
        assert [each.text for each in said] == ["门锁着", "看照片", "上个月也锁着", "知道了"]


async def test_a_worker_is_shown_their_cases_and_who_read_the_private_one_and_when(filed: Database) -> None:
    async with filed.writing() as session, session.begin():
        write_down(session, Act.READ_CASE, "L1", NOW, actor_id=WANG, union_id=1)
        write_down(session, Act.READ_CASE, "L1", NOW + timedelta(hours=1), actor_id=CHIDI, union_id=1)
        write_down(session, Act.READ_CASE, "L12", NOW, actor_id=WANG, union_id=1)
        write_down(session, Act.TOOK_CASE, "L1", NOW, actor_id=WANG, union_id=1)
    await appoint(filed, WANG, "lawyer", 1, "王律师")
    async with filed.writing() as session:
        kept = await kept_of(session, ANA)
    assert [each.case.reference for each in kept.cases] == ["A1", "L1"] == [*kept.open_cases]
    assert not kept.is_nothing
    complaint, legal = kept.cases
    assert list(complaint.readings) == []
    assert [(each.name, each.at) for each in legal.readings] == [("王律师", NOW), ("", NOW + timedelta(hours=1))]


async def test_the_trail_says_what_staff_did_and_not_for_whom(filed: Database) -> None:
    await forget(filed)
    async with filed.reading() as session:
        entries = (await session.scalars(select(AuditEntry))).all()
    assert [(entry.action, entry.actor_id) for entry in entries] == [("forgot_worker", None)]


async def test_of_a_stranger_there_are_no_cases(filed: Database) -> None:
    async with filed.writing() as session:
        assert (await kept_of(session, CHIDI)).is_nothing

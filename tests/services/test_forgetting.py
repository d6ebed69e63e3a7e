"""Forgetting: of one person everything goes at once, of everybody else nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    AnsweredAlbum,
    AuditEntry,
    DeadLetter,
    Delivery,
    Errand,
    Form,
    LiveCard,
    Model,
    ProcessedUpdate,
    Role,
    StaffMember,
    Subscription,
    Union,
    Worker,
)
from models.database import Database
from services.delivery import outbox
from services.delivery.parcel import reply
from services.forgetting import delete_all, kept_of

NOW = datetime(2026, 7, 14, 6, 30, tzinfo=UTC)
ANA, BAO = 7, 8
STATES = ("queued", "sending", "retry", "sent", "failed")


def delivery(person: int, number: int, state: str, kind: str = "reply") -> Delivery:
    body = None if state in ("sent", "failed") or kind == "announcement" else "{}"
    finished_at = NOW if state in ("sent", "failed") else None
    return Delivery(
        id=person * 100 + number, chat_id=person, notice_id=5 if kind == "announcement" else 0, lane=0, kind=kind,
        method="sendMessage", body=body, state=state, owed_at=NOW, due_at=NOW, expires_at=NOW, finished_at=finished_at,
    )  # fmt: skip


def everything_of(person: int) -> list[Model]:
    """One row of each kind that knows a person."""
    body = {"language": "en", "body": "{}", "owed_at": NOW, "due_at": NOW, "expires_at": NOW}
    letter = {"bot_id": 1, "update_id": person, "kind": "message", "traceback": "", "body": "{}", "died_at": NOW}
    live = {"live_message_id": 1, "delivery_id": 1, "edited_at": NOW, "ends_at": NOW}
    return [
        Worker(id=person, area="330302", area_agreed_at=NOW, started_at=NOW),
        Subscription(worker_id=person, topic="heat", since=NOW),
        Form(person_id=person, name="start", step="travel", version=3, answers="{}", asked_at=NOW),
        Form(person_id=person, name="area", step="", version=3, answers="{}", asked_at=NOW),
        Errand(kind="place", chat_id=person, **body),
        LiveCard(chat_id=person, **live),
        AnsweredAlbum(chat_id=person, media_group_id="1", answered_at=NOW),
        DeadLetter(person_id=person, **letter),
        *(delivery(person, number, state) for number, state in enumerate(STATES)),
        delivery(person, 10, "sent", kind="announcement"),
        delivery(person, 11, "retry", kind="announcement"),
        delivery(person, 12, "sent", kind="live"),
        delivery(person, 13, "sending", kind="announcement"),
    ]


async def rows_of(session: AsyncSession, person: int) -> dict[str, int]:
    """How many rows of each table name this person, whatever their column is called."""
    found: dict[str, int] = {}
    for mapper in Model.registry.mappers:
        for name in (
            "id" if mapper.class_ is Worker else "",
            "person_id",
            "chat_id",
            "telegram_id",
            "actor_id",
            "worker_id",
        ):
            column: Any = inspect(mapper.class_).columns.get(name) if name else None
            if column is not None:
                number = await session.scalar(select(func.count()).select_from(mapper.class_).where(column == person))
                found |= {mapper.class_.__tablename__: number} if number else {}
    return found


@pytest.fixture
async def two(database: Database) -> Database:
    """A database that knows Ana and Bao, who is a keeper too."""
    async with database.writing() as session, session.begin():
        session.add_all([*everything_of(ANA), *everything_of(BAO)])
        union = Union(adcode="330300", name="温州市总工会")
        session.add(union)
        await session.flush()
        post = {"role": Role.KEEPER, "union_id": union.id, "added_at": NOW}
        session.add_all([StaffMember(telegram_id=person, name="x", **post) for person in (ANA, BAO)])
    return database


async def test_all_that_is_kept_is_counted(two: Database) -> None:
    async with two.writing() as session:
        kept = await kept_of(session, ANA)
        assert kept.worker is not None
        assert kept.topics == ("heat",)
        assert (kept.forms, kept.errands, kept.is_followed, kept.dead_letters) == (("start",), 1, True, 1)
        assert [(post.role, union.name) for post, union in kept.posts] == [("keeper", "温州市总工会")]
        assert (await kept_of(session, 9)).is_nothing


async def test_everything_goes_but_roles_and_the_accounts_of_announcements(two: Database) -> None:
    async with two.writing() as session, session.begin():
        before = await rows_of(session, BAO)
        assert (await delete_all(session, ANA, NOW)).receipt == "F001"
    async with two.reading() as session:
        assert await rows_of(session, ANA) == {"delivery": 1, "staff_member": 1}
        assert await rows_of(session, BAO) == before
        ours = Delivery.id.between(ANA * 100, ANA * 100 + 99)
        left = select(Delivery.chat_id, Delivery.state, Delivery.body, Delivery.kind).where(ours).order_by(Delivery.id)
        assert [tuple(row) for row in await session.execute(left)] == [
            (ANA, "sending", "{}", "reply"), (0, "sent", None, "announcement"),
            (0, "cancelled", None, "announcement"), (0, "sending", None, "announcement"),
        ]  # fmt: skip
        line = (await session.scalars(select(AuditEntry))).one()
        assert (line.action, line.actor_id, str(ANA) in line.subject) == ("forgot_worker", None, False)


async def test_the_farewell_that_is_owed_in_the_same_transaction_still_goes(two: Database) -> None:
    async with two.writing() as session, session.begin():
        await delete_all(session, ANA, NOW)
        await outbox.store(session, [reply(ANA, "sendMessage", {"text": "删好了"}, NOW)])
    async with two.reading() as session:
        waiting = select(Delivery).where(Delivery.chat_id == ANA, Delivery.state == "queued")
        assert "删好了" in ((await session.scalars(waiting)).one().body or "")


async def test_a_kill_in_the_middle_leaves_everything(two: Database) -> None:
    async with two.writing() as session:
        before = await rows_of(session, ANA)
        await delete_all(session, ANA, NOW)
        await session.rollback()
        assert await rows_of(session, ANA) == before


async def test_no_table_that_knows_people_is_overlooked() -> None:
    known = {"worker", "form", "errand", "live_card", "answered_album", "dead_letter", "delivery", "subscription"}
    known |= {"reservation", "case", "case_follower"}
    staff = {"staff_member", "audit_entry", "station_keeper", "noon_card", "serving_card", "case_topic", "case_card"}
    names = {"person_id", "chat_id", "telegram_id", "actor_id", "worker_id"}
    tables = {table.name for table in Model.metadata.tables.values() if names & set(table.columns.keys())}
    assert tables | {"worker"} == known | staff, "say in services/forgetting.py what becomes of it"
    assert ProcessedUpdate.__tablename__ not in tables


async def test_what_was_answered_long_ago_is_no_reason_to_say_that_something_is_kept(database: Database) -> None:
    async with database.writing() as session, session.begin():
        session.add(AnsweredAlbum(chat_id=ANA, media_group_id="1", answered_at=NOW - timedelta(days=1)))
        assert (await kept_of(session, ANA)).is_nothing

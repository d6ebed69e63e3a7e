"""Retention: what has outlived its time is deleted, and nothing else."""

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from models import (
    AnsweredAlbum,
    AuditEntry,
    Broadcast,
    Case,
    CaseCard,
    CaseDeadline,
    CaseFollower,
    CaseMessage,
    CaseTopic,
    DeadLetter,
    Delivery,
    Errand,
    Form,
    Invitation,
    Model,
    Notice,
    ProcessedUpdate,
    Slot,
    Station,
    Union,
    Worker,
)
from models.database import Database
from services import retention
from services.clock import machine_now
from services.retention import Keep, delete_the_old

NOW = machine_now()


def rows_of(days: float, number: int) -> list[Model]:
    """One of each kind, so many days old."""
    then = NOW - timedelta(days=days)
    sent = {"lane": 0, "kind": "reply", "method": "sendMessage", "owed_at": then, "due_at": then, "expires_at": then}
    return [
        ProcessedUpdate(bot_id=1, update_id=number, taken_at=then),
        DeadLetter(bot_id=1, update_id=number, kind="message", traceback="", body="{}", died_at=then),
        AnsweredAlbum(chat_id=1, media_group_id=str(number), answered_at=then),
        Delivery(id=number, chat_id=1, state="sent", finished_at=then, **sent),
        Delivery(id=number + 1000, chat_id=1, state="queued", finished_at=None, **sent),
        Slot(job="a job", due_at=then, taken_at=then),
        Worker(id=number, started_at=then),
    ]


async def left(database: Database) -> dict[str, int]:
    kinds = (ProcessedUpdate, DeadLetter, AnsweredAlbum, Delivery, Slot, Worker)
    async with database.reading() as session:
        return {kind.__tablename__: await session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}


async def keeps(database: Database, *rows: Model) -> None:
    async with database.writing() as session, session.begin():
        session.add_all(rows)


async def test_what_is_young_stays(database: Database) -> None:
    await keeps(database, *rows_of(6.9, 1))
    assert await delete_the_old(database.writing, NOW) == 0


async def test_each_kind_goes_in_its_own_time_and_people_and_what_waits_never(database: Database) -> None:
    await keeps(database, *rows_of(7.1, 1), *rows_of(8.1, 2), *rows_of(30.1, 3), *rows_of(60.1, 4))
    await delete_the_old(database.writing, NOW)
    assert await left(database) == {
        "processed_update": 1, "dead_letter": 0, "answered_album": 1, "delivery": 2 + 4, "slot": 2, "worker": 4,
    }  # fmt: skip


async def test_what_keeps_things_from_being_done_twice_outlives_a_clock_that_is_turned_ahead(
    database: Database,
) -> None:
    await keeps(database, *rows_of(1, 1))
    await delete_the_old(database.writing, NOW + timedelta(days=365))
    assert await left(database) == {
        "processed_update": 1, "dead_letter": 0, "answered_album": 0, "delivery": 1, "slot": 1, "worker": 1,
    }  # fmt: skip


async def test_more_than_one_portion_goes_too(database: Database) -> None:
    count = retention.ROWS_AT_ONCE + 7
    then = NOW - timedelta(days=9)
    await keeps(database, *(ProcessedUpdate(bot_id=1, update_id=n, taken_at=then) for n in range(count)))
    assert await delete_the_old(database.writing, NOW) == count


async def test_a_closed_invitation_goes_after_a_month_and_an_act_after_three_years(database: Database) -> None:
    def invitation(days: float) -> Invitation:
        then = NOW - timedelta(days=days)
        return Invitation(token_hash=str(days), role="keeper", union_id=1, made_at=then, expires_at=then)

    acts = [AuditEntry(done_at=NOW - timedelta(days=days), action="invited") for days in (1094, 1096)]
    await keeps(database, Union(id=1, adcode="330000", name="浙江省总工会"))
    await keeps(database, invitation(29.9), invitation(30.1), *acts)
    assert await delete_the_old(database.writing, NOW) == 2
    async with database.reading() as session:
        assert (await session.scalars(select(Invitation.token_hash))).all() == ["29.9"]


@pytest.mark.parametrize("name", [each.name for each in fields(Keep)])
async def test_every_number_of_days_that_is_set_is_kept_to(database: Database, name: str) -> None:
    keep = replace(Keep(), **{name: 4})
    await keeps(database, Union(id=1, adcode="330000", name="浙江省总工会"))
    await keeps(database, *one_of_each(3.9, 1), *one_of_each(4.1, 2))
    kinds = 2 if name == "notices_days" else 1  # what staff announced, and what went out of it
    assert await delete_the_old(database.writing, NOW, keep) == kinds


async def test_all_that_belongs_to_a_closed_case_goes_with_it_and_nothing_of_an_open_one(database: Database) -> None:
    closed = NOW - timedelta(days=179.9)
    await keeps(database, Union(id=1, adcode="330000", name="浙江省总工会"))
    await keeps(database, *case_with_everything(1, closed), *case_with_everything(2, None))
    belong = (Case, CaseMessage, CaseDeadline, CaseFollower, CaseTopic, CaseCard)
    assert await delete_the_old(database.writing, NOW) == 0
    assert await delete_the_old(database.writing, NOW + timedelta(days=1)) == 1
    async with database.reading() as session:
        for model in belong:
            ids = Model.metadata.tables[model.__tablename__].columns["id" if model is Case else "case_id"]
            assert (await session.scalars(select(ids))).all() == [2], model.__tablename__


def case_with_everything(number: int, closed_at: datetime | None) -> list[Model]:
    """A case of years ago with all that hangs on it."""
    then = NOW - timedelta(days=900)
    return [
        Case(
            id=number, letter="A", number=number, kind="complaint", union_id=1, filed_at=then, clock_from=then,
            first_due_at=then, done_due_at=then, closed_at=closed_at,
        ),
        CaseMessage(case_id=number, side="worker", text="门锁着", said_at=then),
        CaseDeadline(case_id=number, rule="arbitration", due_on=then.date()),
        CaseFollower(case_id=number, worker_id=7, since=then),
        CaseTopic(case_id=number, chat_id=-7, made_at=then),
        CaseCard(case_id=number, telegram_id=7, delivery_id=7, sent_at=then),
    ]  # fmt: skip


async def test_where_somebody_asked_the_way_to_is_forgotten_after_a_day(database: Database) -> None:
    station = {"name": "红旗路驿站", "latitude": 30.0, "longitude": 120.0}
    await keeps(database, Station(id=1, code="D1", **station))
    ways = {number: NOW - timedelta(hours=hours) for number, hours in ((1, 23.9), (2, 24.1))}
    await keeps(database, *(Worker(id=n, started_at=NOW, went_to_id=1, went_at=at) for n, at in ways.items()))
    await delete_the_old(database.writing, NOW)
    async with database.reading() as session:
        left = select(Worker.went_to_id, Worker.went_at).order_by(Worker.id)
        assert [tuple(row) for row in await session.execute(left)] == [(1, ways[1]), (None, None)]


def one_of_each(days: float, number: int) -> list[Model]:
    """One row of each kind whose days can be set."""
    then = NOW - timedelta(days=days)
    moments = {"owed_at": then, "due_at": then, "expires_at": then, "finished_at": then}
    return [
        Form(person_id=number, name="start", step="travel", version=1, answers="{}", asked_at=then),
        Delivery(id=number, chat_id=1, lane=0, kind="reply", method="sendMessage", state="sent", **moments),
        DeadLetter(bot_id=1, update_id=number, kind="message", traceback="", body="{}", died_at=then),
        Errand(kind="place", chat_id=1, language="en", state="done", **moments),
        Invitation(token_hash=str(number), role="keeper", union_id=1, made_at=then, expires_at=then),
        AuditEntry(action="invited", done_at=then),
        Notice(
            topic="announcements", kind="announcement", lane=2, method="sendMessage", made_at=then, expires_at=then,
            ended_at=then,
        ),
        Broadcast(
            state="done", union_id=1, author_id=1, content="{}", topic="announcements", made_at=then, finished_at=then
        ),
        Case(
            letter="A", number=number, kind="complaint", state="closed", union_id=1, filed_at=then, clock_from=then,
            first_due_at=then, done_due_at=then, closed_at=then,
        ),
    ]  # fmt: skip

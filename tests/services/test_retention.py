"""Retention: what has outlived its time is deleted, and nothing else."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import (
    AnsweredAlbum,
    AuditEntry,
    Broadcast,
    Case,
    DeadLetter,
    Delivery,
    Errand,
    Form,
    Invitation,
    Model,
    Notice,
    ProcessedUpdate,
    Slot,
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

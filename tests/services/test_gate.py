"""The gate: who switched it off gets nothing, who sleeps gets it later, and nobody gets more than they want."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from models import Delivery, Kind, Lane, Notice, Subscription, Topic
from models.database import Database
from models.worker import newcomer
from services.delivery.notices import Passage
from services.notices.gate import NoticeGate, got_query
from tests.city import ZONE
from tests.services.test_outbox import literally
from tests.services.test_quiet import at

ANA, BAO = 7, 8
NOON = at("07-14 12:00")
REFUSED = "they do not want the topic any more"


def notice(**what: Any) -> Notice:
    given = {"topic": Topic.ANNOUNCEMENTS, "kind": Kind.ANNOUNCEMENT, "lane": Lane.BULK, "method": "sendMessage"}
    return Notice(**given | {"made_at": NOON, "expires_at": NOON + timedelta(days=2), "is_urgent": False} | what)


async def known(database: Database, worker: int, topics: Sequence[str] = (Topic.ANNOUNCEMENTS,), **more: Any) -> None:
    """Somebody with these wishes."""
    async with database.writing() as session, session.begin():
        person = newcomer(worker, NOON)
        for name, value in more.items():
            setattr(person, name, value)
        session.add_all([person, *(Subscription(worker_id=worker, topic=topic, since=NOON) for topic in topics)])


async def got(database: Database, worker: int, when: datetime, state: str = "sent", **what: Any) -> None:
    """A notice that came to somebody at that moment."""
    async with database.writing() as session, session.begin():
        earlier = notice(**what)
        session.add(earlier)
        await session.flush()
        session.add(
            Delivery(
                id=earlier.id << 32, chat_id=worker, notice_id=earlier.id, lane=2, kind="announcement",
                method="sendMessage", state=state, owed_at=when, due_at=when, expires_at=when, finished_at=when,
            )
        )  # fmt: skip


async def judged(database: Database, now: datetime, chats: Sequence[int] = (ANA,), **what: Any) -> Any:
    """What the gate says of these people; of one alone its passage."""
    async with database.writing() as session:
        passages = await NoticeGate(ZONE, "zh-Hans").judge(session, notice(**what), chats, now.astimezone(UTC))
        assert set(passages) == set(chats)
        return passages[chats[0]] if len(chats) == 1 else passages


# --- who wants it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topics", "is_urgent", "refused"),
    [
        ((Topic.ANNOUNCEMENTS,), False, ""),
        ((), False, REFUSED),
        ((Topic.HEAT, Topic.MEALS), False, REFUSED),
        ((Topic.HEAT,), True, REFUSED),
    ],
)
async def test_only_who_has_the_topic_switched_on_is_told(
    database: Database, topics: Sequence[str], is_urgent: bool, refused: str
) -> None:
    await known(database, ANA, topics)
    assert (await judged(database, NOON, is_urgent=is_urgent)).refused == refused


async def test_who_had_everything_deleted_is_not_told(database: Database) -> None:
    assert (await judged(database, NOON, is_urgent=True)).refused == "nothing is kept of them any more"


async def test_each_is_told_in_their_language_and_who_chose_none_in_that_of_the_union(database: Database) -> None:
    await known(database, ANA, language="en")
    await known(database, BAO)
    assert await judged(database, NOON, (ANA, BAO)) == {ANA: Passage("en"), BAO: Passage("zh-Hans")}


# --- when ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "wishes", "until"),
    [
        ("07-14 21:59", {}, None),
        ("07-14 22:00", {}, "07-15 06:00"),
        ("07-15 02:00", {}, "07-15 06:00"),
        ("07-14 12:00", {"quiet_from": 480, "quiet_until": 960}, "07-14 16:00"),
        ("07-15 02:00", {"quiet_from": 0, "quiet_until": 0}, None),
        ("07-14 12:00", {"hushed_until": at("07-15 06:00")}, "07-15 06:00"),
        ("07-14 12:00", {"hushed_until": at("07-14 06:00")}, None),
        # From the end of the hush right into the sleep of who works at night.
        ("07-14 12:00", {"hushed_until": at("07-15 09:00"), "quiet_from": 480, "quiet_until": 960}, "07-15 16:00"),
        ("07-14 12:00", {"notices_a_day": 0}, "07-15 06:00"),
    ],
)
async def test_who_is_not_to_be_disturbed_is_told_later_unless_it_is_urgent(
    database: Database, now: str, wishes: dict[str, Any], until: str | None
) -> None:
    await known(database, ANA, **wishes)
    assert (await judged(database, at(now))).waits_until == (at(until) if until else None)
    assert (await judged(database, at(now), is_urgent=True)) == Passage("zh-Hans")


async def test_what_amends_an_earlier_notice_comes_at_any_hour_and_to_who_wants_none_now(database: Database) -> None:
    await known(database, ANA, (), hushed_until=at("07-15 06:00"))
    assert await judged(database, at("07-15 02:00"), amends=1) == Passage("zh-Hans")


async def test_of_two_a_day_the_third_waits_for_the_morning(database: Database) -> None:
    await known(database, ANA)
    await known(database, BAO)
    for hour in (7, 8):
        assert await judged(database, NOON) == Passage("zh-Hans")
        await got(database, ANA, at(f"07-14 0{hour}:00"))
    passages = await judged(database, NOON, (ANA, BAO))
    assert passages == {ANA: Passage("zh-Hans", at("07-15 06:00")), BAO: Passage("zh-Hans")}
    assert await judged(database, at("07-15 06:00")) == Passage("zh-Hans")


@pytest.mark.parametrize(
    ("when", "state", "what"),
    [
        ("07-13 23:59", "sent", {}),
        ("07-14 08:00", "sent", {"is_urgent": True}),
        ("07-14 08:00", "sent", {"amends": 1}),
        ("07-14 08:00", "cancelled", {}),
        ("07-14 08:00", "failed", {}),
    ],
    ids=["yesterday's", "an urgent one", "a correction", "one that never went", "one that failed"],
)
async def test_what_does_not_count_as_one_of_the_day(
    database: Database, when: str, state: str, what: dict[str, Any]
) -> None:
    await known(database, ANA, notices_a_day=1)
    await got(database, ANA, at(when), state, **what)
    assert await judged(database, NOON) == Passage("zh-Hans")


async def test_one_that_may_have_arrived_counts(database: Database) -> None:
    await known(database, ANA, notices_a_day=1)
    await got(database, ANA, at("07-14 08:00"), "uncertain")
    assert (await judged(database, NOON)).waits_until


# --- the price -----------------------------------------------------------------------------------------


async def test_a_thousand_people_are_two_questions(database: Database) -> None:
    asked: list[str] = []
    listen = lambda connection, cursor, statement, *more: asked.append(statement)  # noqa: E731
    event.listen(database.engine.sync_engine, "before_cursor_execute", listen)
    await judged(database, NOON, range(1, 1001))
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 2


async def test_what_came_today_is_found_without_reading_all_that_ever_came(database: Database) -> None:
    query = got_query(NOON, [ANA, BAO])
    plan = "explain query plan " if database.is_sqlite else "explain "
    async with database.engine.begin() as connection:
        if not database.is_sqlite:
            await connection.execute(text("set local enable_seqscan = off"))
        told = str((await connection.execute(text(plan + literally(query, connection)))).all())
    assert "ix_delivery_got" in told

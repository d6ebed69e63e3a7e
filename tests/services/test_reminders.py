"""Reminders: each is due once and while there is time, also after days without a bot, in the words of today's law."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from models import Case, CaseDeadline, CaseKind, CaseState, Delivery, Worker
from models.database import Database
from models.worker import newcomer
from scheduler.jobs import Job, SlotTaken
from scheduler.slots import At
from services.cases.filing import Due, Filing, file_case
from services.cases.reminders import Reminder, reached
from services.law.law import Deadline, Law
from tests.city import ZONE
from tests.unions import found_unions

LAW = Law.load(Path("/nowhere"))
FILED = date(2026, 7, 14)
EMPLOYERS, WORKERS = date(2026, 8, 9), date(2027, 7, 10)
ANA = 5_001


def deadline(rule: str = "worker-reports", due_on: date = WORKERS) -> Deadline:
    found = LAW.deadline(rule, due_on)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("left", "reminded", "due"),
    [
        (31, None, None), (30, None, 30), (29, 30, None), (25, None, 30), (7, 30, 7), (5, 30, 7), (5, None, 7),
        (7, 7, None), (1, 7, 1), (0, 7, 1), (0, 1, None), (-1, 7, None), (-1, None, None),
    ],
)  # fmt: skip
def test_the_last_reminder_that_was_reached_is_due_until_it_is_said(
    left: int, reminded: int | None, due: int | None
) -> None:
    assert reached(deadline(), FILED, reminded, WORKERS - timedelta(days=left)) == due


def test_what_was_reached_when_a_case_was_filed_its_receipt_has_said() -> None:
    filed_on = WORKERS - timedelta(days=7)
    assert [
        reached(deadline(), filed_on, None, WORKERS - timedelta(days=left)) for left in range(7, -1, -1)
    ] == [None] * 6 + [1, 1]  # fmt: skip


@given(st.lists(st.booleans(), min_size=370, max_size=370), st.integers(0, 365))
def test_whenever_the_bot_is_up_each_reminder_is_said_once_and_the_tightest_last(ups: Sequence[bool], age: int) -> None:
    said: list[int] = []
    for number, is_up in enumerate(ups):
        today = WORKERS - timedelta(days=365 - number)
        if is_up and (
            days := reached(deadline(), WORKERS - timedelta(days=age + 1), said[-1] if said else None, today)
        ):
            said.append(days)
            assert (WORKERS - today).days <= days
    assert said == sorted(set(said), reverse=True)


class Desk:
    """A union that has all the time in the world."""

    def due(self, adcode: str, kind: CaseKind, is_urgent: bool, now: datetime) -> Due:
        return Due(now + timedelta(days=1), now + timedelta(days=2))


@pytest.fixture
async def filed(database: Database) -> Database:
    """Ana was hit by a taxi on 10 July and asked for legal aid on the 14th."""
    await found_unions(database)
    deadlines = {"employer-reports": EMPLOYERS, "worker-reports": WORKERS}
    async with database.writing() as session, session.begin():
        session.add(newcomer(ANA, at(FILED)))
        filing = Filing(CaseKind.LEGAL_AID, ANA, "330302", "injury", deadlines=deadlines)
        await file_case(session, filing, Desk(), at(FILED))
    return database


def at(day: date, clock: str = "08:00") -> datetime:
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZONE).astimezone(UTC)


async def comes(database: Database, day: date, law: Law = LAW) -> list[dict[str, Any]]:
    """What Ana is owed on a morning, after the job has run twice."""
    job = Job("deadlines_reminded", At("08:00"), timedelta(hours=14), Reminder(law, ZONE, "zh-Hans").remind)
    async with database.reading() as session:
        before = set(await session.scalars(select(Delivery.id)))
    await job.run(database.writing, at(day), at(day, "08:01"))
    with pytest.raises(SlotTaken):
        await job.run(database.writing, at(day), at(day, "08:02"))
    async with database.reading() as session:
        owed = await session.scalars(select(Delivery).where(Delivery.id.not_in(before)).order_by(Delivery.id))
        return [json.loads(each.body or "") | {"expires": each.expires_at} for each in owed]


async def changes(database: Database, model: Any = Case, **columns: Any) -> None:
    async with database.writing() as session, session.begin():
        for row in await session.scalars(select(model)):
            for name, value in columns.items():
                setattr(row, name, value)


async def test_ana_is_reminded_at_7_and_1_of_the_employers_days_and_at_30_7_and_1_of_her_year(filed: Database) -> None:
    days = [(EMPLOYERS, 7), (EMPLOYERS, 1), (WORKERS, 30), (WORKERS, 7), (WORKERS, 1)]
    first_lines = []
    for due_on, left in days:
        assert await comes(filed, due_on - timedelta(days=left + 1)) == []
        (letter,) = await comes(filed, due_on - timedelta(days=left))
        assert letter["chat_id"] == ANA
        first_lines.append(letter["text"].splitlines()[0])
    assert first_lines == [
        "<b>L1</b>：单位报工伤的30天，2026年8月9日到", "<b>L1</b>：单位报工伤的30天，2026年8月9日到",
        "<b>L1</b>还有30天，2027年7月10日到期",
        "<b>L1</b>还有7天，2027年7月10日到期", "<b>L1</b>明天到期，2027年7月10日",
    ]  # fmt: skip
    assert await comes(filed, WORKERS) == []


async def test_a_reminder_says_what_where_it_stands_and_whom_to_call_and_ends_with_its_day(filed: Database) -> None:
    (letter,) = await comes(filed, WORKERS - timedelta(days=7))
    assert letter["text"].splitlines()[1:] == [
        "报工伤", "还没办的话，今天打<code>12348</code>或<code>12351</code>。",
        "就说：“报工伤的期限快到了，请工会帮我报。”", "您、近亲属或工会都能报。",
        "<i>工伤保险条例17条。还没有律师核过。这是信息，不是法律意见，期限由办事的人再核</i>",
    ]  # fmt: skip
    keys = [[key["text"] for key in row] for row in letter["reply_markup"]["inline_keyboard"]]
    assert keys == [["已经报了", "帮我看看"], ["复制12348", "复制12351"], ["不再提醒"]]
    assert letter["expires"] == at(WORKERS - timedelta(days=6), "00:00")


async def test_what_came_due_while_no_bot_ran_is_said_once_with_the_days_that_are_left(filed: Database) -> None:
    (letter,) = await comes(filed, WORKERS - timedelta(days=3))
    assert letter["text"].startswith("<b>L1</b>还有3天，")
    assert await comes(filed, WORKERS - timedelta(days=2)) == []
    (letter,) = await comes(filed, WORKERS)
    assert letter["text"].startswith("<b>L1</b>今天到期，")


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.FORGOTTEN])
async def test_in_a_case_that_is_over_nobody_is_reminded(filed: Database, state: CaseState) -> None:
    await changes(filed, state=state)
    assert await comes(filed, WORKERS - timedelta(days=7)) == []


async def test_who_wants_no_more_reminders_or_shut_the_bot_out_gets_none(filed: Database) -> None:
    await changes(filed, CaseDeadline, stopped_at=at(FILED))
    assert await comes(filed, WORKERS - timedelta(days=30)) == []
    await changes(filed, CaseDeadline, stopped_at=None)
    await changes(filed, unreachable_at=at(FILED))
    assert await comes(filed, WORKERS - timedelta(days=29)) == []
    await changes(filed, unreachable_at=None)
    await changes(filed, Worker, blocked_at=at(FILED))
    assert await comes(filed, WORKERS - timedelta(days=27)) == []
    await changes(filed, Worker, blocked_at=None)
    assert len(await comes(filed, WORKERS - timedelta(days=26))) == 1


async def test_who_sleeps_by_day_hears_only_the_last_reminder_ring(filed: Database) -> None:
    await changes(filed, Worker, quiet_from=8 * 60, quiet_until=16 * 60)
    rings = [not (await comes(filed, WORKERS - timedelta(days=left)))[0]["disable_notification"] for left in (30, 7, 1)]
    assert rings == [False, False, True]


async def test_the_words_are_those_of_todays_law_and_a_rule_that_is_gone_is_silent(
    filed: Database, tmp_path: Path
) -> None:
    (tmp_path / "law.toml").write_text('version = "1"\nsigned_by = "王律师"\nsigned_on = 2026-12-01\n', "utf-8")
    (letter,) = await comes(filed, WORKERS - timedelta(days=30), Law.load(tmp_path))
    assert "王律师2026年12月1日核过文字" in letter["text"]
    async with filed.writing() as session, session.begin():
        yearly = CaseDeadline.rule == "worker-reports"
        await session.execute(update(CaseDeadline).where(yearly).values(rule="abolished"))
    assert await comes(filed, WORKERS - timedelta(days=7)) == []

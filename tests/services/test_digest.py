"""Digest: on a working morning a desk reads once what is due, what is late and what came in the night."""

import json

from sqlalchemy import select

from models import CaseKind, CaseState, CaseTopic, Delivery, Union
from services.cases.digest import Digests
from tests.services.test_clocks import ANA, CHIDI, EAST_DESK, SPEECH, WANG, Desk, desk
from tests.services.test_working_time import at

__all__ = ["desk"]
MORNING = "2026-07-15 08:30"


async def reads(desk: Desk, moment: str, chat_id: int = EAST_DESK) -> list[dict[str, object]]:
    """What a chat was owed after a minute of the timetable, which came twice."""
    for _ in range(2):
        await Digests(desk.rules, SPEECH).look(desk.database.writing, at(moment))
    async with desk.database.reading() as session:
        theirs = select(Delivery.body).where(Delivery.chat_id == chat_id).order_by(Delivery.id)
        return [json.loads(body or "{}") for body in await session.scalars(theirs)]


async def test_a_desk_reads_in_its_general_what_is_due_and_what_is_late_once(desk: Desk) -> None:
    await desk.files()
    await desk.becomes(taken_by=CHIDI, state=CaseState.TAKEN)
    await desk.files(CaseKind.LEGAL_AID)
    (letter,) = await reads(desk, MORNING)
    assert "message_thread_id" not in letter
    assert str(letter["text"]).splitlines() == [
        "<b>东岸区总工会，7月15日（周三）早</b>", "要今天回的1件：", "L1，12:00", "过点的1件：",
        "A1，7月14日17:30，Chidi接的",
    ]  # fmt: skip
    assert len(await reads(desk, "2026-07-15 09:00")) == 1
    assert len(await reads(desk, "2026-07-16 08:30")) == 2


async def test_each_key_leads_to_a_topic(desk: Desk) -> None:
    await desk.files()
    async with desk.database.writing() as session, session.begin():
        topic = await session.get_one(CaseTopic, (desk.case_id, EAST_DESK))
        topic.topic_id = 77
    (letter,) = await reads(desk, MORNING)
    assert letter["reply_markup"] == {"inline_keyboard": [[{"text": "A1", "url": "https://t.me/c/0000000102/77"}]]}


async def test_what_came_in_the_night_is_counted_and_ana_is_not_written_to(desk: Desk) -> None:
    await desk.files()
    await desk.becomes(
        filed_at=at("2026-07-14 23:00"), clock_from=at("2026-07-14 23:00"), first_due_at=at("2026-07-15 11:30")
    )
    (letter,) = await reads(desk, MORNING)
    assert "夜里新来1件：投诉建议1" in str(letter["text"])
    assert await desk.owed(ANA) == []


async def test_nothing_due_is_one_line_and_a_day_off_has_none(desk: Desk) -> None:
    assert await reads(desk, MORNING) == [], "no case, no letter"
    await desk.files()
    await desk.becomes(state=CaseState.CLOSED, closed_at=at("2026-07-14 16:00"), rating="good")
    (letter,) = await reads(desk, MORNING)
    assert str(letter["text"]).splitlines()[1:] == [
        "没有要今天回的。", "7月14日以来办完1件", "满意1，一般0，不满意0，没点0",
    ]  # fmt: skip
    await desk.becomes(closed_at=at("2026-07-17 16:00"))
    assert len(await reads(desk, "2026-07-18 08:30")) == 1, "a Saturday"


async def test_too_early_or_too_late_in_the_morning_nothing_comes(desk: Desk) -> None:
    await desk.files()
    assert await reads(desk, "2026-07-15 08:29") == []
    assert await reads(desk, "2026-07-15 11:31") == []


async def test_where_there_is_no_group_staff_read_it_in_private(desk: Desk) -> None:
    async with desk.database.writing() as session, session.begin():
        east = await session.scalar(select(Union).where(Union.adcode == "990102"))
        assert east is not None
        east.desk_chat_id = None
    await desk.files()
    for person in (CHIDI, WANG):
        (letter,) = await reads(desk, MORNING, person)
        assert letter["reply_markup"] == {"inline_keyboard": [[{"text": "A1", "callback_data": "desk:read:A1"}]]}

"""Under a reminder: Ana says that it is reported, asks staff to look, or wants no more of it."""

from datetime import date

from sqlalchemy import select

from models import CaseDeadline, CaseKind, CaseState, Side
from playground.phones.phone import Phone
from services.cases.talk import said_in
from tests.cases import becomes, case_of, files
from tests.city import City
from tests.handlers.hearing import hears

DUE = date(2027, 7, 10)


async def is_reminded(city: City, ana: Phone) -> str:
    """File the case of the rider, go on to a week before its deadline, and read the reminder."""
    deadlines = {"employer-reports": date(2026, 8, 9), "worker-reports": DUE}
    await ana.types("/start")
    reference = await files(city, ana, kind=CaseKind.LEGAL_AID, category="injury", deadlines=deadlines)
    city.clock.reads("08:00", date(2027, 7, 3))
    await hears(ana, f"{reference}还有7天，2027年7月10日到期")
    return reference


async def told_desk(city: City, reference: str) -> list[str]:
    assert city.house is not None
    case = await case_of(city, reference)
    async with city.house.database.reading() as session:
        return [message.text for message in await said_in(session, case, Side.BOT)]


async def stopped(city: City, reference: str) -> list[bool]:
    assert city.house is not None
    case = await case_of(city, reference)
    async with city.house.database.reading() as session:
        rows = await session.scalars(select(CaseDeadline).where(CaseDeadline.case_id == case.id))
        return [row.stopped_at is not None for row in rows if row.due_on == DUE]


async def test_who_says_that_it_is_reported_is_reminded_no_more_and_staff_see_it(city: City, ana: Phone) -> None:
    reference = await is_reminded(city, ana)
    await ana.taps("已经报了")
    await hears(ana, f"{reference}记下了，不再提醒")
    assert await stopped(city, reference) == [True]
    assert await told_desk(city, reference) == ["师傅说已经报了，不再提醒。期限2027年7月10日"]


async def test_who_asks_for_a_look_twice_has_asked_staff_once_and_is_still_reminded(city: City, ana: Phone) -> None:
    reference = await is_reminded(city, ana)
    reminder = ana.last_card
    await ana.taps("帮我看看")
    await hears(ana, "已经请人看看")
    await ana.presses_forged(reminder, f"remind:look:{reference}")
    await hears(ana, "已经请人看看")
    assert await told_desk(city, reference) == ["师傅请看看期限：2027年7月10日，还有7天"]
    assert await stopped(city, reference) == [False]


async def test_who_wants_no_more_reminders_reads_that_the_date_stands(city: City, ana: Phone) -> None:
    reference = await is_reminded(city, ana)
    await ana.taps("不再提醒")
    assert "期限没变：2027年7月10日" in await hears(ana, f"{reference}不再提醒")
    assert await stopped(city, reference) == [True]
    assert await told_desk(city, reference) == []


async def test_a_stranger_and_a_key_of_a_case_that_is_over_change_nothing(city: City, ana: Phone, bao: Phone) -> None:
    reference = await is_reminded(city, ana)
    await bao.types("/start")
    await bao.reads()
    for verb in ("filed", "look", "stop"):
        await bao.presses_forged(bao.last_card, f"remind:{verb}:{reference}")
        assert "按钮过期" in await bao.reads_toast(), verb
    await becomes(city, reference, state=CaseState.WITHDRAWN)
    await ana.taps("已经报了")
    assert "按钮过期" in await ana.reads_toast()
    assert await stopped(city, reference) == [False]

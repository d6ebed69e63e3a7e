"""Clocks: Chidi is reminded in time, and a case that is not answered in time goes up, once, with a word to Ana."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models import Case, CaseKind, CaseState, CaseTopic, Delivery, Role, Side, TopicState, Union
from models.database import Database
from services.cases import course
from services.cases.clocks import Clocks
from services.cases.desk_rules import DeskRules
from services.cases.filing import Filing, file_case
from services.cases.talk import Said, said_in
from services.cases.telling import Speech
from services.staff.people import add_staff
from tests.services.test_working_time import CALENDAR, SHANGHAI, at

ANA, CHIDI, WANG, ADMIN = 700_000_001, 700_000_003, 700_000_009, 700_000_010
CITY_DESK, EAST_DESK = -1_000_000_000_100, -1_000_000_000_102
SPEECH = Speech("zh-Hans", SHANGHAI)
FILED = at("2026-07-14 14:30")
"""A Tuesday: a first answer by 17:30, the end by Thursday 18:00."""


class Desk:
    """A case of Ana's with the district, the clocks over it, and what they led to."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.rules = database, DeskRules.load(folder, CALENDAR, SHANGHAI)
        self.clocks = Clocks(self.rules, SPEECH)
        self.case_id = 0

    async def files(self, kind: CaseKind = CaseKind.COMPLAINT) -> None:
        async with self.database.writing() as session, session.begin():
            filing = Filing(kind, ANA, "990102", category="broken", said=[Said("微波炉不通电")])
            self.case_id = (await file_case(session, filing, self.rules, FILED)).id

    async def looks(self, moment: str) -> None:
        """A minute of the timetable, twice: two processes may look at once."""
        for _ in range(2):
            await self.clocks.look(self.database.writing, at(moment))

    async def case(self) -> Case:
        async with self.database.reading() as session:
            return await session.get_one(Case, self.case_id)

    async def becomes(self, **columns: object) -> None:
        async with self.database.writing() as session, session.begin():
            case = await session.get_one(Case, self.case_id)
            for name, value in columns.items():
                setattr(case, name, value)

    async def lines(self) -> list[str]:
        """What the bot said in the topic."""
        async with self.database.reading() as session:
            case = await session.get_one(Case, self.case_id)
            return [each.text.splitlines()[0] for each in await said_in(session, case, Side.BOT)]

    async def owed(self, chat_id: int) -> list[str]:
        async with self.database.reading() as session:
            bodies = await session.scalars(
                select(Delivery.body).where(Delivery.chat_id == chat_id).order_by(Delivery.id)
            )
            return [str(body) for body in bodies]


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    """The district and the city, each with a group; Chidi works for the district."""
    async with database.writing() as session, session.begin():
        city = Union(adcode="990100", name="清渡市总工会", desk_chat_id=CITY_DESK)
        session.add(city)
        await session.flush()
        east = Union(adcode="990102", name="东岸区总工会", parent_id=city.id, desk_chat_id=EAST_DESK)
        session.add(east)
        await session.flush()
        await add_staff(session, CHIDI, "Chidi", Role.CASEWORKER, east, FILED)
        await add_staff(session, WANG, "王律师", Role.LAWYER, east, FILED)
        await add_staff(session, ADMIN, "Fang", Role.ADMIN, city, FILED)
    return Desk(database, tmp_path)


async def test_chidi_is_reminded_once_at_three_quarters_of_the_working_time(desk: Desk) -> None:
    await desk.files()
    await desk.looks("2026-07-14 16:44")
    assert await desk.lines() == []
    await desk.looks("2026-07-14 16:45")
    await desk.looks("2026-07-14 17:00")
    assert await desk.lines() == ["<b>A1</b> 快到点了：17:30前先回话。"]
    assert await desk.owed(ANA) == []


async def test_who_answered_is_reminded_of_the_end_as_well(desk: Desk) -> None:
    await desk.files()
    await desk.looks("2026-07-14 16:45")
    await desk.becomes(first_answer_at=at("2026-07-14 17:00"), taken_by=CHIDI, state=CaseState.TAKEN)
    await desk.looks("2026-07-16 11:00")
    assert len(await desk.lines()) == 1
    await desk.looks("2026-07-16 14:00")
    await desk.looks("2026-07-16 17:00")
    assert (await desk.lines())[1:] == ["<b>A1</b> 快到点了：18:00前办完。"]


async def test_a_case_without_an_answer_goes_up_and_ana_hears_it_once_with_the_new_date(desk: Desk) -> None:
    await desk.files()
    await desk.looks("2026-07-14 17:30")
    await desk.looks("2026-07-14 17:31")
    case = await desk.case()
    assert (case.level, case.state, case.taken_by) == (1, CaseState.NEW, None)
    assert case.first_due_at == at("2026-07-15 11:00")
    (told,) = await desk.owed(ANA)
    assert "到点没答复，是我们没盯住" in told
    assert "已转清渡市总工会" in told
    async with desk.database.reading() as session:
        states = {each.chat_id: each.state for each in await session.scalars(select(CaseTopic))}
    assert states == {EAST_DESK: TopicState.LEAVING, CITY_DESK: TopicState.OPEN}
    assert await desk.lines() == ["东岸区总工会没按点办，转到这里。"]


async def test_at_the_root_it_stays_and_the_admins_hear_once(desk: Desk) -> None:
    await desk.files()
    await desk.looks("2026-07-14 17:30")
    for moment in ("2026-07-15 11:00", "2026-07-15 11:01", "2026-07-20 12:00"):
        await desk.looks(moment)
    case = await desk.case()
    assert case.level == 1
    (alarm,) = await desk.owed(ADMIN)
    assert "过点没回话" in alarm
    assert len(await desk.owed(ANA)) == 1


async def test_while_ana_is_to_bring_papers_nothing_rings(desk: Desk) -> None:
    await desk.files()
    await desk.becomes(state=CaseState.WAITING, stopped_at=at("2026-07-14 15:00"), first_answer_at=FILED)
    await desk.looks("2026-07-20 10:00")
    assert await desk.lines() == []
    assert (await desk.case()).level == 0


async def test_after_a_day_without_the_bot_it_goes_up_without_a_reminder_first(desk: Desk) -> None:
    await desk.files()
    await desk.looks("2026-07-15 19:00")
    assert await desk.lines() == ["东岸区总工会没按点办，转到这里。"]
    await desk.looks("2026-07-14 12:00")  # the clock was turned back
    assert (await desk.case()).level == 1


async def test_in_legal_aid_the_lawyer_hears_in_private_and_the_group_reads_a_number_only(desk: Desk) -> None:
    await desk.files(CaseKind.LEGAL_AID)
    await desk.becomes(taken_by=WANG, state=CaseState.TAKEN)
    await desk.looks("2026-07-15 11:30")
    (called,) = await desk.owed(WANG)
    assert "王律师</a>接的" in called
    assert await desk.owed(CHIDI) == []
    assert await desk.lines() == ["<b>L1</b> 快到点了：12:00前先回话。"]


async def test_a_union_without_a_group_is_called_in_private(desk: Desk) -> None:
    async with desk.database.writing() as session, session.begin():
        east = await session.scalar(select(Union).where(Union.adcode == "990102"))
        assert east is not None
        east.desk_chat_id = None
    await desk.files()
    await desk.looks("2026-07-14 16:45")
    (called,) = await desk.owed(CHIDI)
    assert "还没人接" in called
    assert await desk.lines() == []


async def test_when_the_papers_came_the_clock_goes_on_with_the_working_time_that_was_left(desk: Desk) -> None:
    await desk.files()
    async with desk.database.writing() as session, session.begin():
        case = await session.get_one(Case, desk.case_id)
        await course.wait(session, case, CHIDI, at("2026-07-14 16:30"))
        await course.resume(session, case, desk.rules, at("2026-07-15 10:00"))
    case = await desk.case()
    assert case.first_due_at == at("2026-07-15 11:00")
    assert case.done_due_at == at("2026-07-17 11:30")

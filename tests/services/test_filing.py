"""Filing: a case gets a reference of its own, and the union that covers the place and has anybody to answer."""

from datetime import UTC, datetime

import pytest

from locales import locale
from models import Case, CaseKind, CaseTopic, Role, Side, Union
from models.database import Database
from services.cases import titles
from services.cases.filing import Filing, file_case
from services.cases.placing import case_in_topic, topic_of
from services.cases.references import Reference, case_called, reference_in
from services.cases.responsible import may_answer, may_read, union_above
from services.cases.talk import Said, said_in
from services.staff.people import add_staff
from tests.cases import Targets

NOW = datetime(2026, 7, 14, 6, 38, tzinfo=UTC)
ANA, CHIDI, WANG = 700_000_001, 700_000_003, 700_000_009
CITY_DESK, EAST_DESK = -1_000_000_000_100, -1_000_000_000_102


@pytest.fixture
async def unions(database: Database) -> dict[str, int]:
    async with database.writing() as session, session.begin():
        city = Union(adcode="990100", name="清渡市总工会", desk_chat_id=CITY_DESK)
        session.add(city)
        await session.flush()
        east = Union(adcode="990102", name="东岸区总工会", parent_id=city.id, desk_chat_id=EAST_DESK)
        north = Union(adcode="990103", name="桥北区总工会", parent_id=city.id)
        session.add_all([east, north])
        await session.flush()
        return {"city": city.id, "east": east.id, "north": north.id}


async def filed(database: Database, kind: CaseKind = CaseKind.COMPLAINT, adcode: str = "990102", *said: Said) -> Case:
    async with database.writing() as session, session.begin():
        return await file_case(session, Filing(kind, ANA, adcode, category="broken", said=said), Targets(), NOW)


async def test_each_case_has_a_reference_of_its_own_and_legal_aid_another_letter(
    database: Database, unions: dict[str, int]
) -> None:
    kinds = (CaseKind.COMPLAINT, CaseKind.LEGAL_AID, CaseKind.POLICY, CaseKind.LEGAL_AID)
    assert [(await filed(database, kind)).reference for kind in kinds] == ["A1", "L1", "A2", "L2"]
    async with database.reading() as session:
        found = await case_called(session, Reference("L", 2))
        assert found is not None
        assert found.kind == CaseKind.LEGAL_AID
        assert await case_called(session, Reference("A", 9)) is None


async def test_a_case_goes_to_the_lowest_union_of_the_place_that_has_anybody_to_answer(
    database: Database, unions: dict[str, int]
) -> None:
    assert (await filed(database, adcode="990102")).union_id == unions["east"]
    assert (await filed(database, adcode="990103")).union_id == unions["city"], "nobody is there in the north"
    async with database.writing() as session, session.begin():
        north = await session.get_one(Union, unions["north"])
        await add_staff(session, WANG, "王律师", Role.LAWYER, north, NOW)
    assert (await filed(database, CaseKind.LEGAL_AID, "990103")).union_id == unions["north"]
    assert (await filed(database, adcode="")).union_id == unions["city"], "nowhere is the root's"
    async with database.reading() as session:
        above = await union_above(session, unions["east"], CaseKind.COMPLAINT)
        assert above is not None
        assert above.id == unions["city"]
        assert await union_above(session, unions["city"], CaseKind.COMPLAINT) is None


async def test_what_was_said_is_kept_sealed_with_the_case_and_its_topic_is_wanted(
    database: Database, unions: dict[str, int]
) -> None:
    case = await filed(database, CaseKind.COMPLAINT, "990102", Said("微波炉不通电"), Said("", "photo", "file-1"))
    async with database.writing() as session, session.begin():
        case = await session.get_one(Case, case.id)
        assert [each.text for each in await said_in(session, case, Side.WORKER)] == ["微波炉不通电", ""]
        topic = await topic_of(session, case)
        assert topic is not None
        assert topic.chat_id == EAST_DESK
        assert topic.topic_id is None
        topic.topic_id = 77
    async with database.reading() as session:
        found = await case_in_topic(session, EAST_DESK, 77)
        assert found is not None
        assert found.id == case.id
        assert await session.get(CaseTopic, (case.id, CITY_DESK)) is None


async def test_a_caseworker_reads_legal_aid_only_once_they_took_it_and_a_lawyer_at_once(
    database: Database, unions: dict[str, int]
) -> None:
    legal, complaint = await filed(database, CaseKind.LEGAL_AID), await filed(database)
    async with database.writing() as session, session.begin():
        east = await session.get_one(Union, unions["east"])
        await add_staff(session, CHIDI, "Chidi", Role.CASEWORKER, east, NOW)
        await add_staff(session, WANG, "王律师", Role.LAWYER, east, NOW)
        legal = await session.get_one(Case, legal.id)
        assert await may_answer(session, CHIDI, legal)
        assert not await may_read(session, CHIDI, legal)
        assert await may_read(session, WANG, legal)
        assert await may_read(session, CHIDI, complaint)
        assert not await may_read(session, WANG, complaint)
        legal.taken_by = CHIDI
        assert await may_read(session, CHIDI, legal)
        assert not await may_read(session, ANA, legal)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("<b>A17</b> 有回话", Reference("A", 17)), ("编号L3，收到", Reference("L", 3)), ("A17", Reference("A", 17)),
        ("QA17", None), ("A1b", None), ("没有编号", None), ("a17", None), ("A1234567890", None),
    ],
)  # fmt: skip
def test_a_reference_is_found_in_what_is_written_around_it(text: str, reference: Reference | None) -> None:
    assert reference_in(text) == reference


@pytest.mark.parametrize(
    ("kind", "category", "subject"),
    [
        (CaseKind.COMPLAINT, "broken", "东西坏了"), (CaseKind.LEGAL_AID, "injury", "受伤"),
        (CaseKind.LEGAL_AID, "", "法律援助"), (CaseKind.JOBS, "", "就业信息"),
        (CaseKind.JOBS, "riding", "就业信息 · 外卖、快递"),
    ],
)  # fmt: skip
def test_a_case_is_called_after_what_it_is_about(kind: CaseKind, category: str, subject: str) -> None:
    assert titles.subject(locale("zh-Hans"), Case(kind=kind, category=category)) == subject

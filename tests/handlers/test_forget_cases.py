"""A worker with cases: what /mydata shows of them, and who hears of it when they have everything deleted."""

import pytest

from models import Case, CaseFollower, CaseKind, CaseState
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.cases import case_now, files
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears
from tests.handlers.staff import hire

Cases = tuple[Case, Case]


@pytest.fixture
async def chidi(city: City) -> Phone:
    """Chidi, a lawyer of the district."""
    chidi = city.phone("Chidi")
    await hire(city, chidi, "lawyer", "鹿城区", "王律师")
    return chidi


@pytest.fixture
async def cases(city: City, known: Known, ana: Phone, bao: Phone, chidi: Phone) -> Cases:
    """Ana reported something that Bao met too, and asked for legal aid, which Chidi took."""
    await known(ana, cases_agreed_at=city.clock.now())
    await known(bao, language="en")
    complaint, legal = await files(city, ana), await files(city, ana, "脚骨折", CaseKind.LEGAL_AID)
    async with city._house.database.writing() as session, session.begin():
        session.add(CaseFollower(case_id=complaint.id, worker_id=bao.person.id, since=city.clock.now()))
        (await session.get_one(Case, legal.id)).taken_by = chidi.person.id
    return complaint, legal


async def test_my_data_shows_each_case_by_its_reference_and_how_it_stands(ana: Phone, bao: Phone, cases: Cases) -> None:
    await ana.types("/mydata")
    said = await ana.reads()
    assert "写给工会的话：7月14日同意存的" in said
    assert "A1 投诉建议，等人接\nL1 法律援助，等人接" in said
    assert "脚骨折" not in said
    await bao.types("/mydata")
    assert "you follow: A1" in await bao.reads()


async def test_before_it_goes_it_is_said_what_stays_and_what_nobody_can_answer_any_more(
    ana: Phone, cases: Cases
) -> None:
    await ana.types("/forget")
    asked = await ana.reads()
    for words in (
        "写给工会的话、照片、语音", "A1、L1\n还没办完，删了就没法回", "法定期限照样走", "事项的编号、类别、日期",
        "更早的、已经看到的撤不了", "法律要工会自己留的材料",
    ):  # fmt: skip
        assert words in asked


async def test_who_had_taken_it_and_who_followed_it_hear_that_it_ended_and_ana_hears_her_receipt(
    city: City, ana: Phone, bao: Phone, chidi: Phone, cases: Cases
) -> None:
    await ana.types("/forget")
    await ana.reads()
    await ana.taps("删掉")
    assert "凭据号F" in await ana.reads()
    assert "A1: whoever reported it deleted it" in await hears(bao, "A1")
    assert "L1 师傅要求删除了" in await hears(chidi, "L1")
    assert [(await case_now(city, case)).state for case in cases] == [CaseState.FORGOTTEN] * 2
    await ana.types("/mydata")
    assert "我这里没记您什么" in await hears(ana, "没记")

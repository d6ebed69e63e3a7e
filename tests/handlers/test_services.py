"""The other services of the union: each a short form, filed with the union, and answered by a day."""

import pytest
from sqlalchemy import select

from models import Case, CaseMessage
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.conftest import Known
from tests.handlers.test_legal import does
from tests.unions import found_unions


@pytest.fixture
async def worker(city: City, ana: Phone, known: Known) -> Phone:
    """Ana, of whom a district is kept, and who agreed to have kept what she writes."""
    assert city.house is not None
    await found_unions(city.house.database)
    return await known(ana, area="330302", area_agreed_at=city.clock.now(), cases_agreed_at=city.clock.now())


async def filed(city: City) -> tuple[Case, list[str]]:
    """The one case, and what was said in it."""
    assert city.house is not None
    async with city.house.database.reading() as session:
        case = (await session.scalars(select(Case))).one()
        return case, [*await session.scalars(select(CaseMessage.text).order_by(CaseMessage.id))]


@pytest.mark.parametrize(
    ("service", "kind", "sort"),
    [
        ("帮扶关爱", "care", "看病"),
        ("劳动保护", "protection", "没防护"),
        ("政策咨询", "policy", "社保"),
        ("就业信息", "jobs", "开车"),
        ("职工信访", "petition", "平台"),
    ],
)
async def test_each_service_is_under_more_and_ends_with_a_number_a_union_and_a_day(
    city: City, worker: Phone, service: str, kind: str, sort: str
) -> None:
    await worker.types("⚙️ 更多")
    await worker.reads()
    assert service in await does(worker, "工会还能办什么")
    await does(worker, service, sort)
    assert worker.last_card.buttons[-2:] == [["够了，下一步"], ["返回", "先停"]]
    check = await does(worker, "家里有事，想问问怎么办", "够了")
    assert f"{service} · {sort}" in check.splitlines()[1]
    receipt = await does(worker, "发送")
    assert receipt.startswith("A1 收到，这是编号。")
    assert "谁办：浙江省" in receipt
    assert "前先回话，" in receipt
    case, said = await filed(city)
    assert (case.kind, case.adcode) == (kind, "330302")
    assert said == ["家里有事，想问问怎么办"]


async def test_who_has_no_district_is_asked_for_one(city: City, ana: Phone, known: Known) -> None:
    assert city.house is not None
    await found_unions(city.house.database)
    await known(ana, cases_agreed_at=city.clock.now())
    await ana.types("工会还能办什么")
    await ana.reads()
    assert "哪个区县" in await does(ana, "就业信息", "开车")
    await does(ana, "鹿城区", "够了", "发送")
    assert (await filed(city))[0].adcode == "330302"


async def test_what_employers_do_not_keep_in_the_heat_leads_to_labor_protection(city: City, worker: Phone) -> None:
    await worker.types("我的权利")
    await worker.reads()
    assert "怎么回事" in await does(worker, "单位没做到")
    await does(worker, "中午还派单", "够了", "发送")
    assert (await filed(city))[0].category == "heat"


async def test_who_only_asks_goes_from_legal_aid_to_policy(worker: Phone) -> None:
    await worker.types("/legal")
    await worker.reads()
    assert "政策咨询：问哪方面？" in await does(worker, "只想问问")


async def test_a_petition_says_what_it_is_and_what_it_is_not(worker: Phone) -> None:
    await worker.types("工会还能办什么")
    await worker.reads()
    assert "信访是反映情况、提意见；要裁决的走仲裁、法院。" in await does(worker, "职工信访")

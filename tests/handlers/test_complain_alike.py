"""The same trouble at the same station: others join a case, hear of it, and wait on when its worker withdraws."""

from datetime import timedelta

import pytest

from playground.phones.phone import Phone
from services.cases.course import Heard
from services.cases.references import case_called, reference_in
from services.cases.telling import Speech, tell
from services.delivery.outbox import store
from tests.cases import becomes, case_of
from tests.city import ZONE, City, station
from tests.handlers.complaining import cases_in, said_of, taps_through
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears
from tests.handlers.staff import hire


@pytest.fixture
async def filed(city: City, ana: Phone, bao: Phone, known: Known) -> str:
    """Ana told that something is broken at a station; Bao agreed before, too."""
    await city.has(station("红旗路驿站", code="D0127", adcode="330302"))
    await hire(city, city.phone("Chidi"), "caseworker", "鹿城区")
    for phone in (ana, bao):
        await known(phone, cases_agreed_at=city.clock.now())
    await tells(ana, "东西坏了", "微波炉")
    assert (await taps_through(ana, "发送")).startswith("A1")
    return "A1"


async def tells(phone: Phone, category: str = "东西坏了", words: str = "") -> str:
    """Complain about the station up to the last page before it is sent."""
    await phone.types("/complain")
    await phone.reads()
    await phone.taps(category)
    await phone.reads()
    if words:
        await phone.types("D0127")
        await phone.reads()
        await phone.types(words)
    else:
        await phone.types("D0127")
    return await phone.reads()


async def test_who_has_the_same_trouble_joins_with_what_they_have_and_hears_of_it(
    city: City, bao: Phone, filed: str
) -> None:
    await bao.types("/complain")
    await bao.reads()
    await bao.types("插座冒烟")
    await bao.reads()
    await taps_through(bao, "东西坏了")
    await bao.types("D0127")
    asked = await bao.reads()
    assert asked.startswith("红旗路驿站，东西坏了\n7月14日起，已有1位师傅报过。")
    assert "微波炉" not in asked, "nobody reads another worker's words"
    assert (await taps_through(bao, "我也是")).startswith("A1 算上这一份，2位了。")
    (case,) = await cases_in(city)
    assert [(said.text, said.author_id) for said in await said_of(city, case)][1:] == [("插座冒烟", bao.person.id)]
    await is_told(city, filed, Heard("complaint-progress", {"at": city.clock.now()}))
    assert (await bao.reads()).startswith("A1有人接了")


async def is_told(city: City, called: str, heard: Heard) -> None:
    """Have the union's side say something."""
    assert city.house is not None
    reference = reference_in(called)
    assert reference is not None
    async with city.house.database.writing() as session, session.begin():
        case = await case_called(session, reference)
        assert case is not None
        await store(session, await tell(session, case, heard, Speech("zh-Hans", ZONE), city.clock.now()))


async def test_what_is_another_matter_is_filed_by_itself(city: City, bao: Phone, filed: str) -> None:
    await tells(bao)
    assert (await taps_through(bao, "不是一回事，单独发")).startswith("东西坏了 · 红旗路驿站")
    assert (await taps_through(bao, "发送")).startswith("A2")


@pytest.mark.parametrize("category", ["脏", "提建议"])
async def test_other_trouble_is_not_taken_for_the_same(bao: Phone, filed: str, category: str) -> None:
    assert (await tells(bao, category)).startswith(category)


async def test_ones_own_case_is_only_added_to(city: City, ana: Phone, filed: str) -> None:
    assert "7月14日您报过，编号A1" in await tells(ana)
    assert (await taps_through(ana, "我也是")).startswith("A1 加上了")
    assert len(await cases_in(city)) == 1


@pytest.mark.parametrize(("days", "is_same"), [(6, True), (8, False)])
async def test_a_case_that_was_closed_a_week_ago_is_another(
    city: City, bao: Phone, filed: str, days: int, is_same: bool
) -> None:
    await becomes(city, filed, state="closed", closed_at=city.clock.now() - timedelta(days=days))
    assert ("就重开" in await tells(bao)) == is_same
    if is_same:
        await taps_through(bao, "我也是")
        assert (await case_of(city, filed)).state == "new"


async def test_another_station_is_asked_about_anew(city: City, bao: Phone, filed: str) -> None:
    await city.has(station("新桥驿站", code="D0128", adcode="330304", meters_east=4000))
    await tells(bao)
    await taps_through(bao, "不是一回事，单独发", "换个站")
    await bao.types("D0128")
    assert (await bao.reads()).startswith("东西坏了 · 新桥驿站")
    await taps_through(bao, "换个站")
    await bao.types("D0127")
    assert "位师傅报过" in await bao.reads()


async def test_a_case_is_withdrawn_after_a_second_thought(city: City, ana: Phone, filed: str) -> None:
    await ana.taps("撤回")
    assert "A1 撤回就不再办了" in await ana.reads()
    assert "A1撤回了" in await taps_through(ana, "撤回")
    assert (await case_of(city, filed)).state == "withdrawn"


async def test_a_case_that_others_wait_for_goes_on_without_who_withdrew_it(
    city: City, ana: Phone, bao: Phone, filed: str
) -> None:
    await tells(bao)
    await taps_through(bao, "我也是")
    await ana.taps("撤回")
    await ana.reads()
    assert "这件接着办" in await taps_through(ana, "撤回")
    case = await case_of(city, filed)
    assert (case.state, case.worker_id) == ("new", bao.person.id)


async def test_nobody_withdraws_the_case_of_another(city: City, ana: Phone, bao: Phone, filed: str) -> None:
    await tells(bao)
    for data in ("case:withdraw:A1", "case:withdrawn:A1", "case:withdrawn:A9"):
        await bao.presses_forged(bao.last_card, data)
        await hears(bao, "位师傅报过")
        assert "按钮过期了" in await bao.reads_toast()
    assert (await case_of(city, filed)).state == "new"

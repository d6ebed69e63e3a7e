"""My cases: Ana sees all of hers with their last word, her own turn first, and nobody sees another's."""

from datetime import date

import pytest

from models import CaseDeadline, CaseFollower, CaseKind, CaseState, Form, Side
from playground.phones.phone import Phone
from services.cases.references import case_called, reference_in
from services.cases.talk import Said, note_down
from services.delivery.outbox import store
from services.delivery.parcel import reply
from tests.cases import becomes, case_of, files, is_answered
from tests.city import City, station
from tests.handlers.hearing import hears
from tests.handlers.staff import hire
from tests.unions import found_unions


@pytest.fixture
async def wang(city: City) -> Phone:
    """王律师, who answers legal aid in the district."""
    wang = city.phone("Wang")
    await hire(city, wang, "lawyer", "鹿城区", "王律师")
    return wang


async def opens(ana: Phone, reference: str) -> str:
    """Have her open one of her cases from the list."""
    await ana.types("/cases")
    await hears(ana, "点编号看")
    await ana.taps(reference)
    return await ana.reads()


async def test_her_own_turn_comes_first_and_each_says_who_has_the_word(city: City, ana: Phone, wang: Phone) -> None:
    await city.has(station("红旗路驿站", adcode="330302"))
    mended = await files(city, ana, "微波炉不通电", station_id=1)
    legal = await files(city, ana, kind=CaseKind.LEGAL_AID, category="injury", deadlines={"employer": date(2026, 8, 9)})
    await is_answered(city, legal, "师傅，先看三件事。", wang.person.id)
    new = await files(city, ana, category="dirty")
    await becomes(city, mended, state=CaseState.CHECKING)
    await ana.types("📋 我的事项")
    assert (await hears(ana, "点编号看")).splitlines() == [
        "共3件，点编号看", "",
        "A1 东西坏了，红旗路驿站", "该看一眼：修好了吗？", "",
        "A2 脏", "鹿城区看着，17:30前回话", "",
        "L1 受伤", "王律师14:30回过话", "最近期限：2026年8月9日，还有26天",
    ]  # fmt: skip
    assert ana.last_card.buttons == [[mended, new, legal], ["再报一件", "法律援助"]]


async def test_a_page_shows_what_was_said_both_ways_without_any_name(city: City, ana: Phone, wang: Phone) -> None:
    reference = await files(city, ana, "<b>微波炉</b>不通电")
    city.clock.goes_on(hours=1)
    await is_answered(city, reference, "电工今天下午来换", wang.person.id)
    page = await opens(ana, reference)
    assert page.splitlines() == [
        "A1 东西坏了", "鹿城区15:30回过话", "7月16日14:30前办完", "",
        "14:30报：“微波炉不通电”", "15:30回：“电工今天下午来换”",
    ]  # fmt: skip
    await ana.taps("补充")
    assert (await hears(ana, "直接回这条")).startswith(reference)
    await ana.taps("我的事项")
    await hears(ana, "点编号看")


async def test_nobody_sees_anothers_case_and_a_forged_key_is_an_old_one(city: City, ana: Phone, bao: Phone) -> None:
    reference = await files(city, ana, "微波炉不通电")
    await bao.types("/cases")
    assert "还没报过事" in await bao.reads()
    for verb in ("see", "open", "add", "reveal", "named", "hide", "remind"):
        await bao.presses_forged(bao.last_card, f"case:{verb}:{reference}")
        assert "按钮过期" in await bao.reads_toast(), verb
    assert not any("微波炉" in card.text for card in bao.screen())
    assert (await case_of(city, reference)).revealed is None
    await bao.presses_forged(bao.last_card, "case:see:A99999")
    assert "按钮过期" in await bao.reads_toast()


async def test_who_follows_a_case_sees_how_it_stands_and_none_of_the_others_words(
    city: City, ana: Phone, bao: Phone, wang: Phone
) -> None:
    reference = await files(city, ana, "微波炉不通电，我手机13800000000")
    await is_answered(city, reference, "王师傅给您打电话", wang.person.id)
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        found = await case_called(session, reference_in(reference))  # type: ignore[arg-type]
        session.add(CaseFollower(case_id=found.id, worker_id=bao.person.id, since=city.clock.now()))  # type: ignore[union-attr]
    page = await opens(bao, reference)
    assert page.splitlines() == ["A1 东西坏了", "跟着别的师傅报的这件", "鹿城区14:30回过话", "7月16日14:30前办完"]
    assert bao.last_card.buttons == [["补充"], ["我的事项"]]
    await bao.presses_forged(bao.last_card, f"case:named:{reference}")
    assert "按钮过期" in await bao.reads_toast()
    assert (await case_of(city, reference)).revealed is None


async def test_who_takes_over_a_case_reads_nothing_that_was_brought_to_its_first_worker(
    city: City, ana: Phone, bao: Phone, wang: Phone
) -> None:
    reference = await files(city, ana, "微波炉不通电")
    async with city._house.database.writing() as session, session.begin():
        case = await case_called(session, reference_in(reference))  # type: ignore[arg-type]
        brought = await note_down(session, case, Side.STAFF, Said("电工打您的电话"), city.clock.now())  # type: ignore[arg-type]
        parcel = reply(ana.person.id, "sendMessage", {"text": "电工打您的电话"}, city.clock.now())
        await store(session, [parcel])
        brought.delivery_id = parcel.id
    await hears(ana, "电工打您的电话")
    assert "电工打您的电话" in await opens(ana, reference)
    await becomes(city, reference, worker_id=bao.person.id)
    assert "报：" not in (page := await opens(bao, reference))
    assert "电工" not in page


async def test_she_shows_her_name_after_a_yes_and_takes_it_back(city: City, ana: Phone, wang: Phone) -> None:
    reference = await files(city, ana, "微波炉不通电")
    await opens(ana, reference)
    await ana.taps("亮明身份")
    assert "以后可以收回，但看过的人已经知道。" in await ana.reads()
    await ana.taps("亮明")
    assert "办事的人看得到名字：Ana" in await ana.reads()
    assert (await case_of(city, reference)).revealed == "Ana"
    await ana.taps("收回身份")
    assert "看得到名字" not in await ana.reads()
    assert (await case_of(city, reference)).revealed is None


async def test_each_deadline_says_what_it_is_for_and_one_that_the_law_dropped_stands_alone(
    city: City, ana: Phone
) -> None:
    due = {"employer-reports": date(2026, 7, 9), "worker-reports": date(2027, 6, 9), "dropped": date(2027, 7, 9)}
    page = await opens(ana, await files(city, ana, kind=CaseKind.LEGAL_AID, category="injury", deadlines=due))
    assert page.partition("期限\n")[2].splitlines()[:3] == [
        "2026年7月9日：单位报工伤的30天，过了", "2027年6月9日：报工伤", "2027年7月9日"
    ]  # fmt: skip


async def test_reminders_of_a_case_are_stopped_and_taken_up_again(city: City, ana: Phone, wang: Phone) -> None:
    reference = await files(
        city, ana, kind=CaseKind.LEGAL_AID, category="injury", deadlines={"employer": date(2026, 8, 9)}
    )
    assert "2026年8月9日" in await opens(ana, reference)
    await ana.taps("不再提醒")
    await ana.reads()
    assert city.house is not None
    case = await case_of(city, reference)
    for label, is_stopped in (("到期前提醒我", True), ("不再提醒", False)):
        assert [label] in ana.last_card.buttons
        async with city.house.database.reading() as session:
            deadline = await session.get_one(CaseDeadline, (case.id, "employer"))
            assert (deadline.stopped_at is not None) is is_stopped
        await ana.taps(label)
        await ana.reads()


async def test_a_form_that_is_paused_stands_on_top_and_goes_on(city: City, ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        form = await session.get_one(Form, (ana.person.id, "start"))
        form.is_paused = True
    await ana.types("/cases")
    assert "行当和走法 没答完，停在1/2" in await ana.reads()
    await ana.taps("接着答")
    await ana.reads()
    assert ana.last_card.buttons[0] == ["外卖跑腿", "快递"]


async def test_a_complaint_she_walked_away_from_is_gone_on_with(city: City, ana: Phone) -> None:
    assert city.house is not None
    await found_unions(city.house.database)
    await ana.types("/complain")
    await ana.reads()
    for label in ("同意，开始写", "东西坏了"):
        await ana.taps(label)
        await ana.reads()
    city.clock.goes_on(days=2)
    await ana.types("/cases")
    assert "投诉建议 没答完，停在2/2" in await ana.reads()
    await ana.taps("接着答")
    assert (await ana.reads()).startswith("哪个站？")


async def test_six_cases_make_two_pages(city: City, ana: Phone) -> None:
    for _ in range(6):
        await files(city, ana)
    await ana.types("/cases")
    assert "A1 " not in await hears(ana, "共6件")
    await ana.taps("后面的")
    assert "A1 东西坏了" in await ana.reads()
    assert ana.last_card.buttons == [["A1"], ["前面的"], ["再报一件", "法律援助"]]

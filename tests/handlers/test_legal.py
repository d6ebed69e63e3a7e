"""Legal aid, as a rider meets it who was hit by a taxi: tapped through, sent, and with its deadlines at once."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from models import Case, CaseDeadline, CaseMessage
from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.conftest import Kept, Known, Waits
from tests.handlers.hearing import carried, hears
from tests.unions import found_unions

HIT = "我送餐被出租车撞了，脚骨折，算不算工伤？"
NO_PHOTO = "照片没收，也没人看到：材料别发这里，当面交。"


@pytest.fixture
async def rider(city: City, ana: Phone, known: Known) -> Phone:
    """Ana, who lives where two districts have stations and agreed to have kept what she writes."""
    await city.has(station("红旗路驿站", adcode="330302"), station("桥北驿站", adcode="330304", meters_east=3_000))
    assert city.house is not None
    await found_unions(city.house.database)
    return await known(ana, area="330302", area_agreed_at=city.clock.now(), cases_agreed_at=city.clock.now())


async def does(phone: Phone, *deeds: str) -> str:
    """Tap these one after another, or type what is on no key, and read what came of the last."""
    text = ""
    for deed in deeds:
        is_key = any(deed in label for row in phone.last_card.buttons for label in row)
        await (phone.taps(deed) if is_key else phone.types(deed))
        text = await phone.reads()
    return text


async def filed(city: City) -> tuple[Case, dict[str, date], list[str]]:
    """The one case, its deadlines by rule and what was said in it."""
    assert city.house is not None
    async with city.house.database.reading() as session:
        case = (await session.scalars(select(Case))).one()
        deadlines = await session.scalars(select(CaseDeadline))
        said = await session.scalars(select(CaseMessage.text).order_by(CaseMessage.id))
        return case, {each.rule: each.due_on for each in deadlines}, [*said]


async def test_a_rider_hit_by_a_taxi_taps_through_and_reads_the_deadlines_at_once(city: City, rider: Phone) -> None:
    await rider.types("⚖️ 法律援助")
    first = await rider.reads()
    assert first.startswith("人先要紧：还疼、还流血，打120")
    assert "1/9 出了什么事？" in first
    await does(rider, "受伤了", "7.10", "鹿城区", "站点招的，没签", "正在送单", "对方全责", HIT, "够了，下一步")
    check = await does(rider, "交警认定书", "接单截图", "诊断证明", "好了", "就在这里")
    assert check.splitlines()[1:] == [
        "受伤了 · 7月10日（周五） · 鹿城区",
        "站点招的，没签；正在送单",
        "交警：对方全责",
        "有：交警认定书、接单截图、诊断证明",
        "找法：就在这里",
        f"“{HIT}”",
        "想再加，现在打字或说话；不对的按“改一项”。",
    ]
    receipt = await does(rider, "发送")
    assert receipt.startswith("L1 收到，这是编号。\n浙江省7月15日（周三）12:00前联系。")
    assert "8月9日（周日）：单位该去报工伤，30天\n2027年7月10日（周六）：单位没报" in receipt
    assert "还没有律师核过。这是信息，不是法律意见" in receipt.splitlines()[-1]
    case, deadlines, said = await filed(city)
    assert (case.kind, case.category, case.is_urgent, case.adcode) == ("legal_aid", "injury", False, "330302")
    assert sorted(deadlines.values()) == [date(2026, 8, 9), date(2027, 7, 10)]
    assert said == [HIT]
    assert json.loads(case.answers)["evidence"] == ["police-finding", "orders", "diagnosis"]


async def test_under_the_receipt_hang_the_reminders_the_papers_the_law_and_adding(city: City, rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "受伤了", "昨天", "跳过", "站点招的", "跳过", "没叫交警", "够了", "都没有", "就在这里", "发送")
    receipt = rider.last_card
    assert receipt.buttons == [["到期前提醒我 ✓", "材料怎么交"], ["看原文", "补充"]]
    await rider.taps("到期前提醒我")
    assert await rider.reads_toast() == "好，不提醒了。期限没变，自己记着。"
    await rider.reads()
    assert rider.last_card.buttons[0][0] == "到期前提醒我"
    assert "材料别发这里，当面交" in await does(rider, "材料怎么交")
    await rider.taps_on(receipt, "看原文")
    law = await rider.reads()
    assert "第17条\n职工发生事故伤害" in law
    assert "以官方公布的为准" in law
    await rider.taps_on(receipt, "补充")
    assert (await rider.reads()).startswith("L1 要补充，直接回这条")


async def test_what_was_typed_before_the_form_is_brought_along_and_six_taps_lead_to_the_check(
    city: City, rider: Phone
) -> None:
    await rider.types(HIT)
    assert (await rider.reads()).startswith("有人受伤、不舒服，先打120")
    first = await does(rider, "走法律援助")
    assert first.startswith("人先要紧")
    assert "按刚才说的先记：受伤了，正在送单。" in first
    assert "2/9 哪天出的事？" in first
    check = await does(rider, "昨天", "鹿城区", "站点招的", "对方全责", "都没有", "就在这里")
    assert check.startswith("发之前看一眼")
    assert f"“{HIT}”" in check
    await does(rider, "发送")
    assert (await filed(city))[2] == [HIT]


async def test_who_cannot_type_speaks_first_and_the_voice_comes_along(city: City, rider: Phone) -> None:
    await rider.sends_voice()
    assert "要给谁听" in await rider.reads()
    assert rider.last_card.buttons == [["拿它投诉", "走法律援助"], ["发错了"]]
    assert (await does(rider, "走法律援助")).startswith("人先要紧")
    check = await does(rider, "受伤了", "昨天", "鹿城区", "站点招的", "正在送单", "对方全责", "都没有", "就在这里")
    assert "语音1条" in check


async def test_what_answers_no_question_is_said_to_be_kept(rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    noted = "“是站长让我去的”记下了，发的时候带上。"
    assert (await does(rider, "受伤了", "昨天", "鹿城区", "是站长让我去的")).startswith(f"{noted}\n4/9 ")
    assert noted not in await does(rider, "站点招的")


async def test_who_never_agreed_is_asked_first_and_the_sentence_still_comes_along(
    city: City, ana: Phone, known: Known, kept: Kept
) -> None:
    assert city.house is not None
    await found_unions(city.house.database)
    await known(ana)
    await ana.types("老板拖欠工资三个月")
    assert "在这里办也行：点下面" in await ana.reads()
    assert (await does(ana, "走法律援助")).startswith("写之前先说清楚")
    assert (await kept(ana)).cases_agreed_at is None
    assert "按刚才说的先记：工资没给。" in await does(ana, "同意，开始写")
    assert (await kept(ana)).cases_agreed_at == city.clock.now()
    await does(ana, "跳过", "跳过", "说不清", "还在干", "都没有", "打我电话")
    assert "电话号码" in await does(ana, "随便打")
    check = await does(ana, "138-0000 0000")
    assert "还在干" in check
    assert "打我电话 13800000000" in check


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("2027-01-01", "2027年1月1日还没到。\n哪天出的事？打日期，如7.10。"),
        ("那天", "没听懂“那天”。\n点一个，或打日期，如7.10。"),
    ],
)
async def test_a_day_that_is_ahead_or_none_gets_one_sentence(rider: Phone, said: str, heard: str) -> None:
    await rider.types("/legal")
    await rider.reads()
    assert await does(rider, "受伤了", said) == heard
    assert "3/9" in await does(rider, "7.10")


async def test_a_month_alone_counts_from_its_first_day_and_says_so(city: City, rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "受伤了", "6月", "跳过", "签了劳动合同", "跳过", "没叫交警", "够了", "都没有")
    assert "受伤了 · 2026年6月" in await does(rider, "就在这里")
    receipt = await does(rider, "发送")
    assert "期限，按2026年6月1日算" in receipt
    assert "日子只记到月，按1号算" in receipt
    assert min((await filed(city))[1].values()) == date(2026, 7, 1)


@pytest.mark.parametrize("where", ["in the form", "in an answer to the receipt"])
async def test_a_number_of_a_card_is_not_kept_and_the_rest_may_come_again(city: City, rider: Phone, where: str) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "受伤了", "昨天", "跳过", "说不清", "跳过", "没叫交警")
    if where != "in the form":
        await does(rider, "够了", "都没有", "就在这里", "发送")
        await rider.replies(rider.last_card, "我的身份证11010519491231002X")
    else:
        await rider.types("我的身份证11010519491231002X")
    assert "像是身份证号或银行卡号，没有存" in await rider.reads()
    if where == "in the form":
        await does(rider, "摔了一跤", "够了", "都没有", "就在这里", "发送")
    assert "1101" not in "".join((await filed(city))[2])


async def test_papers_are_not_taken_in_the_form_but_a_voice_is(city: City, rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "受伤了", "昨天", "跳过", "说不清", "跳过", "没叫交警")
    await rider.sends_photo()
    assert await rider.reads() == NO_PHOTO
    await rider.sends_voice()
    assert "语音1条" in await rider.reads()
    await does(rider, "够了", "都没有", "就在这里", "发送")
    assert (await filed(city))[2] == [""]
    receipt = rider.last_card
    await rider.answering(receipt).sends_album(2)
    assert await rider.reads() == NO_PHOTO
    await rider.taps_on(receipt, "补充")
    assert "打字、语音都行" in await rider.reads()
    await rider.answering(rider.last_card).sends_photo("还没上班")
    assert await hears(rider, NO_PHOTO)
    await rider.answering(receipt).sends_voice()
    assert "加上了" in await rider.reads()
    assert (await filed(city))[2] == ["", "还没上班", ""]


async def test_a_photo_out_of_the_blue_is_not_offered_to_a_legal_case_and_a_voice_is(rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "受伤了", "昨天", "跳过", "说不清", "跳过", "没叫交警", "够了", "都没有", "就在这里", "发送")
    await rider.sends_photo()
    await hears(rider, "照片收到")
    assert rider.last_card.buttons[0] == ["拿它投诉"]
    await rider.presses_forged(rider.last_card, "talk:L1")
    assert NO_PHOTO in await rider.reads()
    await rider.sends_voice()
    await rider.reads()
    assert rider.last_card.buttons[0] == ["补充到L1"]


async def test_five_days_before_the_end_the_numbers_and_what_to_say_come_first(city: City, rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "工资没给", "2025-06-01", "跳过", "签了劳动合同", "2025-07-19", "够了", "都没有", "就在这里")
    urgent = await does(rider, "发送")
    assert urgent.splitlines()[0] == "L1 急：还有5天，2026年7月19日到期，打12348、12351"
    assert "就说：“仲裁期限不到7天，申请先行法律援助。”" in urgent
    assert rider.last_card.buttons == [["复制12348", "复制12351"]]
    assert (await filed(city))[0].is_urgent


async def test_what_has_passed_is_no_reason_to_give_up(city: City, rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "工资没给", "2025-06-01", "跳过", "签了劳动合同", "2025-07-09", "够了", "都没有", "就在这里")
    urgent = await does(rider, "发送")
    assert urgent.startswith("L1 按填的日子，2026年7月9日过了，打12348、12351问")
    assert "别自己放弃" in urgent


async def test_an_injury_of_today_begins_with_the_ambulance(rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "受伤了", "今天", "跳过", "说不清", "跳过", "没叫交警", "够了", "都没有", "就在这里")
    assert (await does(rider, "发送")).startswith("L1 人先要紧：还疼、还流血，打120")


async def test_days_later_the_key_goes_on_where_the_form_was_left(city: City, rider: Phone, waits: Waits) -> None:
    await rider.types("/legal")
    await rider.reads()
    assert "先停在这儿" in await does(rider, "受伤了", "昨天", "先停")
    city.clock.goes_on(days=3)
    await rider.types("⚖️ 法律援助")
    assert "3/9 在哪个区县？" in await rider.reads()
    assert await waits(rider) == ["where"]
    assert "2/9" in await does(rider, "返回")


async def test_a_correction_comes_back_to_the_check_and_asks_what_it_makes_needed(rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "封号", "昨天", "跳过", "说不清", "够了", "都没有", "就在这里", "改一项")
    assert "还在那儿干吗" in await does(rider, "1", "工资没给")
    assert "工资没给" in await does(rider, "还在干")


async def test_papers_go_to_the_nearest_legal_window(city: City, rider: Phone) -> None:
    await city.has(station("工会大楼驿站", amenities="water;legal_window", adcode="330302", meters_east=500))
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "别的事", "昨天", "鹿城区", "说不清", "够了", "都没有", "就在这里", "发送")
    assert "到：工会大楼驿站，法律窗口" in await does(rider, "材料怎么交")
    assert "工会大楼驿站" in await does(rider, "导航")


async def test_the_keys_of_somebody_else_s_receipt_lead_nowhere(city: City, rider: Phone, eve: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "别的事", "昨天", "跳过", "说不清", "够了", "都没有", "就在这里", "发送")
    await eve.types("/help")
    await eve.reads()
    for verb in ("remind", "papers", "law"):
        await eve.presses_forged(eve.last_card, f"legal:{verb}:L1")
        await eve.reads_toast()
    await eve.reads()
    assert "L1" not in eve.picture()


async def test_where_no_union_is_the_numbers_that_help_are_said(ana: Phone, known: Known) -> None:
    await known(ana)
    await ana.types("/legal")
    assert "还没有工会接法律援助" in await ana.reads()


async def test_a_second_tap_on_send_files_nothing_more(city: City, rider: Phone) -> None:
    await rider.types("/legal")
    await rider.reads()
    await does(rider, "别的事", "昨天", "跳过", "说不清", "够了", "都没有", "就在这里")
    send = carried(rider.last_card, "发送")
    for _ in range(2):
        await rider.presses_forged(rider.last_card, send)
        await rider.reads_toast()
    await rider.reads()
    assert (await filed(city))[0].reference == "L1"


async def test_after_five_in_a_day_the_sixth_waits_and_the_numbers_that_help_are_said(city: City, rider: Phone) -> None:
    for number in range(5):
        await rider.types("/legal")
        await rider.reads()
        await does(rider, "别的事", "昨天", "跳过", "说不清", "够了", "都没有", "就在这里")
        assert (await does(rider, "发送")).startswith(f"L{number + 1} 收到")
    await rider.types("/legal")
    assert "明天再来。\n现在就打12348法律援助" in await rider.reads()

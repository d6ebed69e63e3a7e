"""Legal aid, as a rider meets it who was hit by a taxi: tapped through, sent, and with its deadlines at once."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from models import Case, CaseDeadline, CaseMessage
from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.conftest import Known
from tests.unions import found_unions

HIT = "我送餐被出租车撞了，脚骨折，算不算工伤？"


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
    assert "收到，编号L1\n浙江省7月15日（周三）12:00前联系。" in receipt
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

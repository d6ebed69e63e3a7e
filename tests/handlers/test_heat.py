"""Heat in the chat: what Ana finds under a warning, and how Dina posts one and takes it off."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models import Forecast, HeatAlert, Subscription, Topic
from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.announcing import trail
from tests.handlers.conftest import Known
from tests.handlers.hearing import carried, hears
from tests.handlers.staff import hire
from tests.services.test_heat_telling import COOL, is_told
from tests.services.test_heat_warnings import FIRST


@pytest.fixture
async def rider(city: City, known: Known, ana: Phone) -> Phone:
    """Ana, who wants to hear of heat in a district with a cool door; it is a quarter to twelve."""
    city.clock.reads("11:45")
    await city.has(station("望河加油站驿站", meters_east=300, **COOL))
    await known(ana, area="330302", area_agreed_at=city.clock.now())
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        session.add(Subscription(worker_id=ana.person.id, topic=Topic.HEAT, since=city.clock.now()))
    return ana


async def alerts(city: City) -> list[HeatAlert]:
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        return list(await session.scalars(select(HeatAlert).order_by(HeatAlert.id)))


async def fills_in(dina: Phone, *answers: str) -> None:
    """Answer the questions of /heat, one after the other."""
    await dina.types("/heat")
    for answer in answers:
        await dina.reads()
        await dina.types(answer)
    await hears(dina, "上面就是师傅收到的样子")


# --- under a warning -------------------------------------------------------------------------------


async def test_the_keys_under_a_warning_lead_to_the_door_and_to_each_card(city: City, rider: Phone) -> None:
    await is_told(city.house, FIRST)  # type: ignore[arg-type]
    await hears(rider, "高温橙色预警")
    card = rider.last_card
    await rider.taps_on(card, "导航1")
    await hears(rider, "望河加油站驿站\n直接进")  # a pin
    await rider.taps_on(card, "急救卡")
    assert (await hears(rider, "糊涂、叫不醒")).startswith("糊涂、叫不醒、身上滚烫，有一样就打120")
    await rider.taps_on(card, "我的权利")
    assert "37℃起：最热的3小时不安排室外活" in await hears(rider, "今天没有预报最高气温")
    await rider.taps_on(card, "高温津贴")
    assert "室外：300元/月，6月–9月" in await hears(rider, "浙江省高温津贴（参考）")
    await rider.taps_on(card, "今天别再发")
    await hears(rider, "红色高温照发")


async def test_rights_go_by_the_forecast_and_a_disputed_allowance_has_no_figure(city: City, rider: Phone) -> None:
    await rider.types("/start")
    await rider.reads()
    await rider.presses_forged(rider.last_card, "heat:rights:36.9")
    said = await hears(rider, "预报最高36.9℃，单位该做到")
    assert "换班轮着歇" in said
    assert "6小时" not in said
    for province in ("34", "50"):
        await rider.presses_forged(rider.last_card, f"heat:pay:{province}")
    said = await hears(rider, "重庆市高温津贴")
    assert "各处说法不一，打12333问准" in said
    assert "元/" not in said


@pytest.mark.parametrize("words", ["急救", "急救卡", "我中暑了", "同事热射病", "heat stroke", "First aid"])
async def test_first_aid_is_there_for_who_types(city: City, ana: Phone, words: str) -> None:
    await ana.types(words)
    assert (await ana.reads()).startswith("糊涂、叫不醒、身上滚烫，有一样就打120")


async def test_who_switches_heat_on_while_a_warning_stands_hears_of_it_once_and_of_its_end(
    city: City, rider: Phone, bao: Phone, known: Known
) -> None:
    await is_told(city.house, FIRST)  # type: ignore[arg-type]
    await hears(rider, "高温橙色预警")
    await known(bao, area="330302", area_agreed_at=city.clock.now())
    for stands, switch in (("高温：关", "⬜ 高温"), ("高温：开", "✅ 高温"), ("高温：关", "⬜ 高温")):
        await bao.types("/notices")
        await hears(bao, stands)
        await bao.taps(switch)
        await hears(bao, "高温橙色预警")
    await is_told(city.house, replace(FIRST, is_cancelled=True))  # type: ignore[arg-type]
    for phone in (rider, bao):
        await hears(phone, "高温预警解除了")
    assert sum("预警" in card.text for card in bao.screen()) == 1


async def test_what_stands_on_the_keys_can_be_typed_too(city: City, rider: Phone) -> None:
    await rider.types("我的权利")
    await hears(rider, "今天没有预报最高气温，按度数该做到的")
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        today = city.clock.now().date()
        session.add(
            Forecast(adcode="330302", day=today, maximum=38.2, hours="", attribution="", heard_at=FIRST.issued_at)
        )
    await rider.types("My rights")
    assert "6小时" in await hears(rider, "预报最高38.2℃")
    await rider.types("高温津贴")
    await hears(rider, "浙江省高温津贴（参考）")


# --- by hand ---------------------------------------------------------------------------------------


async def test_dina_sees_the_warning_as_workers_will_posts_it_and_takes_it_off(
    city: City, dina: Phone, rider: Phone
) -> None:
    await fills_in(dina, "鹿城区", "橙色", "38.5", "今天20:00")
    copy, card = [shown for shown in dina.screen() if shown.is_from_bot][-2:]
    assert card.text.splitlines() == ["上面就是师傅收到的样子。", "鹿城区，到20:00。", "那里1人订了高温提醒。"]
    post = carried(card, "发")
    await dina.taps("发")
    await hears(dina, "发出去了：鹿城区高温橙色预警")
    got = await hears(rider, "高温橙色预警")
    assert got == copy.text
    assert "预报最高38.5℃" in got
    await dina.presses_forged(card, post)
    await dina.types("/heat")
    assert "1 鹿城区，橙色，到20:00" in await hears(dina, "人工发的，还没到点")
    assert len(await alerts(city)) == 1
    await dina.taps("解除1")
    await hears(dina, "解除鹿城区的橙色预警？")
    await dina.taps("解除")
    await hears(dina, "鹿城区的预警解除了。")
    await hears(rider, "高温预警解除了，鹿城区，11:45。")
    assert await trail(city) == [("posted_heat", "330302 orange"), ("called_off_heat", "330302 orange")]
    [alert] = await alerts(city)
    assert alert.posted_by == dina.person.id


async def test_a_second_word_of_a_district_changes_the_first_and_raises_it(
    city: City, dina: Phone, rider: Phone
) -> None:
    await fills_in(dina, "鹿城区", "橙色", "38", "今天20:00")
    await dina.taps("发")
    await hears(rider, "高温橙色预警")
    city.clock.reads("11:50")
    await dina.types("/heat")
    await hears(dina, "人工发的，还没到点")
    await dina.taps("发一条新的")
    for answer in ("鹿城区", "红色", "40", "今天20:00"):
        await dina.reads()
        await dina.types(answer)
    await hears(dina, "上面就是师傅收到的样子")
    assert "那里现在是橙色预警，发了就换成这条。" in dina.last_card.text
    await dina.taps("发")
    assert "之前是橙色" in await hears(rider, "高温预警升到红色")
    await hears(rider, "这条已换成11:50的红色预警，看下面。")
    [alert] = await alerts(city)
    assert (alert.color, alert.edition) == ("red", 2)


async def test_a_time_that_is_past_posts_nothing(city: City, dina: Phone, rider: Phone) -> None:
    await fills_in(dina, "鹿城区", "红色", "不知道", "今天20:00")
    city.clock.reads("20:01")
    await dina.taps("发")
    await hears(dina, "这个时间过了")
    assert await alerts(city) == []


async def test_only_who_may_in_that_district_posts_there_whatever_key_they_forge(
    city: City, dina: Phone, rider: Phone, bao: Phone, eve: Phone
) -> None:
    await eve.types("/heat")
    heard = await eve.reads()
    await eve.types("/nonsense")
    assert await eve.reads() == heard
    await hire(city, bao, "keeper", "鹿城区")
    await bao.types("/heat")
    assert "这件事要“发布员”" in await bao.reads()
    await fills_in(dina, "鹿城区", "橙色", "不知道", "24小时")
    post = carried(dina.last_card, "发")
    for phone, data in ((bao, post), (eve, post), (dina, post.replace("330302", "330304"))):
        await phone.types("/start")
        await phone.reads()
        await phone.presses_forged(phone.last_card, data)
        await phone.reads_toast()
    assert await alerts(city) == []

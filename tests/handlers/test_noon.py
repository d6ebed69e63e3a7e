"""Noon: the keeper of a cool door is asked at once, and what he says is what workers read."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from models import AuditEntry, NoonQuestion, OpeningOverride, StaffMember, Subscription, Topic
from playground.phones.phone import Phone
from playground.rules.faults import Rule, ServerError
from services.keeping.noon import HotHours
from services.keeping.noon_cards import Why
from tests.city import TUESDAY, City
from tests.handlers.conftest import Known
from tests.handlers.hearing import carried, hears
from tests.handlers.keeping import cool, it_gets_hot, keeps


async def answers(city: City) -> list[tuple[int | None, int | None]]:
    """What was answered, and by whom."""
    assert city.house is not None
    async with city.house.database.reading() as session:
        rows = await session.execute(select(NoonQuestion.open_until, NoonQuestion.answered_by))
        return [(row.open_until, row.answered_by) for row in rows]


async def test_mr_chen_is_asked_says_yes_and_ana_reads_it(city: City, chen: Phone, ana: Phone, known: Known) -> None:
    await known(ana, area="330302", area_agreed_at=city.clock.now())
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        await session.merge(Subscription(worker_id=ana.person.id, topic=Topic.HEAT, since=city.clock.now()))
    assert await it_gets_hot(city) == 1
    assert (await hears(chen, "能不关门吗")).splitlines() == [
        "今天高温橙色预警，预报最高38℃。",
        "红旗路驿站",
        "今天12:00–15:00能不关门吗？",
        "附近有几位师傅订了高温提醒。",
        "什么时候点都算数；不点，就照牌上的时间写。",
    ]
    assert chen.last_card.buttons == [["能，不关", "不能"], ["只到13:00", "只到14:00"]]
    city.clock.reads("10:40")
    await chen.taps("能，不关")
    assert (await hears(chen, "记下了")).splitlines() == [
        "记下了：红旗路驿站", "今天12:00–15:00不关，师傅一查就看得到。", "变了随时点“改”。",
    ]  # fmt: skip
    await city._reload()  # as the watch does within two seconds
    city.clock.reads("11:50")
    await ana.shares_location()
    assert "今天12:00–15:00不关 · 站长10:40确认" in await hears(ana, "红旗路驿站")


async def test_he_changes_it_and_a_no_leaves_the_sign(city: City, chen: Phone) -> None:
    await it_gets_hot(city)
    await hears(chen, "能不关门吗")
    await chen.taps("只到13:00")
    await hears(chen, "12:00–13:00不关")
    await chen.taps("改")
    await hears(chen, "能不关门吗")
    await chen.taps("不能")
    await hears(chen, "好，红旗路驿站")
    assert await answers(city) == [(12 * 60, chen.person.id)]
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        assert (await session.scalars(select(OpeningOverride))).all() == []


async def test_of_two_keepers_the_later_one_wins_and_both_see_it(city: City, chen: Phone) -> None:
    lin = city.phone("Lin")
    await keeps(city, lin, "红旗路驿站", surname="林师傅")
    assert await it_gets_hot(city) == 2
    for phone in (chen, lin):
        await hears(phone, "能不关门吗")
    await chen.taps("能，不关")
    assert "陈师傅10:30说的。" in await hears(lin, "12:00–15:00不关")
    await lin.taps("改")
    await hears(lin, "能不关门吗")
    city.clock.goes_on(minutes=5)
    await lin.taps("只到14:00")
    assert "林师傅10:35说的。" in await hears(chen, "12:00–14:00不关")
    assert len([card for card in chen.screen() if card.is_from_bot]) == 1, "in the place of the question"
    assert await answers(city) == [(14 * 60, lin.person.id)]


async def test_a_second_tap_and_a_key_of_the_card_before_do_nothing_new(city: City, chen: Phone) -> None:
    await it_gets_hot(city)
    await hears(chen, "能不关门吗")
    yes = carried(chen.last_card, "能，不关")
    await chen.presses_forged(chen.last_card, yes)
    await chen.presses_forged(chen.last_card, yes)
    await hears(chen, "记下了")
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 1


@pytest.mark.parametrize("data", ["noon:1:1020", "noon:1:721", "noon:99:900", "noon:99:ask"])
async def test_a_forged_key_changes_nothing(city: City, chen: Phone, data: str) -> None:
    await it_gets_hot(city)
    await hears(chen, "能不关门吗")
    await chen.presses_forged(chen.last_card, data)
    await chen.reads_toast()
    assert await answers(city) == [(None, None)]


async def test_a_removed_keeper_and_a_stranger_change_nothing(city: City, chen: Phone, eve: Phone) -> None:
    await it_gets_hot(city)
    await hears(chen, "能不关门吗")
    yes = carried(chen.last_card, "能，不关")
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        await session.execute(delete(StaffMember).where(StaffMember.telegram_id == chen.person.id))
    await eve.types("/start")
    await eve.reads()
    for phone in (chen, eve):
        await phone.presses_forged(phone.last_card, yes)
        await phone.reads_toast()
    assert await answers(city) == [(None, None)]
    assert await it_gets_hot(city) == 0


async def test_who_was_removed_is_not_asked(city: City, chen: Phone) -> None:
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        await session.execute(delete(StaffMember).where(StaffMember.telegram_id == chen.person.id))
    assert await it_gets_hot(city) == 0


async def test_after_the_hot_hours_the_keys_say_that_it_is_over(city: City, chen: Phone) -> None:
    await it_gets_hot(city)
    await hears(chen, "能不关门吗")
    city.clock.reads("15:00")
    await chen.taps("能，不关")
    await hears(chen, "红旗路驿站：15:00过了，这一问不用答了。")
    assert chen.last_card.buttons == []
    assert await answers(city) == [(None, None)]


async def test_a_red_night_lets_keepers_sleep_until_seven(city: City, chen: Phone) -> None:
    city.clock.reads("02:00")
    assert await it_gets_hot(city, Why("red", 41.0)) == 0
    city.clock.reads("07:00")
    assert await it_gets_hot(city, Why("red", 41.0)) == 1
    assert "今天高温红色预警，预报最高41℃。" in await hears(chen, "能不关门吗")


async def test_the_evening_before_he_is_asked_for_tomorrow(city: City, chen: Phone) -> None:
    city.clock.reads("19:00", TUESDAY - timedelta(days=1))
    assert await it_gets_hot(city, Why("", 37.4), HotHours(TUESDAY, 13 * 60, 16 * 60)) == 1
    assert (await hears(chen, "能不关门吗")).splitlines()[::2][:2] == [
        "明天预报最高37℃。", "明天13:00–16:00能不关门吗？",
    ]  # fmt: skip
    await chen.taps("能，不关")
    await hears(chen, "明天13:00–16:00不关，发提醒时写上。")
    city.clock.reads("10:30")
    assert await it_gets_hot(city) == 0


async def test_who_chose_no_station_yet_is_asked_which_and_then_about_it(city: City) -> None:
    city.clock.reads("10:30")
    await city.has(cool("红旗路驿站"), cool("南门驿站", meters_east=300))
    wang = city.phone("Wang")
    await keeps(city, wang)
    assert await it_gets_hot(city) == 1
    await hears(wang, "您管哪个站？")
    assert wang.last_card.buttons == [["红旗路驿站"], ["南门驿站"], ["别的站"]]
    await wang.taps("南门驿站")
    await hears(wang, "能不关门吗")
    await wang.taps("能，不关")
    await hears(wang, "记下了：南门驿站")
    assert (15 * 60, wang.person.id) in await answers(city)


async def test_killed_before_anything_is_sent_the_answer_and_its_edit_are_both_there(
    quiet_city: City,
) -> None:
    async with quiet_city.at_work() as house:
        quiet_city.clock.reads("10:30")
        await quiet_city.has(cool("红旗路驿站"))
        chen, lin = quiet_city.phone("Chen"), quiet_city.phone("Lin")
        for phone in (chen, lin):
            await keeps(quiet_city, phone, "红旗路驿站", surname=f"{phone.person.first_name}师傅")
        await it_gets_hot(quiet_city)
        for phone in (chen, lin):
            await hears(phone, "能不关门吗")
        quiet_city.playground.faults.add(Rule(ServerError(502), method="editMessageText"))
        await chen.taps("能，不关")
        async with house.database.reading() as session:
            while (await session.scalars(select(NoonQuestion.open_until))).all() == [None]:
                await session.rollback()
    quiet_city.playground.faults.clear()
    async with quiet_city.at_work():
        await hears(lin, "Chen师傅10:30说的。")
        await hears(chen, "记下了")

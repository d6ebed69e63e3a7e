"""A hot day: a warning asks the keeper in the same minute, and what he says stands in what Ana got already."""

from datetime import timedelta

from models import Forecast
from playground.phones.phone import Phone
from services.heat.warden import Warden
from tests.city import TUESDAY, ZONE, City
from tests.handlers.hearing import hears
from tests.services.test_heat_warnings import FIRST
from tests.services.test_pushes import subscriber


def warden_of(city: City) -> Warden:
    assert city.house is not None
    return Warden(city.house.stations, city.house.language)


async def does(city: City, job: str) -> None:
    """The clock does one of the warden's jobs."""
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        await getattr(warden_of(city), job)(session, city.clock.now(), city.clock.now())
    city.house.courier.wake()


async def it_is_orange(city: City) -> Phone:
    """The warning comes; gives Ana's phone, who wanted to hear of it and did."""
    assert city.house is not None
    ana = await subscriber(city, city.house, "Ana")
    async with city.house.database.writing() as session, session.begin():
        assert await warden_of(city).hear(session, FIRST, city.clock.now()) == 1
    city.house.courier.wake()
    assert "附近还没有确认" in await hears(ana, "高温橙色预警")
    city.clock.goes_on(minutes=1)  # keepers are asked within the minute
    return ana


async def test_the_push_does_not_wait_and_his_yes_is_edited_into_what_ana_has(city: City, chen: Phone) -> None:
    ana = await it_is_orange(city)
    assert "附近有几位师傅订了高温提醒。" in await hears(chen, "12:00–16:00能不关门吗")
    city.clock.reads("10:40")
    await chen.taps("能，不关")
    await hears(ana, "1 红旗路驿站，12:00–16:00不关，站长10:40确认")
    assert len([card for card in ana.screen() if "高温橙色预警" in card.text]) == 1
    await chen.taps("改")
    await hears(chen, "能不关门吗")
    await chen.taps("不能")
    await hears(ana, "附近还没有确认")


async def test_soup_stands_in_it_and_is_counted_down_once_a_minute_but_gone_at_once(city: City, chen: Phone) -> None:
    ana = await it_is_orange(city)
    await hears(chen, "能不关门吗")
    await chen.taps("能，不关")
    await hears(ana, "不关，站长")
    await chen.types("/board")
    await hears(chen, "今天08:00–18:00")
    await chen.taps("摆出吃喝")
    await hears(chen, "摆出了什么")
    await chen.types("绿豆汤 28份 到15:00")
    await hears(ana, "绿豆汤还剩28份，到15:00")
    edits = len(city.playground.ledger.of("editMessageText"))
    await chen.taps("-5")
    await hears(chen, "绿豆汤还剩23份")
    await hears(ana, "绿豆汤还剩28份")
    assert len(city.playground.ledger.of("editMessageText")) == edits + 1, "the keeper's own card"
    city.clock.goes_on(minutes=1)
    await does(city, "tell_supplies")
    await hears(ana, "绿豆汤还剩23份，到15:00")
    await chen.taps("没了")
    while "绿豆汤" in ana.last_card.text:
        await ana.reads()


async def test_the_evening_before_keepers_are_asked_where_it_gets_as_hot_as_orange(city: City, chen: Phone) -> None:
    city.clock.reads("19:00", TUESDAY - timedelta(days=1))
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        forecast = Forecast(adcode="330302", day=TUESDAY, maximum=37.0, hours="", attribution="Open-Meteo")
        forecast.heard_at = city.clock.now().astimezone(ZONE)
        session.add(forecast)
    await does(city, "ask_for_tomorrow")
    assert "明天预报最高37℃。" in await hears(chen, "明天12:00–16:00能不关门吗")
    await chen.taps("能，不关")
    await hears(chen, "发提醒时写上")
    city.clock.reads("10:35")
    ana = await subscriber(city, city.house, "Ana")  # type: ignore[arg-type]
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        await warden_of(city).hear(session, FIRST, city.clock.now())
    await hears(ana, "1 红旗路驿站，12:00–16:00不关，站长7月13日19:00确认")


async def test_a_cooler_tomorrow_asks_nobody(city: City, chen: Phone) -> None:
    city.clock.reads("19:00", TUESDAY - timedelta(days=1))
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        day = {"adcode": "330302", "day": TUESDAY, "hours": "", "attribution": ""}
        session.add(Forecast(maximum=36.9, heard_at=city.clock.now(), **day))
    await does(city, "ask_for_tomorrow")
    await chen.hears_nothing()

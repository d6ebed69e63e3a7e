"""What the clock brings of meals: the evening before, in the morning, and the question on the eve of a day off."""

from datetime import date

from sqlalchemy import select

from models import EventDay, Subscription, Topic
from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.conftest import Known
from tests.handlers.test_meals import Serves, serves, station_id

__all__ = ["serves"]
THURSDAY, FRIDAY = date(2026, 7, 16), date(2026, 7, 17)


async def subscribe(city: City, phone: Phone, topic: Topic = Topic.MEALS) -> None:
    async with city._house.database.writing() as session, session.begin():
        session.add(Subscription(worker_id=phone.person.id, topic=topic, since=city.clock.now()))


async def test_ana_hears_the_evening_before_how_far_breakfast_is_from_her_station_and_bao_only_what_is_in_his_district(
    city: City, serves: Serves, known: Known, ana: Phone, bao: Phone
) -> None:
    await city.has(
        station("东侧驿站", adcode="330302"),
        station("市场驿站", meters_east=950, adcode="330302"),
        station("河边驿站", meters_east=9000, adcode="330304"),
    )
    await known(ana, near_station_id=await station_id(city, "市场驿站"))
    await known(bao, area="330304", area_agreed_at=city.clock.now())
    for phone in (ana, bao):
        await subscribe(city, phone)
    await serves("东侧驿站", "免费早餐", "每周五", (6, 8), portions=100, details="炒粉干", weather_exempt=True)
    await serves("河边驿站", "粥", "每周五", (7, 9))
    city.clock.reads("20:00", THURSDAY)
    heard = await ana.reads()
    assert heard.startswith("免费早餐，7月17日（周五）06:00–08:00\n炒粉干\n东侧驿站，离您选的站950米\n100份，先到先得")
    assert "下雨也发" in heard
    assert ana.last_card.buttons == [["导航", "看站"], ["今天别再发", "少发点"]]
    assert (await bao.reads()).startswith("粥，7月17日（周五）07:00–09:00\n河边驿站")
    await ana.taps("看站")
    assert "东侧驿站" in await ana.reads()
    await ana.taps("少发点")
    assert "免费餐只发1公里内的" in await ana.reads()


async def test_half_an_hour_ahead_those_hear_who_are_to_hear_in_the_morning(
    city: City, serves: Serves, known: Known, ana: Phone
) -> None:
    await city.has(station("东侧驿站", adcode="330302"))
    await known(ana, area="330302", area_agreed_at=city.clock.now(), quiet_from=0, quiet_until=0)
    await subscribe(city, ana, Topic.EVENTS)
    await serves("东侧驿站", "免费理发", "每周五", (9, 11), kind="haircut", notify="morning")
    city.clock.reads("20:00", THURSDAY)
    city.clock.reads("08:30", FRIDAY)
    assert (await ana.reads()).startswith("免费理发，今天09:00–11:00\n东侧驿站")


async def test_on_the_eve_of_a_holiday_who_looks_after_it_is_asked_and_workers_read_what_was_said(
    city: City, serves: Serves, known: Known, dina: Phone, ana: Phone, eve: Phone
) -> None:
    event_id = await serves("红旗路驿站", "免费早餐", "每周四", (6, 8), on_holiday="ask")
    await known(ana, near_station_id=await station_id(city, "红旗路驿站"))
    await subscribe(city, ana)
    city.clock.reads("16:00", date(2026, 9, 30))
    assert (await dina.reads()).startswith("明天放假，免费早餐办不办？\n红旗路驿站，06:00–08:00\n")
    await ana.types("/meals")
    assert "还没定" in await ana.reads()
    await dina.taps("照常办")
    assert (await dina.reads()).startswith("记下了：明天的免费早餐照常办。")
    await dina.taps("停一次")
    assert "停一次。" in await dina.reads()
    await dina.taps("照常办")
    await dina.reads()
    await ana.types("/meals")
    assert "还没定" not in await ana.reads()
    async with city._house.database.reading() as session:
        [said] = await session.scalars(select(EventDay))
        assert (said.takes_place, said.said_by) == (True, dina.person.id)
    await eve.types("/help")
    await eve.reads()
    for phone, data in ((eve, f"mealday:{event_id}:20261001:0"), (dina, f"mealday:{event_id}:20261399:0")):
        await phone.presses_forged(phone.last_card, data)
        await phone.reads_toast()
    city.clock.reads("20:00", date(2026, 9, 30))
    assert (await ana.reads()).startswith("免费早餐，10月1日（周四）06:00–08:00")

"""🍚 免费餐: what there is today, tomorrow and next, the nearest first."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import Event, EventDay, HeatAlert, Serving, Station, Supply
from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.conftest import Known

Serves = Callable[..., Awaitable[int]]


@pytest.fixture
def serves(city: City) -> Serves:
    """A station offers something by a rule."""

    async def begin(name: str, title: str, rule: str, hours: tuple[int, int], **more: Any) -> int:
        async with city._house.database.writing() as session, session.begin():
            station_id = (await session.scalars(select(Station.id).where(Station.name == name))).one()
            event = Event(
                station_id=station_id, title=title, rule=rule, serves_from=hours[0] * 60, serves_until=hours[1] * 60,
                made_at=city.clock.now(), **{"kind": "meal"} | more,
            )  # fmt: skip
            session.add(event)
            await session.flush()
            return event.id

    return begin


@pytest.fixture
async def town(city: City, serves: Serves) -> City:
    """Three stations; on Tuesday soup, on weekdays a canteen, on Fridays a breakfast."""
    await city.has(
        station("总工会东侧驿站", adcode="330302"),
        station("阳光食堂", meters_east=1500, adcode="330302"),
        station("河边驿站", meters_east=9000, adcode="330304"),
    )
    await serves("总工会东侧驿站", "绿豆汤", "每天", (13, 16))
    await serves("阳光食堂", "10元餐", "工作日", (17, 19), kind="canteen")
    await serves("总工会东侧驿站", "免费早餐", "每周五", (6, 8))
    await serves("河边驿站", "宵夜", "每天", (22, 26))
    return city


async def station_id(city: City, name: str) -> int:
    async with city._house.database.reading() as session:
        return (await session.scalars(select(Station.id).where(Station.name == name))).one()


async def test_a_worker_who_named_a_station_reads_what_is_near_it_by_day(town: City, known: Known, ana: Phone) -> None:
    await known(ana, near_station_id=await station_id(town, "总工会东侧驿站"))
    await ana.types("🍚 免费餐")
    assert await ana.reads() == (
        "今天\n"
        "1 总工会东侧驿站，绿豆汤到16:00\n"
        "2 阳光食堂，10元餐17:00–19:00\n骑车约9分钟 · 1.5公里\n\n"
        "明天\n"
        "3 总工会东侧驿站，绿豆汤13:00–16:00\n"
        "4 阳光食堂，10元餐17:00–19:00\n骑车约9分钟 · 1.5公里\n\n"
        "7月17日（周五）\n"
        "5 总工会东侧驿站，免费早餐06:00–08:00\n\n"
        "总工会东侧驿站3公里内"
    )
    assert ana.last_card.buttons == [
        ["导航1", "导航2", "导航3"], ["导航4", "导航5"], ["提醒我"], ["看别的活动"],
    ]  # fmt: skip
    await ana.taps("导航2")
    assert "阳光食堂" in await ana.reads()


async def test_who_keeps_a_district_reads_what_is_in_it_without_distances(town: City, known: Known, ana: Phone) -> None:
    await known(ana, area="330304", area_agreed_at=town.clock.now())
    await ana.types("/meals")
    heard = await ana.reads()
    assert heard.startswith("今天\n1 河边驿站，宵夜22:00–次日02:00\n\n明天")
    assert heard.endswith("温州市鹿城区，选个站就知道多远") is False
    assert "骑车" not in heard
    await ana.taps("导航1")
    assert "河边驿站" in await ana.reads()


async def test_a_stranger_reads_everything_and_can_share_a_place_for_this_one_answer(town: City, ana: Phone) -> None:
    await ana.types("/meals")
    assert "河边驿站" in await ana.reads()
    await ana.taps("按远近排")
    assert "从哪算远近" in await ana.reads()
    await ana.shares_location()
    heard = await ana.reads()
    assert "骑车" not in heard
    assert "走路约26分钟 · 1.5公里" in heard
    assert "河边驿站" not in heard
    assert heard.endswith("您发的位置3公里内")
    await ana.shares_location()
    assert "全天开" in await ana.reads()


async def test_a_station_can_be_typed_as_the_place(town: City, ana: Phone) -> None:
    await ana.types("/meals")
    await ana.reads()
    await ana.taps("按远近排")
    await ana.reads()
    await ana.types("不存在的地方")
    assert "没找到“不存在的地方”" in await ana.reads()
    await ana.types("河边驿站")
    assert "1 河边驿站，宵夜" in await ana.reads()


async def test_where_nothing_is_near_the_next_one_is_named_with_how_far_it_is(
    town: City, known: Known, ana: Phone
) -> None:
    await town.has(station("山里驿站", meters_east=4800))
    await known(ana, near_station_id=await station_id(town, "山里驿站"))
    await ana.types("/meals")
    assert await ana.reads() == (
        "今天明天3公里内没有免费餐。\n最近的一次：今天17:00–19:00\n阳光食堂，10元餐\n骑车约19分钟 · 3.3公里"
    )


async def test_where_no_station_offers_anything_that_is_said(city: City, ana: Phone) -> None:
    await ana.types("/meals")
    assert await ana.reads() == "今天明天没有免费餐。\n还没有站报上来。"


async def test_a_supper_that_began_yesterday_is_still_on_after_midnight(town: City, known: Known, ana: Phone) -> None:
    await known(ana, near_station_id=await station_id(town, "河边驿站"))
    town.clock.reads("00:30", date(2026, 7, 15))
    await ana.types("/meals")
    assert (await ana.reads()).startswith("今天\n1 河边驿站，宵夜到02:00\n")


async def test_what_is_closed_or_over_is_not_offered_any_more(town: City, known: Known, ana: Phone) -> None:
    await known(ana, near_station_id=await station_id(town, "河边驿站"))
    async with town._house.database.writing() as session, session.begin():
        supper = (await session.scalars(select(Event).where(Event.title == "宵夜"))).one()
        now = town.clock.now()
        session.add(
            Serving(event_id=supper.id, day=now.date(), begins_at=now, ends_at=now + timedelta(hours=9), closed_at=now)
        )
    await ana.types("/meals")
    assert (await ana.reads()).startswith("明天\n1 河边驿站，宵夜22:00–次日02:00\n")


async def test_a_holiday_and_red_weather_are_said_with_the_line(
    city: City, serves: Serves, known: Known, ana: Phone
) -> None:
    await city.has(station("东侧驿站", adcode="330302"))
    door = await station_id(city, "东侧驿站")
    await known(ana, near_station_id=door)
    await serves("东侧驿站", "早餐", "每天", (6, 8), on_holiday="ask")
    await serves("东侧驿站", "午餐", "每天", (11, 13), on_holiday="skip", weather_exempt=True)
    city.clock.reads("05:00", date(2026, 9, 30))
    now = city.clock.now()
    async with city._house.database.writing() as session, session.begin():
        alert = {"source": "manual", "color": "red", "issued_at": now, "heard_at": now, "worst_at": now}
        session.add(HeatAlert(adcode="330300", expires_at=now + timedelta(hours=2), **alert))
    await ana.types("/meals")
    lines = (await ana.reads()).splitlines()
    assert lines[:3] == ["今天", "1 东侧驿站，早餐06:00–08:00", "看天气，去之前先问一声"]
    assert lines[3:] == [
        "2 东侧驿站，午餐11:00–13:00", "", "明天", "3 东侧驿站，早餐06:00–08:00", "节假日，开不开还没定",
        "4 东侧驿站，午餐11:00–13:00", "节假日停一次", "", "东侧驿站3公里内",
    ]  # fmt: skip
    async with city._house.database.writing() as session, session.begin():
        breakfast = (await session.scalars(select(Event.id).where(Event.title == "早餐"))).one()
        session.add(EventDay(event_id=breakfast, day=date(2026, 10, 1), takes_place=True, said_at=now, said_by=7))
    await ana.types("/meals")
    assert "还没定" not in await ana.reads()


async def test_remind_me_switches_the_topic_on_or_asks_for_a_district_first(
    town: City, known: Known, ana: Phone, bao: Phone
) -> None:
    await known(ana, near_station_id=await station_id(town, "总工会东侧驿站"))
    await ana.types("/meals")
    await ana.reads()
    await ana.taps("提醒我")
    await ana.reads()
    assert "提醒我" not in str(ana.last_card.buttons)
    await ana.types("/notices")
    assert "免费餐：开" in await ana.reads()
    await known(bao)
    await bao.types("/meals")
    await bao.reads()
    await bao.taps("提醒我")
    assert "哪个区" in await bao.reads()


async def test_haircuts_and_legal_clinics_are_one_key_away(
    town: City, serves: Serves, known: Known, ana: Phone
) -> None:
    await serves("阳光食堂", "免费理发", "每月14日", (15, 17), kind="haircut")
    await known(ana, near_station_id=await station_id(town, "总工会东侧驿站"))
    await ana.types("/meals")
    assert "理发" not in await ana.reads()
    await ana.taps("看别的活动")
    assert (await ana.reads()).startswith("今天\n1 阳光食堂，免费理发15:00–17:00\n")
    await ana.taps("看免费餐")
    assert "绿豆汤" in await ana.reads()


async def test_it_is_said_in_english_too(town: City, eve: Phone) -> None:
    await eve.types("🍚 Free meals")
    assert (await eve.reads()).startswith("Today\n1 总工会东侧驿站, 绿豆汤 till 16:00\n")


async def test_what_is_counted_and_what_the_fridge_gives_away_stand_in_the_list(
    town: City, serves: Serves, known: Known, ana: Phone
) -> None:
    await known(ana, near_station_id=await station_id(town, "总工会东侧驿站"))
    event_id = await serves("阳光食堂", "豆浆", "每天", (14, 15), portions=50)
    async with town._house.database.writing() as session, session.begin():
        now = town.clock.now()
        begins_at = now.replace(minute=0)
        serving = Serving(
            event_id=event_id, day=now.date(), begins_at=begins_at, ends_at=begins_at + timedelta(hours=1), left=12,
            left_said_at=now,
        )  # fmt: skip
        session.add(serving)
        door = await session.scalar(select(Station.id).where(Station.name == "总工会东侧驿站"))
        fridge = {"what": "watermelon", "left": 9, "said_at": now, "until": now + timedelta(hours=2)}
        session.add(Supply(station_id=door, **fridge))
        session.add(Supply(station_id=door, **fridge | {"what": "ice", "until": now}))
    await ana.types("/meals")
    lines = (await ana.reads()).splitlines()
    assert lines[:6] == [
        "今天", "1 总工会东侧驿站，绿豆汤到16:00", "2 总工会东侧驿站，西瓜到16:30", "还剩9份",
        "3 阳光食堂，豆浆到15:00", "还剩12份，骑车约9分钟 · 1.5公里",
    ]  # fmt: skip
    assert "冰棍" not in str(lines)
    await ana.taps("给我留1份")
    assert "留好了" in await ana.reads()

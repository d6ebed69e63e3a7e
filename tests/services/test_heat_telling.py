"""Telling of heat: each place hears once, with doors that are open in the heat; what it heard stays true."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.house import House
from models import Forecast as ForecastRow
from models import NoonQuestion, Notice, Station, Supply, Topic, Worker
from models.database import Database
from playground.phones.card import Card
from playground.phones.phone import Phone
from services.heat import forecasts, letters
from services.heat.outlook import forecasts_for, outlook_of
from services.heat.report import Color, Forecast, Report
from services.heat.telling import end_what_ran_out, tell_anew, tell_newcomer, wake_up
from services.heat.warden import Warden
from services.heat.warnings import take_in
from services.keeping.noon import answer
from services.notices.subscriptions import switch_off, switch_on
from tests.city import TUESDAY, ZONE, City, station
from tests.services.test_heat_warnings import FIRST, LATER, newer
from tests.services.test_notices import at_rest
from tests.services.test_pushes import shown, subscriber, until, until_addressed, until_closed

COOL: dict[str, Any] = {"adcode": "330302", "amenities": "air_conditioning;water"}
HOURS = ";".join(["27.0"] * 11 + ["34", "36.5", "37.5", "38", "37", "35"] + ["30.0"] * 7)


@pytest.fixture
async def hot_city(quiet_city: City) -> City:
    """Half past ten on a hot Tuesday, and nobody has time."""
    quiet_city.clock.reads("10:30")
    quiet_city.hurries()
    return quiet_city


async def has_doors(city: City) -> None:
    """Three cool doors that are open at noon, by their signs or round the clock, one that is shut, one not cool."""
    await city.has(
        station("望河加油站驿站", meters_east=900, **COOL),
        station("体育馆驿站", "08:00-20:00", meters_east=500, **COOL),
        station("总工会驿站", "08:00-11:30,14:00-18:00", meters_east=100, **COOL),
        station("邮局驿站", meters_east=50, adcode="330302"),
    )


async def is_told(house: House, report: Report, now: datetime = LATER) -> int:
    """A report arrives; gives how many places hear of it for the first time."""
    async with house.database.writing() as session, session.begin():
        return await Warden(house.stations, "zh-Hans").hear(session, report, now)


async def is_forecast(house: House, area: str = "330302", maximum: float = 38.0, hours: str = "") -> None:
    async with house.database.writing() as session, session.begin():
        forecast = ForecastRow(adcode=area, day=TUESDAY, maximum=maximum, hours=hours, attribution="Open-Meteo")
        forecast.heard_at = LATER
        await session.merge(forecast)


async def hears(phone: Phone, words: str) -> Card:
    """The newest message with these words."""
    await until(lambda: any(words in text for text in shown(phone)))
    return next(card for card in reversed(phone.screen()) if words in card.text)


async def test_an_orange_warning_names_the_hours_the_doors_and_what_is_owed(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        await has_doors(hot_city)
        await is_forecast(house)
        ana = await subscriber(hot_city, house, "Ana")
        await subscriber(hot_city, house, "elsewhere", area="330304")
        hot_city.clock.reads("11:40")
        assert await is_told(house, FIRST) == 1
        card = await hears(ana, "高温橙色预警")
        assert card.text.splitlines() == [
            "高温橙色预警 🟠 鹿城区", "今天一般最热12:00–16:00，预报最高38℃", "",
            "热的时候不关门的站：", "1 望河加油站驿站，全天开", "2 体育馆驿站，牌上写到20:00，今天未确认", "",
            "头晕恶心就停，找凉快处歇。", "单位该做到：室外一天最多6小时，最热3小时不排活。",
            "温州市气象台10:30发，有效到7月15日10:30",
            "来源：和风天气", "预报：Open-Meteo", "可能有延迟，以官方发布为准",
        ]  # fmt: skip
        assert card.buttons == [
            ["导航1", "导航2"], ["急救卡", "我的权利", "高温津贴"], ["今天别再发", "少发点"],
        ]  # fmt: skip
        assert await is_told(house, FIRST) == 0
        await until_closed(house)
        assert len(hot_city.playground.ledger.of("sendMessage")) == 1


async def test_with_an_hourly_forecast_there_is_a_picture_and_the_hours_are_the_days_own(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        await has_doors(hot_city)
        await is_forecast(house, hours=HOURS)
        ana = await subscriber(hot_city, house, "Ana")
        await is_told(house, FIRST)
        card = await hears(ana, "今天最热12:00–16:00，预报最高38℃")
        assert "photo" in card.data
        await is_told(house, newer(color=Color.YELLOW))
        await hears(ana, "高温黄色预警")
        await until_closed(house)
        assert [len(shown(ana)), len(hot_city.playground.ledger.of("editMessageCaption"))] == [1, 1]


async def test_what_a_keeper_said_and_puts_out_goes_before_signs_and_is_edited_in(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        await has_doors(hot_city)
        ana = await subscriber(hot_city, house, "Ana")
        await is_told(house, FIRST)
        await hears(ana, "1 望河加油站驿站")
        await Warden(house.stations, "zh-Hans").ask_keepers(house.database.writing, LATER)
        async with house.database.writing() as session, session.begin():
            question = (await session.scalars(select(NoonQuestion))).one()
            assert await answer(session, house.stations, question, question.ends, 9, LATER)
            round_the_clock = await session.scalar(select(Station.id).where(Station.name == "望河加油站驿站"))
            session.add(
                Supply(
                    station_id=round_the_clock, what="mung_bean_soup", left=28, said_at=LATER,
                    until=LATER + timedelta(hours=4),
                )
            )  # fmt: skip
            await session.flush()
            await tell_anew(session, house.stations, question.station_id, LATER)
        card = await hears(ana, "1 总工会驿站，12:00–16:00不关，站长11:40确认")
        assert "2 望河加油站驿站，全天开\n· 绿豆汤还剩28份，到15:40\n3 体育馆驿站" in card.text
        assert len(shown(ana)) == 1


async def test_who_named_a_station_reads_of_doors_around_it(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        await has_doors(hot_city)
        await hot_city.has(station("半路驿站", meters_east=11_000, **COOL), station("邻站", meters_east=12_000))
        async with house.database.reading() as session:
            named = await session.scalar(select(Station.id).where(Station.name == "邻站"))
        ana = await subscriber(hot_city, house, "Ana", near_station_id=named)
        bao = await subscriber(hot_city, house, "Bao")
        assert await is_told(house, FIRST) == 2
        assert "1 半路驿站，全天开" in (await hears(ana, "橙色")).text
        assert "半路驿站" not in (await hears(bao, "橙色")).text


async def test_a_warning_that_is_raised_is_told_anew_and_the_old_message_points_to_it(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        ana = await subscriber(hot_city, house, "Ana")
        await is_told(house, FIRST)
        await hears(ana, "高温橙色预警")
        await is_told(house, newer(color=Color.RED))
        card = await hears(ana, "高温预警升到红色")
        assert card.text.splitlines()[:2] == ["高温预警升到红色 🔴 鹿城区", "11:40改的，之前是橙色"]
        assert "先打120" in card.text
        assert "附近还没有确认热的时候开着的凉快站，出门前先查一次。" in card.text
        assert card.buttons == [["急救卡", "我的权利", "高温津贴"]]
        await hears(ana, "这条已换成11:40的红色预警，看下面。")
        assert len(shown(ana)) == 2


async def test_a_red_warning_wakes_people_and_an_orange_one_waits_for_the_morning_if_it_still_stands(
    hot_city: City,
) -> None:
    async with hot_city.at_work() as house:
        hot_city.clock.reads("23:30")
        now = hot_city.clock.now()
        ana = await subscriber(hot_city, house, "Ana")
        night = replace(FIRST, issued_at=now, expires_at=now + timedelta(hours=20))
        await is_told(house, night, now)
        over = replace(night, source_id="over", expires_at=now + timedelta(hours=2))
        await is_told(house, over, now)
        red = replace(night, source="manual", source_id="red", color=Color.RED, adcode="330300", headline="")
        await is_told(house, red, now)
        await hears(ana, "高温红色预警")
        assert len(shown(ana)) == 1
        hot_city.clock.goes_on(hours=6, minutes=20)
        async with house.database.writing() as session, session.begin():
            await wake_up(session, house.stations, hot_city.clock.now())
        hot_city.clock.goes_on(minutes=11)
        card = await hears(ana, "高温橙色预警")
        assert card.text.splitlines()[1] == "今天一般最热12:00–16:00"
        assert len(shown(ana)) == 2


async def test_a_red_warning_that_falls_before_anybody_has_it_wakes_nobody_and_one_that_rises_again_does(
    hot_city: City,
) -> None:
    async with hot_city.at_work() as house:
        hot_city.clock.reads("23:30")
        now = hot_city.clock.now()
        ana = await subscriber(hot_city, house, "Ana")
        red = replace(FIRST, color=Color.RED, issued_at=now, expires_at=now + timedelta(hours=20))
        warden = Warden(house.stations, "zh-Hans")
        async with house.database.writing() as session, session.begin():
            await warden.hear(session, red, now)
            await warden.hear(session, replace(red, source_id="2", supersedes=("1",), color=Color.ORANGE), now)
            number = await session.scalar(select(Notice.id)) or 0
        await until_addressed(house)
        await at_rest(hot_city, number)
        assert shown(ana) == []
        await is_told(house, replace(red, source_id="3", supersedes=("2",)), now)
        await hears(ana, "高温红色预警")


async def test_a_yellow_warning_makes_no_sound_and_comes_once_a_day(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        ana = await subscriber(hot_city, house, "Ana")
        yellow = replace(FIRST, color=Color.YELLOW)
        assert [await is_told(house, yellow), await is_told(house, replace(yellow, source_id="9"))] == [1, 0]
        await hears(ana, "高温黄色预警")
        assert await is_told(house, replace(FIRST, color=None, headline="高温提醒", source_id="10")) == 0
        tomorrow = LATER + timedelta(days=1)
        hot_city.clock.goes_on(days=1)
        unknown = newer(
            "11", color=None, headline="高温蓝色预警", minutes=1450, expires_at=tomorrow + timedelta(hours=1)
        )
        assert await is_told(house, unknown, tomorrow) == 0
        strange = replace(unknown, source_id="12", supersedes=(), source="cap", headline="高温提示")
        assert await is_told(house, strange, tomorrow) == 1
        assert (await hears(ana, "高温提示")).text.startswith("高温预警 鹿城区\n高温提示")
        calls = hot_city.playground.ledger.of("sendMessage")
        assert [call.parameters.get("disable_notification") for call in calls] == [True, True]


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (newer(is_cancelled=True), "高温预警解除了，鹿城区，11:40。"),
        (None, "高温预警到点了，鹿城区，原定到12:00，没收到新的。"),
    ],
    ids=["called off", "run out"],
)
async def test_the_end_is_an_edit_without_a_sound_and_who_has_not_heard_never_does(
    hot_city: City, report: Report | None, words: str
) -> None:
    async with hot_city.at_work() as house:
        ana = await subscriber(hot_city, house, "Ana")
        bao = await subscriber(hot_city, house, "Bao", hushed_until=LATER + timedelta(hours=9))
        await is_forecast(house, hours=HOURS)
        await is_told(house, replace(FIRST, expires_at=LATER + timedelta(minutes=20)))
        await hears(ana, "高温橙色预警")
        hot_city.clock.reads("12:00" if report is None else "11:40")
        if report:
            await is_told(house, report)
        else:
            async with house.database.writing() as session, session.begin():
                await end_what_ran_out(session, house.stations, hot_city.clock.now())
        await hears(ana, words)
        hot_city.clock.goes_on(hours=10)
        await until_closed(house)
        assert [len(shown(ana)), shown(bao)] == [1, []]


async def test_of_two_warnings_for_one_place_the_end_of_one_points_to_the_other(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        ana = await subscriber(hot_city, house, "Ana")
        await is_told(house, FIRST)
        await is_told(house, newer("red", "nothing", color=Color.RED))
        await is_told(house, newer("off", "1", minutes=75, is_cancelled=True))
        await hears(ana, "这条已换成11:40的红色预警，看下面。")
        await hears(ana, "高温红色预警")


async def test_of_two_that_are_as_severe_the_second_is_told_when_the_first_ends(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        ana = await subscriber(hot_city, house, "Ana")
        for number, color in enumerate((Color.ORANGE, Color.YELLOW)):
            assert await is_told(house, replace(FIRST, source_id=f"{color}", color=color)) == (number == 0)
            assert await is_told(house, replace(FIRST, source_id=f"{color} too", color=color)) == 0
        await hears(ana, "高温橙色预警")
        await is_told(house, newer("off", "orange too", minutes=75, is_cancelled=True))
        await is_told(house, newer("off too", "orange", minutes=75, is_cancelled=True))
        await hears(ana, "这条已换成10:30的黄色预警，看下面。")
        await hears(ana, "高温黄色预警")
        assert len(shown(ana)) == 2


async def test_who_would_have_slept_past_its_end_hears_of_a_warning_that_is_prolonged(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        hot_city.clock.reads("11:40")
        bao = await subscriber(hot_city, house, "Bao", hushed_until=LATER + timedelta(hours=3))
        await is_told(house, replace(FIRST, expires_at=LATER + timedelta(hours=1)))
        await until_closed(house)
        await is_told(house, newer(expires_at=LATER + timedelta(hours=5)))
        hot_city.clock.goes_on(hours=3, minutes=1)
        assert "有效到16:40" in (await hears(bao, "高温橙色预警")).text


async def test_who_switches_heat_on_off_and_on_again_hears_once_of_what_stands(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        bao = await subscriber(hot_city, house, "Bao")
        ana = await subscriber(hot_city, house, "Ana", Topic.ANNOUNCEMENTS)
        await is_told(house, FIRST)
        await hears(bao, "高温橙色预警")
        await until_addressed(house)
        await wants_heat(house, ana, and_then_not=True)
        await until_closed(house)
        assert shown(ana) == []
        for _ in range(2):
            await wants_heat(house, ana)
            await hears(ana, "高温橙色预警")
            await until_closed(house)
        assert len(shown(ana)) == 1


async def wants_heat(house: House, phone: Phone, *, and_then_not: bool = False) -> None:
    """Their person switches heat on, as the bot does it; and off, before the courier looks."""
    async with house.database.writing() as session, session.begin():
        worker = await session.get_one(Worker, phone.person.id)
        await switch_on(session, worker.id, [Topic.HEAT], LATER)
        await tell_newcomer(session, house.stations, worker, LATER)
        if and_then_not:
            await switch_off(session, worker.id, [Topic.HEAT])


async def test_a_stop_between_hearing_and_telling_loses_neither(hot_city: City) -> None:
    async with hot_city.at_work() as house:
        ana = await subscriber(hot_city, house, "Ana")
        async with house.database.writing() as session:
            assert await take_in(session, FIRST, LATER)
            await session.rollback()
        assert await is_told(house, FIRST) == 1
        await hears(ana, "高温橙色预警")
        async with house.database.reading() as session:
            notices = (await session.scalars(select(Notice))).all()
        assert [notice.area for notice in notices] == ["330302"]


async def test_what_a_source_says_of_a_city_is_for_whose_district_nobody_knows_what_a_person_says_for_all_in_it(
    hot_city: City,
) -> None:
    async with hot_city.at_work() as house:
        await subscriber(hot_city, house, "Ana")
        await subscriber(hot_city, house, "Bao", area="330300")
        hot_city.clock.reads("11:40")
        assert await is_told(house, replace(FIRST, adcode="330300")) == 1
        by_hand = replace(FIRST, source="manual", source_id="H1", adcode="330300", supersedes=())
        assert await is_told(house, by_hand) == 2


async def test_the_picture_of_a_forecast_is_drawn_before_a_warning_comes(database: Database) -> None:
    hours = (27.04,) * 11 + (34.0, 36.5, 37.5, 38.26, 37.0, 35.0) + (30.0,) * 7
    forecast = Forecast("330302", TUESDAY, 38.3, hours, "Open-Meteo", LATER)
    await letters.draw_ahead(forecast)
    drawn = letters._drawn.cache_info()
    async with database.writing() as session, session.begin():
        await forecasts.keep(session, forecast)
        alert = await take_in(session, FIRST, LATER)
        assert alert is not None
        known = await forecasts_for(session, alert, ["330302"], ZONE, LATER)
    assert await letters.chart_of(outlook_of(alert, "330302", known, ZONE, LATER))
    assert letters._drawn.cache_info().misses == drawn.misses

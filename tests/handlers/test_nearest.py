"""Nearest: what a rider reads after sharing a place."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from playground.phones.phone import Phone
from services.clock import machine_now
from services.places.position import Position, geohash
from tests.city import HERE, City, station
from tests.handlers.conftest import Kept, Known, Says
from tests.handlers.hearing import hears
from tests.homes import stores_nothing

pytestmark = stores_nothing

Sends = Callable[[Phone], Awaitable[object]]

ONLY_ONE = "14:30查的，走路30分钟内就1家，时间以站里为准"
ROUND_THE_CLOCK = "全天开 · 今天未确认"
RIDERS_FILTERS = [["24小时", "换电", "热饭"], ["手机充电", "厕所", "别的设施"]]
ANYBODYS_FILTERS = [["24小时", "厕所", "凉快"], ["喝水", "热饭", "别的设施"]]


async def asks(phone: Phone) -> list[str]:
    """The lines of the card that answers this phone's location."""
    await phone.shares_location()
    return (await phone.reads()).splitlines()


async def test_a_shared_location_is_answered_with_the_nearest_door(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "08:00-18:00", meters_east=500))
    assert (await asks(ana))[0] == "1 红旗路驿站 走路约9分钟 · 500米"


async def test_a_station_that_shuts_before_you_arrive_is_not_offered(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "08:00-18:00", meters_east=900), station("河边驿站", meters_east=1500))
    city.clock.reads("17:55")
    assert (await asks(ana))[0].startswith("1 河边驿站")
    assert "红旗路" not in ana.last_card.text


async def test_three_stations_fill_twelve_lines_the_best_one_first(city: City, ana: Phone, known: Known) -> None:
    await city.has(
        station("红旗路驿站", "08:00-18:00", meters_east=500, amenities="water;battery_swap;microwave;phone_charging"),
        station("南门邮政驿站", "14:36-20:00", meters_east=850, entry="ring"),
        station("望河加油站驿站", meters_east=1300, entry="qr", amenities="雨衣免费借;toilet"),
    )
    await known(ana)
    assert await asks(ana) == [
        "1 红旗路驿站 骑车约3分钟 · 500米",
        "牌上写开到18:00 · 今天未确认",
        "直接进 · 换电 热饭 手机充电",
        "",
        "2 南门邮政驿站 骑车约5分钟 · 850米",
        "14:36开，到了再等1分钟",
        "按门铃进 · 手机充电 喝水",
        "",
        "3 望河加油站驿站 骑车约8分钟 · 1.3公里",
        ROUND_THE_CLOCK,
        "扫码进，微信扫门上的码 · 厕所 雨衣免费借",
        "14:30查的，时间以站里为准。位置不对？打地名",
    ]
    assert ana.last_card.buttons == [["导航1", "导航2", "导航3"], *RIDERS_FILTERS]


async def test_the_same_card_in_english(city: City, eve: Phone) -> None:
    await city.has(station("红旗路驿站", "08:00-18:00", meters_east=500), station("河边驿站", "", meters_east=600))
    assert await asks(eve) == [
        "1 红旗路驿站 about 9 min on foot · 500 m",
        "sign says till 18:00 · not confirmed today",
        "walk in · water, phone charging",
        "",
        "2 河边驿站 about 11 min on foot · 600 m",
        "hours unconfirmed, may be shut",
        "walk in · water, phone charging",
        "",
        "asked 14:30, only 2 within 30 min on foot",
    ]
    assert eve.last_card.buttons[0] == ["Go 1", "Go 2"]
    assert eve.last_card.buttons[1:3] == [["24 h", "Toilet", "Cool air"], ["Water", "Hot food", "Other things"]]
    assert eve.last_card.buttons[3:] == [["Send me notices for 杭州市"]]


@pytest.mark.parametrize(("hours", "clock", "line"), [
    ("08:00-18:00", "14:30", "牌上写开到18:00 · 今天未确认"),
    ("08:00-18:00", "17:35", "18:00关，到了还有16分钟"),
    ("14:00-02:00", "14:30", "牌上写开到明天02:00 · 今天未确认"),
    ("14:00-02:00", "00:30", "牌上写开到02:00 · 今天未确认"),
    ("08:00-24:00", "14:30", "牌上写开到24:00 · 今天未确认"),
    ("14:45-18:00", "14:30", "14:45开，到了再等6分钟"),
    ("14:39-18:00", "14:30", "14:39开，到了正好"),
    ("24/7", "14:30", ROUND_THE_CLOCK),
    ("", "14:30", "时间未确认 · 先打0000-88000312"),
], ids=[
    "posted", "shuts soon", "past midnight", "after midnight", "till midnight", "opens meanwhile", "opens on arrival",
    "round the clock", "unknown",
])  # fmt: skip
async def test_the_second_line_says_until_when(city: City, ana: Phone, hours: str, clock: str, line: str) -> None:
    await city.has(station("红旗路驿站", hours, meters_east=500, phone="0000-88000312、0000-88000313"))
    city.clock.reads(clock)
    assert line in await asks(ana)


async def test_the_keepers_word_wins_and_is_named(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "08:00-18:00", meters_east=500))
    await city.hears_from_keeper("红旗路驿站", "08:00-20:00")
    assert (await asks(ana))[1] == "今天改到20:00关 · 站长说的"


@pytest.mark.parametrize(("day", "line"), [
    (date(2026, 9, 20), "今天调休上班，开到18:00"),
    (date(2026, 10, 1), "节假日开到16:00 · 今天未确认"),
    (date(2027, 2, 3), "牌上写开到18:00 · 节假日没公布，先打0000-88000312"),
], ids=["make-up workday", "holiday", "calendar not out"])  # fmt: skip
async def test_the_official_calendar_is_named_where_it_decides(city: City, ana: Phone, day: date, line: str) -> None:
    hours = "Mo-Fr 08:00-18:00; PH 09:00-16:00"
    await city.has(station("红旗路驿站", hours, meters_east=500, phone="0000-88000312"))
    city.clock.reads("14:30", day)
    assert line in await asks(ana)


@pytest.mark.parametrize(("entry", "amenities", "line"), [
    ("", "", "进法未确认"),
    ("", "water", "进法未确认 · 喝水"),
    ("code", "water", "输密码进，密码问站长 · 喝水"),
    ("id_card;face", "water", "刷身份证进或刷脸进 · 喝水"),
    ("刷工会卡", "雨衣免费借", "刷工会卡 · 雨衣免费借"),
    ("walk_in", "全市最大的户外劳动者综合服务休息阅览中心和共享厨房;water", "直接进 · 喝水"),
], ids=["nothing told", "way in not told", "one way", "two ways", "own words", "too long"])  # fmt: skip
async def test_the_third_line_says_how_in_and_what_there_is(
    city: City, ana: Phone, entry: str, amenities: str, line: str
) -> None:
    await city.has(station("红旗路驿站", meters_east=500, entry=entry, amenities=amenities))
    assert (await asks(ana))[2] == line


async def test_a_name_is_shown_as_it_is_and_cut_where_it_is_long(city: City, ana: Phone) -> None:
    await city.has(
        station("<3 & </b>\u202e\x01驿站", meters_east=500),
        station("清渡市新闻出版科技信息大厦驿站", meters_east=600),
    )
    lines = await asks(ana)
    assert lines[0] == "1 <3 & </b>驿站 走路约9分钟 · 500米"
    assert lines[4] == "2 清渡市新闻出版科技信息大厦… 走路约11分钟 · 600米"


async def test_one_in_reach_comes_first_and_farther_ones_say_how_far(city: City, ana: Phone, known: Known) -> None:
    await city.has(
        station("昼夜站", meters_east=400), *(station(f"远站{n}", meters_east=8000 + n * 100) for n in range(3))
    )
    lines = await asks(await known(ana))
    assert lines[0] == "1 昼夜站 骑车约3分钟 · 400米"
    assert lines[4] == "2 远站0 8公里 · 骑车约45分钟"
    assert lines[-1] == "14:30查的，骑车30分钟内就1家，时间以站里为准"
    assert len(lines) == 12
    assert ana.last_card.buttons == [["导航1", "导航2", "导航3"], *RIDERS_FILTERS, ["更多"]]


async def test_the_only_one_is_called_so(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", meters_east=1500))
    assert (await asks(ana))[-1] == ONLY_ONE


async def test_at_night_what_opens_first_comes_before_what_is_far(city: City, ana: Phone, known: Known) -> None:
    await city.has(
        station("南门邮政驿站", "05:30-18:00", meters_east=880),
        *(station(f"远站{n}", meters_east=8000 + n * 100, entry="qr") for n in range(4)),
    )
    city.clock.reads("02:10")
    lines = await asks(await known(ana))
    assert lines[:5] == [
        "骑车30分钟内现在没有开着的。",
        "最早开：1 南门邮政驿站 05:30开",
        "骑车约5分钟 · 880米 · 直接进",
        "",
        "2 远站0 8公里 · 骑车约45分钟",
    ]
    assert len(lines) == 12
    assert ana.last_card.buttons == [["导航1", "导航2", "导航3"], *RIDERS_FILTERS, ["更多"]]
    await ana.taps("更多")
    assert (await ana.reads()).startswith("4 远站2")
    assert ana.last_card.buttons == [["导航4", "导航5"], *RIDERS_FILTERS, ["回到最近的"]]
    await ana.taps("回到最近的")
    assert (await ana.reads()).startswith("骑车30分钟内现在没有开着的。")


async def test_what_opens_first_is_no_promise_where_the_holidays_are_not_published(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "Mo-Fr 08:00-18:00; PH off", meters_east=500))
    city.clock.reads("19:30", date(2026, 12, 31))
    assert (await asks(ana))[1] == "最早开：1 红旗路驿站 明天08:00开 · 节假日没公布"


async def test_unknown_hours_are_never_called_shut_nor_open(city: City, ana: Phone) -> None:
    await city.has(station("老码头驿站", "", meters_east=880), station("日站", "08:00-18:00", meters_east=300))
    city.clock.reads("02:10")
    lines = await asks(ana)
    assert lines[0] == "走路30分钟内没有一家确认开着。"
    assert lines[1] == "最早开：1 日站 08:00开"
    assert lines[4:6] == ["2 老码头驿站 走路约15分钟 · 880米", "时间未确认，可能关着"]


async def test_where_nothing_is_open_at_all_a_number_helps(city: City, ana: Phone) -> None:
    await city.has(station("日站", "08:00-18:00", meters_east=3000))
    city.clock.reads("02:10")
    assert (await asks(ana))[:3] == [
        "走路30分钟内现在没有开着的。",
        "最近的一家在3公里外，现在关着。",
        "急事打12351，工会接。",
    ]


async def test_far_from_every_list_the_nearest_is_named_with_its_distance(city: City, ana: Phone, known: Known) -> None:
    await city.has(*(station(f"远站{n}", meters_east=23_000 + n * 1000) for n in range(3)))
    lines = await asks(await known(ana, travel="car"))
    assert lines[:3] == ["这附近10公里没有名单上的驿站。", "", "1 远站0 23公里 · 开车约1小时18分钟"]
    assert lines[-1] == "当地工会可能还没交名单，打12351问。"
    assert len(lines) <= 12


async def test_in_another_province_nobody_is_told_the_hours_of_a_walk(city: City, ana: Phone, known: Known) -> None:
    await city.has(station("远站", meters_east=600_000))
    lines = await asks(await known(ana))
    assert lines[2].startswith("1 远站 6")
    assert lines[2].endswith("公里")


async def test_far_from_every_list_at_night_says_what_is_nearest(city: City, ana: Phone) -> None:
    await city.has(station("日站", "08:00-18:00", meters_east=23_000))
    city.clock.reads("02:10")
    assert "最近的一家在23公里外，现在关着。" in await asks(ana)


async def test_without_any_list_the_union_can_still_be_called(ana: Phone) -> None:
    assert "12351" in "".join(await asks(ana))


@pytest.mark.parametrize(("accuracy", "said"), [(35.0, None), (800.0, "约800米"), (1500.0, "约1.5公里")])
async def test_a_poor_fix_is_said_last(city: City, ana: Phone, accuracy: float, said: str | None) -> None:
    await city.has(station("红旗路驿站", meters_east=500))
    await ana.shares_location(horizontal_accuracy=accuracy)
    last = (await ana.reads()).splitlines()[-1]
    assert last == (f"定位差了{said}，可能不准。再发一次或打地名" if said else ONLY_ONE)


async def test_points_abroad_are_told_apart_from_those_at_home(city: City) -> None:
    await city.has(station("红旗路驿站"))
    points = {
        "nowhere": (0.0, 0.0), "north pole": (90.0, 0.0), "south pole": (-90.0, 180.0), "Tokyo": (35.68, 139.69),
        "Hong Kong": (22.28, 114.16), "Taipei": (25.03, 121.56), "Macau": (22.19, 113.54), "at sea": (20.0, 115.0),
    }  # fmt: skip
    heard = {}
    for name, point in points.items():
        phone = city.phone(name)
        await phone.shares_location(*point)
        heard[name] = (await phone.reads()).startswith("这个点不在国内")
    assert [name for name, is_abroad in heard.items() if is_abroad] == ["nowhere", "north pole", "south pole", "Tokyo"]


@pytest.mark.parametrize("sends", [
    lambda phone: phone.sends_venue(*HERE, title="<3", address="&"),
    lambda phone: phone.forwards_location(*HERE),
    lambda phone: phone.shares_location(live_period=900),
], ids=["a place from the map", "a forwarded location", "a live location"])  # fmt: skip
async def test_any_kind_of_place_is_answered(city: City, ana: Phone, sends: Sends) -> None:
    await city.has(station("红旗路驿站", meters_east=500))
    await sends(ana)
    assert "1 红旗路驿站" in await ana.reads()


async def test_more_turns_the_card_and_goes_back(city: City, ana: Phone) -> None:
    await city.has(*(station(f"站{n}", meters_east=100 + n * 100) for n in range(5)))
    await asks(ana)
    await ana.taps("更多")
    assert (await ana.reads()).startswith("4 站3")
    assert ana.last_card.buttons == [["导航4", "导航5"], *ANYBODYS_FILTERS, ["回到最近的"]]
    assert len(ana.screen()) == 2
    await ana.taps("回到最近的")
    assert (await ana.reads()).startswith("1 站0")


async def test_an_old_card_answers_by_the_clock_of_now(city: City, ana: Phone) -> None:
    await city.has(*(station(f"站{n}", "08:00-18:00", meters_east=100 + n * 100) for n in range(4)))
    await asks(ana)
    city.clock.reads("03:00")
    await ana.taps("更多")
    assert (await ana.reads()) == "没有更多了，再往外也没有开着的。"
    assert ana.last_card.buttons == [*ANYBODYS_FILTERS, ["回到最近的"]]
    await ana.taps("回到最近的")
    assert "最早开：1 站0 08:00开" in await ana.reads()


async def test_a_card_can_be_turned_where_nothing_is_listed_any_more(city: City, ana: Phone) -> None:
    card = await ana.shares_location()
    assert "还没有驿站名单" in await ana.reads()
    await ana.presses_forged(ana.last_card, f"near:{geohash(Position(35.68, 139.69))}:0")
    assert "不在国内" in await ana.reads()
    assert not card.is_from_bot


@pytest.mark.parametrize("data", [
    "near:ailo00000:0", "near:wtmknq7y5:-1", "near:wtmknq7y5:999", "near:wtmknq7y5:0\n", "near:", "go:1:aaaaaaaaa",
    "go:9999999999999999999:wtmknq7y5", "go:１:wtmknq7y5", "occupation:king", "travel:ebike:walk", "\x00", "x" * 64,
])  # fmt: skip
async def test_a_forged_press_changes_nothing_and_gets_fresh_keys(
    city: City, ana: Phone, known: Known, kept: Kept, data: str
) -> None:
    await city.has(station("红旗路驿站"))
    await known(ana)
    await asks(ana)
    await ana.presses_forged(ana.last_card, data)
    assert "再点“发送”" in await ana.reads()
    assert await ana.reads_toast() == "按钮过期了，点下面的重新来。"
    assert (await kept(ana)).travel == "ebike"


async def test_every_press_is_answered(city: City, ana: Phone) -> None:
    await city.has(*(station(f"站{n}", meters_east=100 + n * 100) for n in range(5)))
    await asks(ana)
    await ana.taps("更多")
    assert await ana.reads_toast() == ""


@pytest.mark.parametrize("typed", [
    "📍 最近能进的驿站", "最近能进的驿站", "📍最近能进的驿站", " 最近 能进的驿站。", "NEAREST open  station",
    "/nearest", "/NEAREST", "/nearest@nuanyi_bot now", "找驿站",
])  # fmt: skip
async def test_the_keys_words_as_text_are_answered_with_the_way_to_do_it(ana: Phone, typed: str) -> None:
    await ana.types(typed)
    assert "再点“发送”" in await ana.reads()


async def test_a_place_sent_through_another_bot_is_answered(city: City, ana: Phone, says: Says) -> None:
    await city.has(station("红旗路驿站"))
    other_bot = {"id": 7, "is_bot": True, "first_name": "地图"}
    says(ana, {"location": {"latitude": HERE[0], "longitude": HERE[1]}, "via_bot": other_bot})
    await hears(ana, "1 红旗路驿站")


async def test_an_answer_after_an_outage_says_that_it_is_late(city: City, ana: Phone, says: Says) -> None:
    await city.has(station("红旗路驿站"))
    sent = int(machine_now().timestamp())
    says(ana, {"location": {"latitude": HERE[0], "longitude": HERE[1]}, "date": sent - 170})
    assert (await ana.reads()).splitlines()[-1] == ONLY_ONE
    says(ana, {"location": {"latitude": HERE[0], "longitude": HERE[1]}, "date": sent - 190})
    assert (await ana.reads()).splitlines()[-1] == "刚才断线，晚回了。按现在14:30算的"

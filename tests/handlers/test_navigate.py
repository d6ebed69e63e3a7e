"""Navigate: three map apps and a pin, each at the door and none at the worker."""

import math
from urllib.parse import parse_qs, urlsplit

import prcoords
import pytest

from handlers.navigate import map_links
from playground.phones.phone import Phone
from services.places.position import Position
from services.places.travel import Travel
from tests.city import HERE, City, station
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears

KNOWN = {
    "Tiananmen": (Position(39.907333, 116.391083), (39.908733, 116.397324)),
    "Hangzhou": (Position(30.274085, 120.155070), None),
    "Urumqi": (Position(43.825592, 87.616848), None),
}
"""Places in WGS-84, and where Amap puts the first: from its own page on coordinate conversion, to a few meters."""

ODD_NAMES = ["红旗路,驿站", "A&B=C#D?E", "<3 🍚 驿站", "100% +", "a/b\\c\"'", "‮倒", "驿" * 200]


def meters_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    north = (one[0] - other[0]) * 111_320
    return math.hypot(north, (one[1] - other[1]) * 111_320 * math.cos(math.radians(one[0])))


async def sees_pin(phone: Phone) -> None:
    while "venue" not in phone.last_card.data:
        await phone.reads()


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def degrees(text: str) -> tuple[float, float]:
    first, second = text.split(",")[:2]
    return float(first), float(second)


@pytest.mark.parametrize("place", KNOWN)
def test_amap_takes_longitude_first_and_shifted_degrees(place: str) -> None:
    position, _ = KNOWN[place]
    to = asked(map_links("驿站", position, Travel.WALK)["amap"])["to"]
    east, north = degrees(to)
    expected = prcoords.wgs_gcj(prcoords.Coords(position.latitude, position.longitude))
    assert meters_apart((north, east), (expected.lat, expected.lon)) < 1


@pytest.mark.parametrize("place", KNOWN)
def test_baidu_takes_latitude_first_and_is_told_that_they_are_shifted(place: str) -> None:
    position, _ = KNOWN[place]
    query = asked(map_links("驿站", position, Travel.WALK)["baidu"])
    expected = prcoords.wgs_gcj(prcoords.Coords(position.latitude, position.longitude))
    assert meters_apart(degrees(query["location"]), (expected.lat, expected.lon)) < 1
    assert query["coord_type"] == "gcj02"
    assert query.keys() >= {"title", "content", "output", "src"}


@pytest.mark.parametrize("place", KNOWN)
def test_tencent_takes_latitude_first_and_is_told_that_they_are_not(place: str) -> None:
    position, _ = KNOWN[place]
    query = asked(map_links("驿站", position, Travel.WALK)["tencent"])
    assert meters_apart(degrees(query["tocoord"]), (position.latitude, position.longitude)) < 1
    assert query["coord_type"] == "1"


def test_a_point_that_everybody_knows_is_where_amap_shows_it() -> None:
    position, shown = KNOWN["Tiananmen"]
    east, north = degrees(asked(map_links("天安门", position, Travel.WALK)["amap"])["to"])
    assert shown is not None
    assert meters_apart((north, east), shown) < 10


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_survives_the_way_into_an_address(name: str) -> None:
    seen = "".join(letter for letter in name if letter != "\u202e")[:40]
    links = map_links(name, KNOWN["Hangzhou"][0], Travel.EBIKE)
    assert asked(links["baidu"])["title"][:30] == seen[:30]
    assert asked(links["tencent"])["to"][:30] == seen[:30]
    assert asked(links["amap"])["to"].split(",", 2)[2][:30] == seen.replace(",", " ")[:30]
    for url in links.values():
        parts = urlsplit(url)
        assert (parts.scheme, "." in parts.netloc, parts.fragment) == ("https", True, "")
        assert url.isascii()
        assert " " not in url
        assert len(url) < 2048


@pytest.mark.parametrize(
    ("travel", "amap", "tencent"), [("walk", "walk", "walk"), ("ebike", "ride", "bike"), ("car", "car", "drive")]
)
def test_the_apps_are_told_how_one_gets_around(travel: str, amap: str, tencent: str) -> None:
    links = map_links("驿站", KNOWN["Hangzhou"][0], Travel(travel))
    assert (asked(links["amap"])["mode"], asked(links["tencent"])["type"]) == (amap, tencent)


async def test_going_there_gives_what_one_needs_at_the_kerb(city: City, ana: Phone, known: Known) -> None:
    door = station(
        "红旗路驿站",
        "08:00-18:00",
        meters_east=500,
        address="红旗路88号，营业厅一楼",
        phone="0000-88000127、0000-88000128",
        entry="code",
    )
    await city.has(door)
    await known(ana)
    await ana.shares_location()
    await ana.reads()
    await ana.taps("导航1")
    await sees_pin(ana)
    card, pin = ana.screen()[-2:]
    assert card.text.splitlines() == [
        "红旗路驿站",
        "红旗路88号，营业厅一楼",
        "牌上写开到18:00 · 今天未确认",
        "输密码进，密码问站长",
        "电话0000-88000127、0000-88000128",
    ]
    assert card.buttons == [["高德", "百度", "腾讯"], ["复制电话"], ["看全部", "回到最近的"], ["报这个站"]]
    assert pin.data["venue"]["location"]["longitude"] == pytest.approx(door.longitude)
    assert await ana.taps_on(card, "复制电话") == "0000-88000127"


async def test_the_workers_own_place_is_in_no_link(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", meters_east=500, meters_north=500))
    await ana.shares_location()
    await ana.reads()
    await ana.taps("导航1")
    await hears(ana, "红旗路驿站\n全天开")
    card = next(card for card in ana.screen() if ["高德", "百度", "腾讯"] in card.buttons)
    links = [await ana.taps_on(card, app) for app in ("高德", "百度", "腾讯")]
    for link in links:
        assert link is not None
        assert not any(f"{number:.3f}" in link for number in HERE)
        assert "from=" not in link.replace("coord", "")


async def test_a_station_without_address_or_phone_still_has_a_pin(city: City, eve: Phone) -> None:
    await city.has(station("红旗路驿站", meters_east=500, entry="qr"))
    await eve.shares_location()
    await eve.reads()
    await eve.taps("Go 1")
    await sees_pin(eve)
    assert eve.last_card.text == "红旗路驿站\nscan the door's QR (WeChat)"
    assert eve.screen()[-2].buttons == [
        ["Amap", "Baidu", "Tencent"], ["All about it", "Back to the nearest"], ["Report this station"]
    ]  # fmt: skip


async def test_a_station_that_was_shut_meanwhile_says_when_it_opens(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "08:00-18:00", meters_east=500))
    await ana.shares_location()
    card = await hears(ana, "1 红旗路驿站")
    city.clock.reads("20:00")
    await ana.taps("导航1")
    assert "明天08:00开\n" in await hears(ana, "明天")
    assert "再等" not in card


async def test_a_station_that_stays_shut_says_so(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "2026 Jul 14 08:00-18:00", meters_east=500))
    await ana.shares_location()
    await ana.reads()
    city.clock.reads("20:00")
    await ana.taps("导航1")
    assert "这几天都不开" in await hears(ana, "这几天")


async def test_a_station_that_left_the_list_is_said_to_be_gone(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", meters_east=500))
    await ana.shares_location()
    await ana.reads()
    await ana.presses_forged(ana.last_card, "go:987654321:wtmknq7y5")
    assert "不在名单上了" in await ana.reads()


async def test_from_the_station_one_comes_back_to_the_nearest_and_its_card_stays(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", meters_east=500))
    await ana.shares_location()
    await ana.reads()
    await ana.taps("导航1")
    await sees_pin(ana)
    await ana.taps("回到最近的")
    await ana.reads()
    assert [card.text.split("\n")[0] for card in ana.screen()[1:]] == [
        "1 红旗路驿站 走路约9分钟 · 500米", "红旗路驿站", "红旗路驿站", "1 红旗路驿站 走路约9分钟 · 500米",
    ]  # fmt: skip


async def test_at_the_kerb_unknown_hours_stay_unknown(city: City, ana: Phone) -> None:
    await city.has(station("老码头驿站", ""), station("红旗路驿站", meters_east=300))
    await ana.shares_location()
    await ana.reads()
    await ana.taps("导航2")
    await hears(ana, "老码头驿站\n时间未确认")

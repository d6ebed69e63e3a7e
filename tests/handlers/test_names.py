"""Typed names of our own list: the station, the street, which of several, and what is none of them."""

import pytest

from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.hearing import hears
from tests.homes import stores_nothing

pytestmark = stores_nothing


@pytest.fixture
async def town(city: City) -> City:
    """A city with streets in two districts."""
    await city.has(
        station("红旗路驿站", code="D0127", address="东岸区红旗路88号", meters_east=900),
        station("体育馆驿站", code="D0128", address="东岸区体育路1号", meters_east=950),
        station("老码头驿站", code="D0129", address="桥北区人民路3号", meters_north=5000),
        station("望江门驿站", code="D0130", address="西岸区人民路20号", meters_north=-5000),
    )
    return city


async def test_a_street_is_answered_like_a_shared_location(town: City, ana: Phone) -> None:
    await ana.types("我在红旗路附近")
    card = await ana.reads()
    assert card.startswith("1 红旗路驿站")
    assert card.splitlines()[-1] == "按“红旗路驿站”（东岸区红旗路）找的，14:30"
    assert any("导航1" in row[0] for row in ana.last_card.buttons)


@pytest.mark.parametrize("typed", ["D0127", "ｄ 0127", "红旗路驿站", "红旗路工会驿站在哪里"])
async def test_a_code_or_a_stations_own_name_shows_that_station(town: City, ana: Phone, typed: str) -> None:
    await ana.types(typed)
    card = await ana.reads()
    assert card.startswith("红旗路驿站")
    assert "D0127" in card


async def test_a_station_that_is_taken_off_the_list_is_not_known_any_more(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", code="D0127", listed=False))
    await ana.types("D0127")
    assert "没听懂" in await ana.reads()


async def test_a_slip_is_forgiven_and_said(town: City, ana: Phone) -> None:
    await ana.types("体肓馆")
    assert "按“体育馆驿站”（东岸区体育路）找的" in await ana.reads()


async def test_of_several_a_tap_chooses(town: City, ana: Phone) -> None:
    await ana.types("人民路")
    assert await ana.reads() == "“人民路”有2处，哪一处？\n点一个，或回数字。"
    assert [label for row in ana.last_card.buttons for label in row] == ["1 桥北区人民路", "2 西岸区人民路", "都不是"]
    await ana.taps("西岸区")
    card = await ana.reads()
    assert card.startswith("1 望江门驿站")
    assert "按“人民路”（西岸区）找的" in card


@pytest.mark.parametrize("answer", ["1", "１", "第一个", "一"])
async def test_of_several_a_number_chooses(town: City, ana: Phone, answer: str) -> None:
    await ana.types("人民路")
    await ana.reads()
    await ana.types(answer)
    assert (await ana.reads()).startswith("1 老码头驿站")


async def test_none_of_several_is_no_dead_end(town: City, ana: Phone) -> None:
    await ana.types("人民路")
    await ana.reads()
    await ana.taps("都不是")
    assert "没找到“人民路”。\n换个大点的名字" in await hears(ana, "没找到")


async def test_another_name_may_be_typed_instead(town: City, ana: Phone) -> None:
    await ana.types("人民路")
    await ana.reads()
    await ana.types("红旗路")
    assert (await ana.reads()).startswith("1 红旗路驿站")


async def test_who_is_asked_which_may_still_share_a_location(town: City, ana: Phone) -> None:
    await ana.types("人民路")
    await ana.reads()
    await ana.shares_location()
    assert (await ana.reads()).startswith("1 红旗路驿站")


async def test_a_word_that_everything_is_called_asks_for_the_district(city: City, ana: Phone) -> None:
    await city.has(*(station(f"人民路{n}站", address=f"{area}区人民路") for n, area in enumerate("甲乙丙丁戊己庚辛壬")))
    await ana.types("人民路")
    assert "叫“人民路”的太多了。" in await ana.reads()


@pytest.mark.parametrize("typed", ["光明电影院", "大光明路口", "星光大道"])
async def test_a_place_on_no_list_is_answered_with_what_to_try(town: City, ana: Phone, typed: str) -> None:
    await ana.types(typed)
    assert f"没找到“{typed}”。" in await ana.reads()


@pytest.mark.parametrize("talk", ["你好", "老王在哪", "谢谢师傅", "哈哈哈哈"])
async def test_talk_gets_no_silly_place(town: City, ana: Phone, talk: str) -> None:
    await ana.types(talk)
    assert "没听懂" in await ana.reads()


async def test_in_english_too(town: City, eve: Phone) -> None:
    await eve.types("near 人民路")
    assert "There are 2 called “人民路”. Which one?" in await eve.reads()
    await eve.types("2")
    assert "around 人民路 (西岸区), 14:30" in await eve.reads()


@pytest.fixture
async def wenzhou(city: City) -> City:
    """Stations whose list gives the code of their district, and never its name."""
    await city.has(
        station("红旗路驿站", adcode="330302", address="红旗路88号", meters_east=900),
        station("体育馆驿站", adcode="330302001", address="体育路1号", meters_east=1200),
        station("梧田驿站", adcode="330304", address="会展路3号", meters_north=-5000),
    )
    return city


@pytest.mark.parametrize("typed", ["鹿城区", "鹿城", "温州市鹿城区", "我在鹿城区附近"])
async def test_a_district_is_known_by_its_code(wenzhou: City, ana: Phone, typed: str) -> None:
    await ana.types(typed)
    card = await ana.reads()
    assert "红旗路驿站" in card
    assert card.splitlines()[-1] == "按“鹿城区”（温州市）找的，14:30"


async def test_of_a_city_the_districts_with_stations_are_asked(wenzhou: City, ana: Phone) -> None:
    await ana.types("温州")
    await ana.reads()
    assert [label for row in ana.last_card.buttons for label in row] == ["1 温州市鹿城区", "2 温州市瓯海区", "都不是"]


async def test_a_district_without_stations_is_not_found(wenzhou: City, ana: Phone) -> None:
    await ana.types("龙湾区")
    assert "没找到“龙湾区”" in await ana.reads()

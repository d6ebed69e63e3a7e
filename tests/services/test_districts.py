"""Districts: found by code, by name as people say it, and by where somebody stands."""

import pytest

from services.hours.holidays import Calendar
from services.places.districts import districts
from services.places.position import Position
from services.stations.district import district_of, districts_around
from services.stations.finder import StationFinder
from services.stations.index import COLUMNS, StationIndex
from tests.city import HERE, ZONE, station

LUCHENG = ("330302", "温州市鹿城区")
WENZHOU = Position(28.0, 120.67)


@pytest.mark.parametrize(("code", "found"), [
    ("330302", LUCHENG), ("330302005", LUCHENG), ("330302005001", LUCHENG), ("330300", ("330300", "浙江省温州市")),
    ("3303", ("330300", "浙江省温州市")), ("330104", ("330100", "浙江省杭州市")),
    ("110105", ("110105", "北京市朝阳区")),
    ("110100", ("110100", "北京市")), ("419001", ("419001", "河南省济源市")), ("441900003", ("441900", "广东省东莞市")),
    ("330000", None), ("33", None), ("419099", None), ("999999", None), ("", None), ("abc", None),
], ids=["district", "street", "community", "city", "short city", "abolished district", "municipality",
        "whole municipality",
        "below a province", "city without districts", "province", "short province", "unknown there", "unknown", "none",
        "letters"])  # fmt: skip
def test_a_code_of_any_length_leads_to_its_district_else_to_its_city(code: str, found: tuple[str, str] | None) -> None:
    district = districts().of(code)
    assert (district and (district.adcode, district.full_name)) == found


@pytest.mark.parametrize(("text", "names"), [
    ("鹿城", ["温州市鹿城区"]), ("鹿 城区", ["温州市鹿城区"]), ("温州鹿城", ["温州市鹿城区"]),
    ("浙江省温州市鹿城区", ["温州市鹿城区"]), ("南京市鼓楼", ["南京市鼓楼区"]), ("浦东", ["上海市浦东新区"]),
    ("景宁", ["丽水市景宁畲族自治县"]), ("东莞", ["广东省东莞市"]), ("济源", ["河南省济源市"]),
    ("３３０３０２", ["温州市鹿城区"]),
    ("朝阳", ["北京市朝阳区", "朝阳市朝阳县", "长春市朝阳区"]), ("城区", ["阳泉市城区", "晋城市城区", "汕尾市城区"]),
    ("江干区", []), ("人民路", []), ("叶", []), ("", []), ("浙江", []), ("杭州鹿城", []), ("市辖区", []),
])  # fmt: skip
def test_a_district_is_found_as_people_call_it(text: str, names: list[str]) -> None:
    assert [district.full_name for district in districts().named(text)] == names


@pytest.mark.parametrize(("city", "number"), [("温州", 12), ("浙江省温州市", 12), ("重庆", 38), ("北京市", 16)])
def test_a_city_stands_for_all_its_districts(city: str, number: int) -> None:
    assert len(districts().named(city)) == number


@pytest.mark.parametrize(("latitude", "longitude", "adcode"), [
    (28.0, 120.67, "330300"), (39.9, 116.4, "110100"), (22.54, 114.06, "440300"), (31.38, 120.98, "320500"),
    (29.56, 106.55, "500100"), (43.8, 87.6, "650100"),
], ids=["温州", "北京", "深圳", "昆山", "重庆", "乌鲁木齐"])  # fmt: skip
def test_without_a_station_the_city_of_the_nearest_place_is_meant(
    latitude: float, longitude: float, adcode: str
) -> None:
    found = districts().near(Position(latitude, longitude))
    assert found is not None
    assert found.adcode == adcode


def test_in_the_desert_nobody_says_which_district_it_is() -> None:
    assert districts().near(Position(35.0, 85.0)) is None


def finder(*places: tuple[str, float]) -> StationFinder:
    """One with stations of these codes so many meters to the east."""
    index = StationIndex()
    rows = [
        station(f"站{number}", adcode=adcode, meters_east=meters, id=number)
        for number, (adcode, meters) in enumerate(places, start=1)
    ]
    index.extend([getattr(row, column.key) or "" for column in COLUMNS] for row in rows)
    index.seal()
    return StationFinder(ZONE, Calendar.load(), index)


@pytest.mark.parametrize(("places", "adcode"), [
    ((("330302", 900), ("330106", 200)), "330106"),
    ((("330302", 900), ("", 200), ("x", 300)), "330302"),
    ((("330302005001", 900),), "330302"),
    ((("330104", 900),), "330100"),
    ((("999999", 900),), "330100"),
    ((("330302", 30_100),), "330100"),
    ((("330302", 29_900),), "330302"),
    ((), "330100"),
], ids=["nearest", "without a code", "community", "abolished", "unknown", "too far", "just near",
        "no station"])  # fmt: skip
def test_a_point_lies_in_the_district_of_its_nearest_station(
    places: tuple[tuple[str, float], ...], adcode: str
) -> None:
    district = district_of(finder(*places), Position(*HERE))
    assert district is not None
    assert district.adcode == adcode


def test_around_a_district_lie_those_of_its_city_with_stations_the_nearest_first() -> None:
    stations = finder(("330303", 9_000.0), ("330304", 2_000.0), ("330302", 0.0), ("330106", 500.0))
    assert [district.name for district in districts_around(stations, "330302")] == ["鹿城区", "瓯海区", "龙湾区"]
    assert [district.name for district in districts_around(finder(), "330302")] == ["鹿城区"]
    assert districts_around(stations, "") == []

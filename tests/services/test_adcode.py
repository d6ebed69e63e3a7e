"""Administrative codes: which area lies around which."""

import pytest

from services.places.adcode import adcode_of, area_of, around


@pytest.mark.parametrize(("code", "area"), [
    ("100000", ""), ("000000", ""), ("330000", "33"), ("330300", "3303"), ("330302", "330302"),
    ("330302001", "330302001"), ("330302001000", "330302001"),
    ("330302000000", "330302"), ("330302001005", "330302001005"),
    ("441900003", "441900003"), ("441900000", "4419"), ("429004", "429004"),
    ("", None), ("3303", None), ("33030A", None), ("３３０３０２", None), ("3303020011", None), ("鹿城区", None),
])  # fmt: skip
def test_the_area_is_what_the_code_says_without_its_empty_digits(code: str, area: str | None) -> None:
    assert area_of(code) == area


def test_around_a_community_lie_its_street_district_city_province_and_country() -> None:
    assert around("330302001005") == ["330302001005", "330302001", "330302", "330300", "330000", "100000"]


def test_a_city_without_districts_lies_right_above_its_streets() -> None:
    assert around("441900003") == ["441900003", "441900", "440000", "100000"]


def test_around_what_is_no_code_lies_nothing() -> None:
    assert around("鹿城区") == []


@pytest.mark.parametrize("code", ["100000", "330000", "330300", "330302", "330302001", "330302001005"])
def test_an_area_has_one_code(code: str) -> None:
    area = area_of(code)
    assert area is not None
    assert adcode_of(area) == code

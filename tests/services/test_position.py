"""A point on the ground: distances, geohashes, and whether it may be in China."""

import random

import numpy as np
import pytest
from geopy.distance import geodesic

from services.errors import InputFault
from services.places.position import Position, ecef, ecef_of, from_geohash, geohash, is_in_china

IN_CHINA = {
    "Hong Kong": (22.28, 114.16),
    "Macau": (22.19, 113.54),
    "Taipei": (25.04, 121.56),
    "Kaohsiung": (22.62, 120.31),
    "Kinmen": (24.44, 118.33),
    "Sansha": (16.83, 112.34),
    "Sanya": (18.25, 109.51),
    "Mohe, the north": (53.48, 122.37),
    "Fuyuan, the east": (48.36, 134.29),
    "Wuqia, the west": (39.72, 75.25),
    "Tashkurgan": (37.77, 75.23),
    "Khorgas": (44.21, 80.41),
    "Alashankou": (45.17, 82.57),
    "Altay": (47.85, 88.14),
    "Erenhot": (43.65, 111.98),
    "Manzhouli": (49.60, 117.38),
    "Heihe": (50.25, 127.53),
    "Suifenhe": (44.40, 131.16),
    "Hunchun": (42.86, 130.37),
    "Dandong": (40.13, 124.39),
    "Changbai": (41.42, 128.20),
    "Dongxing": (21.55, 107.97),
    "Hekou": (22.53, 103.96),
    "Mengla": (21.48, 101.56),
    "Ruili": (24.01, 97.86),
    "Zhangmu": (27.99, 85.98),
    "Yadong": (27.48, 88.91),
    "Zanda": (31.48, 79.80),
    "Medog": (29.33, 95.33),
}
ABROAD = {
    "Seoul": (37.57, 126.98),
    "Busan": (35.18, 129.08),
    "Pyongyang": (39.02, 125.75),
    "Tokyo, beyond the frame": (35.68, 139.69),
    "Fukuoka": (33.59, 130.40),
    "Naha": (26.21, 127.68),
    "Hanoi": (21.03, 105.85),
    "Bangkok": (13.75, 100.50),
    "Ho Chi Minh City": (10.82, 106.63),
    "Ulaanbaatar": (47.92, 106.91),
    "Almaty": (43.24, 76.89),
    "Bishkek": (42.87, 74.57),
    "Delhi": (28.61, 77.21),
    "Kathmandu": (27.72, 85.32),
    "Dhaka": (23.81, 90.41),
    "Vladivostok": (43.12, 131.89),
    "Manila": (14.60, 120.98),
    "nowhere": (0.0, 0.0),
    "swapped": (120.15 - 90, 30.27),
}


@pytest.mark.parametrize("place", IN_CHINA.values(), ids=IN_CHINA.keys())
def test_a_place_in_china_is_never_taken_for_abroad(place: tuple[float, float]) -> None:
    assert is_in_china(Position(*place))


@pytest.mark.parametrize("place", ABROAD.values(), ids=ABROAD.keys())
def test_a_place_far_from_the_border_is_known_to_be_abroad(place: tuple[float, float]) -> None:
    assert not is_in_china(Position(*place))


@pytest.mark.parametrize("degrees", [(90.1, 0.0), (0.0, 181.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_a_position_off_the_globe_is_refused(degrees: tuple[float, float]) -> None:
    with pytest.raises(InputFault):
        Position(*degrees)


def test_a_chord_is_within_a_millimeter_of_the_geodesic_at_ten_kilometers() -> None:
    chance = random.Random(3)
    for _ in range(300):
        here = chance.uniform(18, 53), chance.uniform(74, 134)
        there = here[0] + chance.uniform(-0.06, 0.06), here[1] + chance.uniform(-0.06, 0.06)
        chord = float(np.linalg.norm(ecef(Position(*here)) - ecef(Position(*there))))
        assert abs(chord - geodesic(here, there).meters) < 0.001


def test_one_point_and_many_points_come_to_the_same_coordinates() -> None:
    latitudes, longitudes = np.array([30.27, -3.5, 53.0]), np.array([120.15, 0.0, -179.9])
    one_by_one = [ecef(Position(a, b)) for a, b in zip(latitudes.tolist(), longitudes.tolist(), strict=True)]
    assert np.allclose(ecef_of(latitudes, longitudes), one_by_one, rtol=0, atol=1e-8)


def test_a_geohash_is_the_one_that_others_compute() -> None:
    assert geohash(Position(57.64911, 10.40744)) == "u4pruydqq"


def test_a_geohash_leads_back_to_within_three_and_a_half_meters() -> None:
    chance = random.Random(5)
    for _ in range(500):
        position = Position(chance.uniform(-90, 90), chance.uniform(-180, 180))
        there = from_geohash(geohash(position))
        assert np.linalg.norm(ecef(position) - ecef(there)) < 3.5
        assert geohash(there) == geohash(position)


@pytest.mark.parametrize("text", ["", "u4pruydq", "u4pruydqqq", "u4pruydqa", "U4PRUYDQQ"])
def test_what_is_no_geohash_of_nine_characters_is_refused(text: str) -> None:
    with pytest.raises(InputFault):
        from_geohash(text)

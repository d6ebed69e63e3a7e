"""Coordinates of Amap and Baidu land where the door is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import prcoords
import pytest

from services.places.datum import Datum, to_wgs84, wgs84_to_bd09, wgs84_to_gcj02

METERS_IN_A_DEGREE = 111_320
WENZHOU = (28.0006, 120.6721)


def points_in_china(count: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    random = np.random.default_rng(20260528)
    return random.uniform(18.5, 53.0, count), random.uniform(75.0, 134.0, count)


def test_amap_shows_wenzhou_half_a_kilometer_from_where_it_is() -> None:
    latitude, longitude = wgs84_to_gcj02(*WENZHOU)
    east = (longitude - WENZHOU[1]) * METERS_IN_A_DEGREE * np.cos(np.radians(WENZHOU[0]))
    north = (latitude - WENZHOU[0]) * METERS_IN_A_DEGREE
    assert 400 < np.hypot(north, east) < 700


@pytest.mark.parametrize(
    ("forward", "oracle"), [(wgs84_to_gcj02, prcoords.wgs_gcj), (wgs84_to_bd09, prcoords.wgs_bd)], ids=["amap", "baidu"]
)
def test_both_maps_agree_with_an_independent_implementation(
    forward: Callable[..., Any], oracle: Callable[..., Any]
) -> None:
    latitudes, longitudes = points_in_china(2_000)
    ours = np.stack(forward(latitudes, longitudes), axis=-1)
    theirs = [oracle(prcoords.Coords(float(lat), float(lng))) for lat, lng in zip(latitudes, longitudes, strict=True)]
    assert np.abs(ours - np.array(theirs)).max() * METERS_IN_A_DEGREE < 1e-6


@pytest.mark.parametrize(
    ("datum", "forward"), [(Datum.GCJ02, wgs84_to_gcj02), (Datum.BD09, wgs84_to_bd09)], ids=["amap", "baidu"]
)
def test_there_and_back_is_the_same_place(datum: Datum, forward: Callable[..., Any]) -> None:
    latitudes, longitudes = points_in_china(20_000)
    north, east = forward(latitudes, longitudes)
    back = to_wgs84(north, east, datum)
    assert np.abs(back[0] - latitudes).max() * METERS_IN_A_DEGREE <= 1e-5
    assert np.abs(back[1] - longitudes).max() * METERS_IN_A_DEGREE <= 1e-5


@pytest.mark.parametrize("datum", list(Datum))
def test_one_point_and_an_array_of_points_go_the_same_way(datum: Datum) -> None:
    latitudes, longitudes = points_in_china(200)
    together = to_wgs84(latitudes, longitudes, datum)
    alone = [to_wgs84(float(lat), float(lng), datum) for lat, lng in zip(latitudes, longitudes, strict=True)]
    assert np.allclose(np.stack(together, axis=-1), np.array(alone), rtol=0, atol=1e-12)


def test_gps_coordinates_stay_as_they_are() -> None:
    assert to_wgs84(*WENZHOU, Datum.WGS84) == WENZHOU


@pytest.mark.parametrize("place", [(48.8566, 2.3522), (0.5, 110.0), (56.0, 100.0), (35.0, 138.0)])
def test_nothing_is_shifted_far_from_china(place: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*place) == place
    assert wgs84_to_bd09(*place) == place
    assert to_wgs84(*place, Datum.BD09) == place

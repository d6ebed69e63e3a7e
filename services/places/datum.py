"""The three datums of Chinese maps: WGS-84 (GPS), GCJ-02 (Amap, Tencent) and BD-09 (Baidu), 500 meters apart."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

Degrees = float | npt.NDArray[np.float64]
Point = tuple[Degrees, Degrees]  # latitude, longitude

SEMI_MAJOR_METERS: Final = 6_378_245.0  # of the Krasovsky ellipsoid, on which GCJ-02 is defined
ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
INVERSE_STEPS: Final = 5  # each one divides the error by more than 100


class Datum(StrEnum):
    """The frame that the coordinates of a list are in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(latitude: Degrees, longitude: Degrees, datum: Datum) -> Point:
    """WGS-84 degrees of a point, or of arrays of points, given in `datum`; exact to 1e-5 meters."""
    if datum is Datum.WGS84:
        return latitude, longitude
    return _inverse(wgs84_to_gcj02 if datum is Datum.GCJ02 else wgs84_to_bd09, latitude, longitude)


def wgs84_to_gcj02(latitude: Degrees, longitude: Degrees) -> Point:
    """GCJ-02 degrees of WGS-84 degrees; outside China's rectangle the two are the same."""
    north, east = _gcj02_shift_meters(latitude, longitude)
    phi = np.radians(latitude)
    bend = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = np.radians(SEMI_MAJOR_METERS * (1 - ECCENTRICITY_SQUARED) / bend**1.5)  # meters in one degree
    parallel = np.radians(SEMI_MAJOR_METERS * np.cos(phi) / np.sqrt(bend))
    inside = _is_shifted(latitude, longitude)
    north, east = latitude + north / meridian, longitude + east / parallel
    return np.where(inside, north, latitude)[()], np.where(inside, east, longitude)[()]


def wgs84_to_bd09(latitude: Degrees, longitude: Degrees) -> Point:
    """BD-09 degrees of WGS-84 degrees; outside China's rectangle the two are the same."""
    y, x = wgs84_to_gcj02(latitude, longitude)
    radius = np.hypot(x, y) + 0.00002 * np.sin(np.radians(y) * 3000)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(np.radians(x) * 3000)
    inside = _is_shifted(latitude, longitude)
    north, east = radius * np.sin(angle) + 0.0060, radius * np.cos(angle) + 0.0065
    return np.where(inside, north, latitude)[()], np.where(inside, east, longitude)[()]


def _inverse(forward: Callable[[Degrees, Degrees], Point], latitude: Degrees, longitude: Degrees) -> Point:
    """The WGS-84 point that `forward` brings to the one given: step back by what is still missing."""
    north, east = latitude, longitude
    for _ in range(INVERSE_STEPS):
        shifted_north, shifted_east = forward(north, east)
        north, east = north + (latitude - shifted_north), east + (longitude - shifted_east)
    return north, east


def _is_shifted(latitude: Degrees, longitude: Degrees) -> npt.NDArray[np.bool_] | np.bool_:
    """Whether a point lies in the rectangle to which every map maker confines the shift."""
    return (np.abs(np.subtract(latitude, 28.3282)) <= 27.4989) & (np.abs(np.subtract(longitude, 104.92085)) <= 32.9168)


def _gcj02_shift_meters(latitude: Degrees, longitude: Degrees) -> Point:
    """The published polynomial with its waves, around 35 N 105 E; meters to the north and to the east."""
    x, y = np.subtract(longitude, 105.0), np.subtract(latitude, 35.0)
    ripple = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    root = np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * root
    north += (ripple + _waves(y, ((20, 1.0), (40, 3.0), (160, 12.0), (320, 30.0)))) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * root
    east += (ripple + _waves(x, ((20, 1.0), (40, 3.0), (150, 12.0), (300, 30.0)))) * 2 / 3
    return north, east


def _waves(degrees: Degrees, waves: tuple[tuple[int, float], ...]) -> Degrees:
    return sum((height * np.sin(np.pi * degrees / length) for height, length in waves), start=np.float64(0.0))

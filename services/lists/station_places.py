"""Where the stations of a file are: in WGS-84, and near the others of their district or not."""

from collections import defaultdict
from typing import Any, Final

import numpy as np

from services.places.datum import Datum, to_wgs84
from services.places.position import ecef_of

FAR_METERS: Final = 50_000
FEWEST_NEIGHBORS: Final = 3  # stations of an adcode, before its middle means anything
DECIMALS_STORED: Final = 7  # about a centimeter

Record = dict[str, Any]  # a station by the names of its columns


def place_in_wgs84(stations: list[Record], datum: Datum) -> None:
    """Turn the points of all stations from `datum` into WGS-84 degrees of seven decimals."""
    points = to_wgs84(_column(stations, "latitude"), _column(stations, "longitude"), datum)
    latitudes, longitudes = (np.round(degrees, DECIMALS_STORED).tolist() for degrees in points)
    for station, latitude, longitude in zip(stations, latitudes, longitudes, strict=True):
        station["latitude"], station["longitude"] = latitude, longitude


def far_from_the_others(stations: list[Record]) -> dict[int, float]:
    """Kilometers from the median point of its adcode for each station beyond 50, by its place in the list."""
    points = ecef_of(_column(stations, "latitude"), _column(stations, "longitude"))
    members: dict[str, list[int]] = defaultdict(list)
    for place, station in enumerate(stations):
        members[station.get("adcode", "")].append(place)
    far: dict[int, float] = {}
    for adcode, places in members.items():
        if adcode and len(places) >= FEWEST_NEIGHBORS:
            meters = np.linalg.norm(points[places] - np.median(points[places], axis=0), axis=-1).tolist()
            far |= {place: m / 1000 for place, m in zip(places, meters, strict=True) if m > FAR_METERS}
    return far


def _column(stations: list[Record], name: str) -> Any:
    return np.array([station[name] for station in stations], dtype=np.float64)

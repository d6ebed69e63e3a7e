"""Where the invented city lies: its middle, its river, its districts."""

import math
from typing import Final

import numpy as np

from services.places.datum import wgs84_to_gcj02

CITY: Final = ("清渡市", "990100")
MIDDLE: Final = (28.0, 120.65)
"""Degrees of WGS-84: somewhere in China's rectangle, where the shift between the datums is felt."""
STATIONS_PER_SQUARE_KILOMETER: Final = 0.6
METERS_PER_DEGREE: Final = 111_000.0

# Two banks by three reaches of the river, from the south; no real adcode begins with 99, no real district is called so.
WEST, EAST = 0, 1
DISTRICTS: Final = (
    (("望川县", "990122"), ("桥南区", "990105")),
    (("西岸区", "990104"), ("东岸区", "990102")),
    (("清渡县", "990121"), ("桥北区", "990103")),
)
RIVER: Final = 0.46
SWING: Final = 0.03
"""The river's mean place and how far it swings, as shares of the city's side from the west."""
BANK_METERS: Final = 140.0
"""From the middle of the river: nobody builds nearer."""

Place = tuple[float, float]
"""Meters north and east of the middle, or degrees of latitude and longitude: always the north first."""


def side_of(count: int) -> float:
    """Meters of the side of a city with so many stations."""
    return math.sqrt(count / STATIONS_PER_SQUARE_KILOMETER) * 1000


def river_at(north: float) -> float:
    """How far east the river is at a share of the city's side from the south, as a share from the west."""
    return RIVER + SWING * math.sin(north * 7)


def dry(place: Place, side: float) -> Place:
    """The same place as shares of the city's side, or the bank if it lies in the water."""
    north, east = place
    river, bank = river_at(north), BANK_METERS / side
    return north, (max(east, river + bank) if east > river else min(east, river - bank))


def district_at(north: float, east: float) -> tuple[str, str]:
    """Name and code of the district at shares of the city's side."""
    reach = min(max(int(north * len(DISTRICTS)), 0), len(DISTRICTS) - 1)
    return DISTRICTS[reach][EAST if east > river_at(north) else WEST]


def degrees_at(north: float, east: float) -> Place:
    """WGS-84 degrees so many meters north and east of the middle."""
    per_longitude = METERS_PER_DEGREE * math.cos(math.radians(MIDDLE[0]))
    return MIDDLE[0] + north / METERS_PER_DEGREE, MIDDLE[1] + east / per_longitude


def as_sent(places: "list[Place]") -> list[Place]:
    """GCJ-02 degrees of places in meters from the middle: what a union copies from Amap."""
    latitude, longitude = (np.array(degrees) for degrees in zip(*(degrees_at(*place) for place in places), strict=True))
    shifted = wgs84_to_gcj02(latitude, longitude)
    return list(zip(*(np.asarray(degrees).tolist() for degrees in shifted), strict=True))

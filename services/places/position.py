"""A point on the ground, always in WGS-84."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from services.errors import InputFault

Floats = npt.NDArray[np.float64]

SEMI_MAJOR_METERS: Final = 6_378_137.0
ECCENTRICITY_SQUARED: Final = 0.006_694_379_990_141_317  # of the WGS-84 ellipsoid

SOUTH, NORTH, WEST, EAST = 3.0, 54.0, 73.0, 136.0
"""The rectangle that holds China, in degrees."""

GEOHASH_ALPHABET: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
GEOHASH_CHARACTERS: Final = 9  # a cell of at most 4.8 by 4.8 meters

# (south, north, west, east) in degrees: land and sea that is certainly abroad. Every edge keeps clear of the border,
# and of every sea where an island is Chinese: in doubt a point is in China.
ABROAD: Final = (
    (3.0, 32.0, 126.5, 136.0),  # Okinawa and the Philippine Sea
    (33.0, 39.5, 125.0, 136.0),  # southern Korea, western Japan
    (39.0, 40.5, 126.2, 136.0),  # northern Korea below the Yalu
    (39.0, 43.5, 131.6, 136.0),  # the Sea of Japan, Vladivostok
    (43.5, 44.6, 132.2, 136.0),
    (50.3, 54.0, 128.2, 136.0),  # beyond the Amur
    (49.4, 54.0, 73.0, 115.2),  # Siberia, northern Kazakhstan
    (45.6, 49.4, 92.0, 112.0),  # Mongolia
    (43.3, 45.6, 97.5, 110.0),
    (42.4, 49.4, 73.0, 79.8),  # Kazakhstan, Kyrgyzstan
    (45.7, 49.4, 79.8, 81.8),
    (41.0, 42.4, 73.0, 75.8),
    (3.0, 31.0, 73.0, 78.0),  # India, Pakistan
    (31.0, 34.4, 73.0, 77.0),
    (3.0, 27.8, 78.0, 86.4),  # India, Nepal
    (3.0, 26.4, 86.4, 91.5),  # Bangladesh
    (3.0, 25.8, 91.5, 97.0),  # Myanmar
    (3.0, 20.9, 97.0, 107.3),  # Indochina south of Yunnan and Guangxi
    (20.9, 21.9, 102.4, 106.3),
    (5.0, 18.2, 120.9, 126.5),  # Luzon to Mindanao
)


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees of WGS-84, as a phone sends them."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is not on the globe (NaN included)."""
        if not -90 <= self.latitude <= 90:
            raise InputFault(f"latitude {self.latitude} is not between -90 and 90")
        if not -180 <= self.longitude <= 180:
            raise InputFault(f"longitude {self.longitude} is not between -180 and 180")


def ecef(position: Position) -> Floats:
    """Earth-centered x, y, z in meters at altitude 0, shape (3,)."""
    phi, lam = math.radians(position.latitude), math.radians(position.longitude)
    normal = SEMI_MAJOR_METERS / math.sqrt(1 - ECCENTRICITY_SQUARED * math.sin(phi) ** 2)
    ring = normal * math.cos(phi)
    return np.array((ring * math.cos(lam), ring * math.sin(lam), normal * (1 - ECCENTRICITY_SQUARED) * math.sin(phi)))


def ecef_of(latitudes: Floats, longitudes: Floats) -> Floats:
    """Earth-centered x, y, z in meters at altitude 0 for degrees of shape (...), shape (..., 3)."""
    phi, lam = np.radians(latitudes), np.radians(longitudes)
    normal = SEMI_MAJOR_METERS / np.sqrt(1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2)
    ring = normal * np.cos(phi)
    return np.stack((ring * np.cos(lam), ring * np.sin(lam), normal * (1 - ECCENTRICITY_SQUARED) * np.sin(phi)), -1)


def is_in_china(position: Position) -> bool:
    """Whether the point may lie in China, Hong Kong, Macau and Taiwan included; never False for one that does."""
    latitude, longitude = position.latitude, position.longitude
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        return False
    return not any(s <= latitude <= n and w <= longitude <= e for s, n, w, e in ABROAD)


def geohash(position: Position) -> str:
    """The cell of the point, nine characters; it fits into a button's 64 bytes."""
    bits = 5 * GEOHASH_CHARACTERS
    east = _cell(position.longitude, 180.0, (bits + 1) // 2)
    north = _cell(position.latitude, 90.0, bits // 2)
    mixed = _spread(east) | _spread(north) << 1
    return "".join(GEOHASH_ALPHABET[mixed >> 5 * place & 31] for place in reversed(range(GEOHASH_CHARACTERS)))


def from_geohash(text: str) -> Position:
    """The middle of a nine-character cell; InputFault for anything else."""
    if len(text) != GEOHASH_CHARACTERS or any(letter not in GEOHASH_ALPHABET for letter in text):
        raise InputFault("this is not a geohash of nine characters")
    bits = 5 * GEOHASH_CHARACTERS
    mixed = 0
    for letter in text:
        mixed = mixed << 5 | GEOHASH_ALPHABET.index(letter)
    east, north = _gather(mixed), _gather(mixed >> 1)
    return Position(_middle(north, 90.0, bits // 2), _middle(east, 180.0, (bits + 1) // 2))


def _cell(degrees: float, half_range: float, bits: int) -> int:
    return min(int((degrees + half_range) / (2 * half_range) * (1 << bits)), (1 << bits) - 1)


def _middle(cell: int, half_range: float, bits: int) -> float:
    return (cell + 0.5) / (1 << bits) * 2 * half_range - half_range


def _spread(number: int) -> int:
    """Every bit of `number` at twice its place: its binary digits, read as if they were in base four."""
    return int(f"{number:b}", 4)


def _gather(mixed: int) -> int:
    """The bits at even places, closed up: the inverse of `_spread`."""
    return sum((mixed >> 2 * place & 1) << place for place in range((mixed.bit_length() + 1) // 2))

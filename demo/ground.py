"""The ground under the stations, for a map: districts, the river and the roads as GeoJSON."""

from collections.abc import Iterator
from typing import Any, Final

from demo.city import DISTRICTS, EAST, Place, degrees_at, river_at, side_of

Feature = dict[str, Any]

RIVER_NAME: Final = "清渡河"
REACH_STEPS: Final = 8
"""Straight pieces of the river in each of its reaches."""
DECIMALS: Final = 6  # of a degree: a decimeter

_EDGE: Final = 11_200
ROADS: Final[dict[str, tuple[Place, ...]]] = {
    "渡口路": ((-300, -_EDGE), (60, -3000), (20, -600), (0, 0), (140, 500), (-200, 4000), (300, _EDGE)),
    "柳岸街": ((-_EDGE, -900), (-3000, -300), (-660, 40), (0, -10), (270, -200), (3000, -250), (_EDGE, 500)),
    "仓桥巷": ((10, 60), (-40, 160), (-330, 300), (-580, 440), (-920, 560)),
    "江风路": ((-2600, -480), (-920, -380), (-420, -340), (440, -400), (880, -590), (3200, -760)),
    "晨光路": ((560, -3200), (660, -540), (760, 120), (620, 450), (700, 4200)),
    "春江路": ((-1000, -2400), (-920, -240), (-840, 640), (-1100, 4000)),
    "银杏路": ((-2800, 960), (-1040, 860), (140, 720), (1000, 680), (3000, 900)),
    "江北路": ((700, 1000), (2380, 1480), (4200, 1700)),
    "北港路": ((4200, 1700), (6400, 2180), (9000, 3400)),
    "西站路": ((20, -600), (-280, -2600), (-1500, -5600)),
    "环城路": (
        (6000, 0), (4600, 4400), (0, 6200), (-4400, 4600), (-6000, 200), (-4500, -4300), (100, -6100), (4400, -4500),
        (6000, 0),
    ),
}  # fmt: skip
"""Meters north and east of the middle."""


def ground(count: int) -> list[Feature]:
    """What to draw under the stations of a city of `count`, the lowest first; each with its `kind` and `name`."""
    side = side_of(count)
    roads = [
        _feature("LineString", [_lonlat(place) for place in places], "road", name) for name, places in ROADS.items()
    ]
    river = _feature("LineString", _bank(side, 0, len(DISTRICTS)), "river", RIVER_NAME)
    return [*_districts(side), river, *roads]


def _districts(side: float) -> Iterator[Feature]:
    for number, reach in enumerate(DISTRICTS):
        bank = _bank(side, number, number + 1)
        for half, (name, _) in enumerate(reach):
            edge = side / 2 if half == EAST else -side / 2
            south, north = (_lonlat((side * (end / len(DISTRICTS) - 0.5), edge)) for end in (number, number + 1))
            yield _feature("Polygon", [[*bank, north, south, bank[0]]], "district", name)


def _bank(side: float, first: int, last: int) -> list[list[float]]:
    """The river from the beginning of one reach to the end of another."""
    steps = range(first * REACH_STEPS, last * REACH_STEPS + 1)
    norths = [step / (len(DISTRICTS) * REACH_STEPS) for step in steps]
    return [_lonlat(((north - 0.5) * side, (river_at(north) - 0.5) * side)) for north in norths]


def _lonlat(place: Place) -> list[float]:
    """GeoJSON has the longitude first."""
    latitude, longitude = degrees_at(*place)
    return [round(longitude, DECIMALS), round(latitude, DECIMALS)]


def _feature(shape: str, coordinates: Any, kind: str, name: str) -> Feature:
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind, "name": name}}

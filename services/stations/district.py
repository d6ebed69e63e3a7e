"""Districts and stations: the one where a point lies, and where in one the stations stand."""

import numpy as np

from services.places.districts import District, districts
from services.places.geocoding import Place
from services.places.position import Position, ecef
from services.stations.finder import StationFinder


def district_of(stations: StationFinder, position: Position) -> District | None:
    """The district where a point most likely lies; None if neither a station nor a place is near enough to tell."""
    return districts().of(stations.adcode_near(position)) or districts().near(position)


def districts_called(stations: StationFinder, name: str) -> list[Place]:
    """The districts called so that have stations, each with the middle of these; of a city all its districts."""
    middles = ((district, stations.middle_of(district.adcode)) for district in districts().named(name))
    return [Place(district.name, district.parent, middle) for district, middle in middles if middle]


def districts_around(stations: StationFinder, adcode: str) -> list[District]:
    """The district of a code, and those of its city with stations, the nearest first; none if it is no district."""
    own = districts().of(adcode) if adcode else None
    if own is None:
        return []
    middles = {each: middle for each in districts().beside(adcode) if (middle := stations.middle_of(each.adcode))}
    here = ecef(middles.get(own) or next(iter(middles.values()), Position(0, 0)))
    others = middles.keys() - {own}
    return [own, *sorted(others, key=lambda each: float(np.linalg.norm(ecef(middles[each]) - here)))]

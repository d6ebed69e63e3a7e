"""The district of a point: that of its nearest station, else the city of the nearest known place."""

from services.places.districts import District, districts
from services.places.position import Position
from services.stations.finder import StationFinder


def district_of(stations: StationFinder, position: Position) -> District | None:
    """The district where a point most likely lies; None if neither a station nor a place is near enough to tell."""
    return districts().of(stations.adcode_near(position)) or districts().near(position)

"""Typed places: what a geocoder answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.places.position import Position


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its name; `area` says in a few words where that is, and may be empty.

    `station_id` is set where the place is a listed station.
    """

    name: str
    area: str
    position: Position
    station_id: int | None = None


class Geocoder(Protocol):
    """Finds places in China by what people call them."""

    async def places(self, text: str) -> Sequence[Place]:
        """The places that a text may mean, best first, none if it means none; raises Unreachable."""
        ...

"""What a search answers: doors to go to, and what to say when there are none."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.places.position import Position
from services.places.travel import Travel


class DoorState(StrEnum):
    """What awaits a worker who sets out now."""

    OPEN = "open"
    CLOSING = "closing"  # open, and shuts within 30 minutes of arrival
    OPENING = "opening"  # still shut on arrival, and opens within 15 minutes
    LATER = "later"  # shut; `opens_at` says until when
    UNKNOWN = "unknown"  # nobody told the hours


@dataclass(frozen=True, slots=True)
class Noon:
    """That a door stays open through hot hours of today: minutes of the day, and when its keeper said so."""

    begins: int
    ends: int
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """One station as an answer; moments are aware and local, minutes of travel and waiting rounded up.

    `opens_at` is None when the door is open on arrival or its hours are unknown; `closes_at` is None when they are
    unknown or the door does not shut in the days we look ahead (`around_the_clock`). `minutes` and `wait_minutes`
    add up to the minute of `opens_at`.
    """

    station_id: int
    code: str
    name: str
    position: Position
    address: str
    phone: str
    entry: tuple[str, ...]
    amenities: tuple[str, ...]
    meters: float
    minutes: int
    state: DoorState
    opens_at: datetime | None
    closes_at: datetime | None
    wait_minutes: int
    minutes_left_on_arrival: int | None
    around_the_clock: bool
    calendar_known: bool
    is_override: bool
    is_makeup: bool
    is_holiday: bool
    noon: Noon | None = None
    """What the keeper said of the hot hours, while they are not over on arrival."""

    @property
    def open_on_arrival(self) -> bool:
        """Whether one can walk in on arrival."""
        return self.state in (DoorState.OPEN, DoorState.CLOSING)

    @property
    def hours_known(self) -> bool:
        """Whether anybody told the hours."""
        return self.state is not DoorState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a shared position.

    `offers` are within 30 minutes' travel, open on arrival first, each nearest first, unknown hours last; `beyond`
    are farther and open on arrival. `earliest` is what opens first within reach when nothing is open there.
    `nearest_meters` is how far the nearest listed station is, or, where a door is open within reach, how far that is:
    it costs no search then; None when nothing is listed.
    """

    offers: tuple[Offer, ...]
    beyond: tuple[Offer, ...]
    earliest: Offer | None
    nearest_meters: float | None
    has_more: bool
    travel: Travel
    at: datetime

    @property
    def confirmed(self) -> int:
        """How many of the offers within reach are known to be open on arrival."""
        return sum(offer.hours_known for offer in self.offers)

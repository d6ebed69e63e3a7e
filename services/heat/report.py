"""What the weather services say: a Report of a warning, a Forecast of a day, and who is asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from services.places.position import Position

COLDEST, HOTTEST = 20.0, 60.0
"""The maximum of a day that anybody is warned of lies between these, in °C."""


class Color(StrEnum):
    """How severe a heat warning is: from 35 °C, from 37 °C, from 40 °C."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


@dataclass(frozen=True, slots=True)
class District:
    """Where the weather is asked for: a district or county, and a point in it in whole hundredths of a degree."""

    adcode: str
    position: Position


@dataclass(frozen=True, slots=True)
class Report:
    """One word of a source about one warning; all moments are aware, UTC.

    `source` and `source_id` name the warning; `supersedes` are the ids of the same source that it takes the place of.
    `color` is None where the source has one that we do not know.
    """

    source: str
    source_id: str
    supersedes: tuple[str, ...]
    is_cancelled: bool
    adcode: str
    color: Color | None
    event: str
    headline: str
    description: str
    instruction: str
    sender: str
    attribution: str
    issued_at: datetime
    onset_at: datetime | None
    expires_at: datetime
    celsius: float | None

    @property
    def maximum(self) -> float | None:
        """Its degrees, if it can be so hot on this planet: a slip in a number takes nothing else from a warning."""
        return self.celsius if self.celsius is not None and COLDEST <= self.celsius <= HOTTEST else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A district's day: `maximum` and `hours` in °C; `hours` are the 24 of the local day, or none of them."""

    adcode: str
    day: date
    maximum: float
    hours: tuple[float, ...]
    attribution: str
    asked_at: datetime


class WarningSource(Protocol):
    """Knows official warnings."""

    @property
    def name(self) -> str:
        """As the setting calls it; with an id of its own it names a warning for good."""
        ...

    @property
    def is_shared(self) -> bool:
        """Whether one question brings what holds in all districts: then they are asked about in one breath."""
        ...

    async def warnings(self, district: District) -> Sequence[Report]:
        """The heat warnings that stand in a district or were just taken back; raises WeatherSilent."""
        ...


class ForecastSource(Protocol):
    """Knows what the next days may be like, which is no official warning."""

    @property
    def name(self) -> str:
        """As the setting calls it."""
        ...

    async def forecasts(self, district: District) -> Sequence[Forecast]:
        """Today and the days after it; raises WeatherSilent."""
        ...

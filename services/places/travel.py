"""How people get to a station, and how long it takes them."""

import math
from enum import StrEnum
from typing import Final

DETOUR: Final = 1.4  # streets against the straight line
REACH_SECONDS: Final = 30 * 60


class Travel(StrEnum):
    """A way of getting around."""

    WALK = "walk"
    EBIKE = "ebike"
    CAR = "car"

    @property
    def meters_per_second(self) -> float:
        """Speed along the street."""
        return KILOMETERS_PER_HOUR[self] / 3.6

    @property
    def reach_meters(self) -> float:
        """How far, in a straight line, 30 minutes lead."""
        return REACH_SECONDS * self.meters_per_second / DETOUR

    def seconds(self, meters: float) -> float:
        """The time for a straight-line distance."""
        return meters * DETOUR / self.meters_per_second

    def minutes(self, meters: float) -> int:
        """The time for a straight-line distance as it is shown: rounded up, at least one."""
        return max(1, math.ceil(self.seconds(meters) / 60))


KILOMETERS_PER_HOUR: Final = {Travel.WALK: 5.0, Travel.EBIKE: 15.0, Travel.CAR: 25.0}

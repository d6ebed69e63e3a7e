"""The clock of the world: every date that the Bot API tells comes from it, and it can be turned."""

import time
from datetime import UTC, datetime

FASTEST = 86_400.0
"""A day in a second."""


class Clock:
    """Runs on from the last turn, at the speed that was said then; limits, latency and presses keep real time."""

    def __init__(self) -> None:
        """It is as late as the machine says."""
        self.turns = 0
        self._turn(time.time(), 1.0)

    @property
    def speed(self) -> float:
        """1.0 is as fast as life; at 0 it stands."""
        return self._speed

    @property
    def seconds(self) -> float:
        """Seconds since 1970."""
        return self._turned_to + (time.monotonic() - self._turned_at) * self._speed

    @property
    def date(self) -> int:
        """The same as the Bot API has it, in whole seconds."""
        return int(self.seconds)

    @property
    def now(self) -> str:
        """The same in ISO 8601, UTC."""
        return datetime.fromtimestamp(self.seconds, UTC).isoformat()

    def turn(self, now: datetime | None = None, speed: float | None = None) -> None:
        """Set it to `now` (aware), at `speed` from now on; what is not said stays as it is."""
        self.turns += 1
        self._turn(self.seconds if now is None else now.timestamp(), self._speed if speed is None else speed)

    def _turn(self, seconds: float, speed: float) -> None:
        self._turned_to, self._speed, self._turned_at = seconds, speed, time.monotonic()

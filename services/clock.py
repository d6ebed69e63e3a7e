"""What time it is; no other module asks the system."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The hour of the world we serve: opening hours, notices, expiry. Leases and pacing keep the machine's."""

    def now(self) -> datetime:
        """The moment, aware, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment, aware, UTC."""
        return datetime.now(UTC)


class TurnedClock:
    """A clock that somebody turns: it runs on from the last turn, at the speed that was said then."""

    def __init__(self) -> None:
        """It shows the machine's time until it is turned."""
        self.turn(machine_now(), 1.0)

    def turn(self, now: datetime, speed: float) -> None:
        """Set it to `now` (aware); 2.0 is twice as fast as life, 0 stands."""
        self._turned_to, self._speed = now.astimezone(UTC), speed
        self._turned_at = time.monotonic()

    def now(self) -> datetime:
        """The moment, aware, UTC."""
        return self._turned_to + timedelta(seconds=(time.monotonic() - self._turned_at) * self._speed)


def machine_seconds() -> float:
    """Seconds since 1970 on the machine's own clock: what several processes on it agree about."""
    return time.time()


def machine_now() -> datetime:
    """The same moment, aware, UTC: when a delivery is due, whatever hour the served world believes in."""
    return datetime.now(UTC)

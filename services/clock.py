"""What time it is; no other module asks the system."""

import time
from datetime import UTC, datetime
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


def machine_seconds() -> float:
    """Seconds since 1970 on the machine's own clock: what several processes on it agree about."""
    return time.time()


def machine_now() -> datetime:
    """The same moment, aware, UTC: when a delivery is due, whatever hour the served world believes in."""
    return datetime.now(UTC)

"""The weather bureau of the world: warns of the heat that somebody turns on, by the world's own clock."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Final

COLORS: Final = ((40.0, "red"), (37.0, "orange"), (35.0, "yellow"))
"""From how many degrees it warns in which color."""
LASTS: Final = timedelta(hours=24)
CANCELLATION_LASTS: Final = timedelta(hours=1)

_numbers = count(int(time.time() * 1000))  # another run numbers other warnings


@dataclass(frozen=True)
class HeatWarning:
    """One word of the bureau's; `kind` is alert, update or cancel, `celsius` what it expects."""

    id: str
    kind: str
    supersedes: tuple[str, ...]
    color: str
    celsius: float
    issued_at: datetime
    expires_at: datetime

    def holds_at(self, now: datetime) -> bool:
        """Whether it has been said and is not over; somebody may have turned the clock back."""
        return self.issued_at <= now < self.expires_at


class Bureau:
    """Remembers the last thing that it said, as real ones are asked for what holds."""

    def __init__(self) -> None:
        """It has warned of nothing yet."""
        self._last: HeatWarning | None = None

    def says(self, celsius: float, now: datetime) -> HeatWarning | None:
        """What holds now that it is so hot; None if nothing does."""
        last = self._last if self._last and self._last.holds_at(now) else None
        color = next((color for least, color in COLORS if celsius >= least), "")
        warned = last.color if last and last.kind != "cancel" else ""
        if color != warned:
            kind = "cancel" if not color else "update" if warned else "alert"
            ends = now + (LASTS if color else CANCELLATION_LASTS)
            supersedes = (last.id,) if last and warned else ()
            last = HeatWarning(str(next(_numbers)), kind, supersedes, color or warned, celsius, now, ends)
            self._last = last
        return last

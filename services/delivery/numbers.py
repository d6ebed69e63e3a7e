"""Numbers for rows that are made in a hurry: rising, and unique over processes without asking the database."""

import secrets
from typing import Final

from services.clock import machine_seconds

BEGAN_MILLISECONDS: Final = 1_767_225_600_000  # 2026 began
PROCESS_BITS: Final = 10
COUNTER_BITS: Final = 12


class Numbers:
    """Milliseconds, then some bits of this process, then a counter: 63 bits in all until the year 2095.

    A row whose number is known before it is stored goes in with a hundred others in one statement.
    """

    def __init__(self) -> None:
        """Draw this process's bits; two that draw the same meet a duplicate key, and intake tries again."""
        self._process = secrets.randbits(PROCESS_BITS) << COUNTER_BITS
        self._milliseconds = 0
        self._count = 0

    def next(self) -> int:
        """A number greater than all this process has given before."""
        milliseconds = int(machine_seconds() * 1000) - BEGAN_MILLISECONDS
        if milliseconds > self._milliseconds:
            self._milliseconds, self._count = milliseconds, 0
        elif self._count == (1 << COUNTER_BITS) - 1:
            self._milliseconds, self._count = self._milliseconds + 1, 0
        else:
            self._count += 1
        return self._milliseconds << (PROCESS_BITS + COUNTER_BITS) | self._process | self._count

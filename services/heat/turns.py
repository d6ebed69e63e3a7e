"""Turns: which question to a source of the weather comes next, so that it is asked often enough and never too often."""

import math
import random
from collections.abc import Collection
from typing import Final

FIRST_WAIT_SECONDS: Final = 30.0
LONGEST_WAIT_SECONDS: Final = 900.0
JITTER: Final = 0.1
"""Waits are longer by up to so much: many bots must not ask in the same second."""


class Turns:
    """All moments are seconds on one clock, which only ever goes forward."""

    def __init__(self, every_seconds: float) -> None:
        """A question that was answered comes again after so long, or a little more."""
        self.every_seconds = every_seconds
        self._due_at: dict[str, float] = {}
        self._answered_at: dict[str, float] = {}
        self._failed: dict[str, int] = {}
        self._failures = 0
        self._quiet_until = 0.0

    @property
    def is_failing(self) -> bool:
        """Whether the last question failed."""
        return self._failures > 0

    def keep(self, questions: Collection[str], now: float) -> None:
        """From now on there are these: new ones are due at once."""
        self._due_at = {each: self._due_at.get(each, now) for each in questions}

    def next_due(self, now: float) -> str | None:
        """The question that has been due longest; None if none is, or the source is left alone."""
        if now < self._quiet_until or not self._due_at:
            return None
        question = min(self._due_at, key=self._due_at.__getitem__)
        return question if self._due_at[question] <= now else None

    def is_stale(self, question: str, now: float, seconds: float) -> bool:
        """Whether the last answer to a question is older than so long, and it may be asked now."""
        may_be_asked = question in self._due_at and now >= self._quiet_until
        return may_be_asked and now - self._answered_at.get(question, -math.inf) >= seconds

    def answered(self, question: str, now: float) -> None:
        """It got its answer."""
        self._failures = 0
        self._failed.pop(question, None)
        self._answered_at[question] = now
        self._due_at[question] = now + _jittered(self.every_seconds)

    def put_off(self, question: str, now: float) -> None:
        """It got an answer that could not be kept, for which nobody is to blame but we: it soon comes again."""
        self._failures = 0
        self._wait_with(question, now)

    def failed(self, question: str, now: float, asked_to_wait: float | None) -> None:
        """It got none: the source is left alone for a while, longer each time, and as long as it asked for.

        A question that fails time and again does not hold up the others.
        """
        self._failures += 1
        self._quiet_until = now + max(self._wait_after(self._failures), asked_to_wait or 0.0)
        self._wait_with(question, now)

    def _wait_with(self, question: str, now: float) -> None:
        self._failed[question] = failures = self._failed.get(question, 0) + 1
        self._due_at[question] = now + self._wait_after(failures)

    def _wait_after(self, failures: int) -> float:
        wait = FIRST_WAIT_SECONDS * 2.0 ** min(failures - 1, 10)
        return _jittered(min(wait, self.every_seconds, LONGEST_WAIT_SECONDS))


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(1.0, 1.0 + JITTER)

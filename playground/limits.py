"""Limits: how many messages Telegram takes, in the two forms that people have measured."""

import math
from collections import deque
from collections.abc import Callable
from typing import Protocol


class Limit(Protocol):
    """Something that lets so many pass in so much time; moments are seconds on any clock that goes forward."""

    def wait(self, now: float) -> float:
        """Seconds until the next may pass, 0 if it may now."""

    def take(self, now: float) -> None:
        """Let one pass."""


class SlidingWindow:
    """At most `count` in any `seconds` that one may cut out of time."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds
        self._taken: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until the oldest of the last `count` leaves the window."""
        while self._taken and self._taken[0] <= now - self.seconds:
            self._taken.popleft()
        return 0.0 if len(self._taken) < self.count else self._taken[0] + self.seconds - now

    def take(self, now: float) -> None:
        """Let one pass."""
        self._taken.append(now)


class TokenBucket:
    """`count` in `seconds` on average, and `burst` at once after a rest."""

    def __init__(self, count: float, seconds: float, burst: float | None = None) -> None:
        self.rate = count / seconds
        self.burst = count if burst is None else burst
        self._tokens = self.burst
        self._at = -math.inf

    def wait(self, now: float) -> float:
        """Seconds until a whole token has dripped in."""
        if now > self._at:
            self._tokens = min(self.burst, self._tokens + (now - max(self._at, 0)) * self.rate)
            self._at = now
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self.rate

    def take(self, now: float) -> None:
        """Let one pass."""
        self.wait(now)
        self._tokens -= 1


FORMS: dict[str, Callable[[float, float], Limit]] = {
    "window": lambda count, seconds: SlidingWindow(int(count), seconds),
    "bucket": lambda count, seconds: TokenBucket(count, seconds),
}


def private_chat_limit() -> Limit:
    """One a second and a burst of three; the quarter more forgives a sender whose second is a little short."""
    return TokenBucket(1, 1.0, burst=3.25)


class Limits:
    """All of Telegram's limits at once: overall, for each private chat, for each group. `form`: off, window, bucket."""

    def __init__(self, form: str = "window", per_second: float = 30, group_per_minute: float = 20) -> None:
        if form != "off" and form not in FORMS:
            raise ValueError(f"limits are off, window or bucket, not {form!r}")
        self.form = form
        self.refusals = 0
        self._group_per_minute = group_per_minute
        self._overall = None if form == "off" else FORMS[form](per_second, 1.0)
        self._chats: dict[int, Limit] = {}

    def admit(self, chat_id: int, is_group: bool, now: float) -> int:
        """Let a message to this chat pass and return 0, or the whole seconds after which to try again."""
        if self._overall is None:
            return 0
        chat = self._chats.get(chat_id) or self._new(chat_id, is_group)
        wait = max(self._overall.wait(now), chat.wait(now))
        if wait > 0:
            self.refusals += 1
            return math.ceil(wait)
        self._overall.take(now)
        chat.take(now)
        return 0

    def _new(self, chat_id: int, is_group: bool) -> Limit:
        limit = FORMS[self.form](self._group_per_minute, 60.0) if is_group else private_chat_limit()
        self._chats[chat_id] = limit
        return limit

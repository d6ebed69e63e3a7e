"""Limits: how many messages Telegram takes, in the two forms that people have measured."""

import math
from collections import deque
from collections.abc import Callable
from typing import Annotated, Protocol

from pydantic import Field

from playground.rules.refusals import bad_request

STARS_A_MESSAGE = 0.1


class Limit(Protocol):
    """Something that lets so many pass in so much time; moments are seconds on any clock that goes forward."""

    def wait(self, now: float, count: int = 1) -> float:
        """Seconds until so many may pass at once, 0 if they may now."""

    def take(self, now: float, count: int = 1) -> None:
        """Let so many pass."""


class SlidingWindow:
    """At most `count` in any `seconds` that one may cut out of time."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds
        self._taken: deque[float] = deque()

    def wait(self, now: float, count: int = 1) -> float:
        """Seconds until enough have left the window; what is more than a whole window needs an empty one."""
        while self._taken and self._taken[0] <= now - self.seconds:
            self._taken.popleft()
        crowd = len(self._taken) + min(count, self.count) - self.count
        return self._taken[crowd - 1] + self.seconds - now if crowd > 0 else 0.0

    def take(self, now: float, count: int = 1) -> None:
        """Let so many pass."""
        self._taken.extend([now] * count)


class TokenBucket:
    """`count` in `seconds` on average, and `burst` at once after a rest."""

    def __init__(self, count: float, seconds: float, burst: float | None = None) -> None:
        self.rate = count / seconds
        self.burst = count if burst is None else burst
        self._tokens = self.burst
        self._at = -math.inf

    def wait(self, now: float, count: int = 1) -> float:
        """Seconds until a whole token has dripped in: an album may begin then, and is paid for afterwards."""
        if now > self._at:
            self._tokens = min(self.burst, self._tokens + (now - max(self._at, 0)) * self.rate)
            self._at = now
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self.rate

    def take(self, now: float, count: int = 1) -> None:
        """Let so many pass."""
        self.wait(now)
        self._tokens -= count


FORMS: dict[str, Callable[[float, float], Limit]] = {
    "window": lambda count, seconds: SlidingWindow(int(count), seconds),
    "bucket": lambda count, seconds: TokenBucket(count, seconds),
}


def private_chat_limit(seconds: float = 1.0) -> Limit:
    """One a second and a burst of three; the quarter more forgives a sender whose second is a little short."""
    return TokenBucket(1, seconds, burst=3.25)


class Limits:
    """All of Telegram's limits at once: overall, for each private chat, for each group. `form`: off, window, bucket.

    With `paid_per_second` a bot may pay: what offers it passes up to that, and costs stars where it is more than what
    is free. It counts among the free all the same, which Telegram does not tell; a bot had better expect it.
    `chat_second` is how long a chat's second lasts, for tests that have no time.
    """

    def __init__(
        self,
        form: str = "window",
        per_second: float = 30,
        group_per_minute: float = 20,
        paid_per_second: float = 0,
        stars: float = math.inf,
        chat_second: float = 1.0,
    ) -> None:
        if form != "off" and form not in FORMS:
            raise ValueError(f"limits are off, window or bucket, not {form!r}")
        self.form = form
        self.refusals = 0
        self.stars = stars
        self._group_per_minute = group_per_minute
        self._chat_second = chat_second
        self._overall = None if form == "off" else FORMS[form](per_second, 1.0)
        self._paid = None if form == "off" or not paid_per_second else FORMS[form](paid_per_second, 1.0)
        self._chats: dict[int, Limit] = {}

    def admit(self, chat_id: int, is_group: bool, now: float, count: int = 1, *, may_cost: bool = False) -> int:
        """Let so many messages to this chat pass and return 0, or the whole seconds after which to try again.

        `may_cost`: their bot offers to pay; a Refusal if it has no stars left.
        """
        if self._overall is None:
            return 0
        chat = self._chats.get(chat_id) or self._new(chat_id, is_group)
        costs = may_cost and self._paid is not None and self._overall.wait(now, count) > 0
        wait = max(self._all(costs).wait(now, count), chat.wait(now, count))
        if wait > 0:
            self.refusals += 1
            return math.ceil(wait)
        if costs:
            self._charge(count)
        self._all(costs).take(now, count)
        chat.take(now, count)
        return 0

    def _all(self, costs: bool) -> Limit:
        limit = self._paid if costs else self._overall
        assert limit is not None
        return limit

    def _charge(self, count: int) -> None:
        if self.stars < count * STARS_A_MESSAGE:
            raise bad_request("BALANCE_TOO_LOW")
        self.stars -= count * STARS_A_MESSAGE

    def _new(self, chat_id: int, is_group: bool) -> Limit:
        second = self._chat_second
        limit = FORMS[self.form](self._group_per_minute, 60 * second) if is_group else private_chat_limit(second)
        self._chats[chat_id] = limit
        return limit


Rate = Annotated[float, Field(ge=1, le=1_000_000)]
Amount = Annotated[float, Field(ge=0)]


def limits_from(
    form: str,
    per_second: Rate = 30,
    group_per_minute: Rate = 20,
    paid_per_second: Amount = 0,
    stars: Amount = math.inf,
) -> Limits:
    """Limits as somebody orders them: "off", or so many messages in a "window" or a "bucket"."""
    return Limits(form, per_second, group_per_minute, paid_per_second, stars)

"""Faults: the bad day, written down in advance."""

import random
from dataclasses import dataclass, field
from typing import Any

from playground.rules.orders import made
from playground.rules.refusals import Refusal, bad_request, forbidden, too_many_requests

BLOCKED = "bot was blocked by the user"
DEACTIVATED = "user is deactivated"
KICKED = "bot was kicked from the supergroup chat"
NEVER_STARTED = "bot can't initiate conversation with a user"


@dataclass(frozen=True, slots=True)
class TooManyRequests:
    """429: come back after `retry_after` seconds."""

    retry_after: int = 1

    def refusal(self) -> Refusal:
        """What Telegram answers."""
        return too_many_requests(self.retry_after)


@dataclass(frozen=True, slots=True)
class ServerError:
    """500, 502 or 504; with `is_html` it comes from the machine in front and is no JSON."""

    code: int = 502
    is_html: bool = False

    def refusal(self) -> Refusal:
        """What Telegram answers."""
        reasons = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
        return Refusal(self.code, reasons.get(self.code, "Server Error"))


@dataclass(frozen=True, slots=True)
class Forbidden:
    """403 in one of its variants."""

    variant: str = BLOCKED

    def refusal(self) -> Refusal:
        """What Telegram answers."""
        return forbidden(self.variant)


@dataclass(frozen=True, slots=True)
class BadRequest:
    """400 with any text."""

    text: str = "message text is empty"

    def refusal(self) -> Refusal:
        """What Telegram answers."""
        return bad_request(self.text)


@dataclass(frozen=True, slots=True)
class Migrated:
    """400: the group became a supergroup with another id."""

    migrate_to_chat_id: int

    def refusal(self) -> Refusal:
        """What Telegram answers."""
        text = "group chat was upgraded to a supergroup chat"
        return bad_request(text, migrate_to_chat_id=self.migrate_to_chat_id)


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """401: the token was revoked."""

    def refusal(self) -> Refusal:
        """What Telegram answers."""
        return Refusal(401, "Unauthorized")


@dataclass(frozen=True, slots=True)
class CutBefore:
    """The connection breaks before the call takes effect."""


@dataclass(frozen=True, slots=True)
class CutAfter:
    """The call takes effect, the connection breaks before the answer."""


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer for `seconds`, then a cut; with `accepted` the call takes effect all the same."""

    accepted: bool = True
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Slow:
    """An ordinary answer, `seconds` late, give or take `jitter`."""

    seconds: float = 1.0
    jitter: float = 0.0


Answered = TooManyRequests | ServerError | Forbidden | BadRequest | Migrated | Unauthorized
Fault = Answered | CutBefore | CutAfter | Hang | Slow

KINDS: dict[str, type[Fault]] = {
    kind.__name__: kind
    for kind in (
        TooManyRequests, ServerError, Forbidden, BadRequest, Migrated, Unauthorized, CutBefore, CutAfter, Hang, Slow,
    )
}  # fmt: skip


def fault_from(description: dict[str, Any]) -> Fault:
    """A fault from its JSON: {"kind": "TooManyRequests", "retry_after": 3}."""
    fields = dict(description)
    return made(KINDS[fields.pop("kind")], fields)


@dataclass(slots=True)
class Rule:
    """When a fault strikes: for which calls, how many of them are let pass first, how many are struck, how likely.

    Methods that it `spares` are neither struck nor counted.
    """

    fault: Fault
    method: str | None = None
    chat_id: int | None = None
    times: int | None = None
    after: int = 0
    probability: float = 1.0
    dice: random.Random = field(default_factory=random.Random)
    spares: frozenset[str] = frozenset()
    struck: int = 0

    def strikes(self, method: str, chat_id: Any) -> bool:
        """Whether this call is hit; counts it if so."""
        if self.method not in (None, method) or self.chat_id not in (None, chat_id) or self.is_spent:
            return False
        if method in self.spares:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.probability < 1 and self.dice.random() >= self.probability:
            return False
        self.struck += 1
        return True

    @property
    def is_spent(self) -> bool:
        """Whether it has struck as often as it should."""
        return self.times is not None and self.struck >= self.times


def rule_from(
    fault: dict[str, Any],
    method: str | None = None,
    chat_id: int | None = None,
    times: int | None = None,
    after: int = 0,
    probability: float = 1.0,
    seed: int = 0,
) -> Rule:
    """A rule as somebody orders it, with a fault as fault_from takes it."""
    return Rule(fault_from(fault), method, chat_id, times, after, probability, random.Random(seed))


class Faults:
    """The script: rules are asked in the order in which they were written, the first that strikes decides."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def next(
        self, method: str | None, fault: Fault, times: int = 1, *, chat_id: int | None = None, after: int = 0
    ) -> Rule:
        """Strike the next `times` matching calls, once `after` of them have passed; method None means any."""
        return self.add(Rule(fault, method, chat_id, times=times, after=after))

    def always(self, method: str | None, fault: Fault, *, chat_id: int | None = None) -> Rule:
        """Strike every matching call until cleared."""
        return self.add(Rule(fault, method, chat_id))

    def sometimes(
        self, method: str | None, fault: Fault, probability: float, *, seed: int = 0, chat_id: int | None = None
    ) -> Rule:
        """Strike matching calls by chance; the same seed strikes the same ones again."""
        return self.add(Rule(fault, method, chat_id, probability=probability, dice=random.Random(seed)))

    def add(self, rule: Rule) -> Rule:
        """Write one more rule under the script."""
        self._rules.append(rule)
        return rule

    def remove(self, rule: Rule) -> None:
        """Strike a rule out, if it still stands there."""
        self._rules = [each for each in self._rules if each is not rule]

    def __contains__(self, rule: Rule) -> bool:
        """Whether a rule stands there and may still strike."""
        return any(each is rule for each in self._rules)

    def clear(self) -> None:
        """Tear the script up."""
        self._rules.clear()

    def for_call(self, method: str, chat_id: Any) -> Fault | None:
        """The fault that strikes this call, if any."""
        if not self._rules:
            return None
        fault = next((rule.fault for rule in self._rules if rule.strikes(method, chat_id)), None)
        self._rules = [rule for rule in self._rules if not rule.is_spent]
        return fault

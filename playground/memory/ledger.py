"""Ledger: every call the bot made, when, with what, and what became of it."""

import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from playground.rules.specification import Problem

DETAILED = 50_000
"""So many calls keep their parameters; older ones only count, or a long run would fill the memory."""
NEWEST = 40
"""So many calls can be watched as they come."""


MESSAGES = {"copyMessage", "copyMessages", "forwardMessage", "forwardMessages"}
"""What puts something into a chat, besides all that begins with send."""
SERVICE = {"createForumTopic", "editForumTopic", "closeForumTopic", "reopenForumTopic", "pinChatMessage"}
"""What leaves a line in a chat that says what was done; Telegram counts that line as it counts a message."""


@dataclass(slots=True)
class Call:
    """One call; `weight` is how many messages it is.

    `outcome` is "ok", the code and description of a refusal, or the name of the fault that ate it. The bot's
    questions for updates have no `number`.
    """

    method: str
    chat_id: Any
    parameters: dict[str, Any]
    at: float
    verdict: tuple[Problem, ...] = ()
    outcome: str = "unanswered"
    answered_at: float | None = None
    took_effect: bool = False
    weight: int = 1
    number: int = 0

    @property
    def was_refused_for_speed(self) -> bool:
        """Whether the answer was 429."""
        return self.outcome.startswith("429")


@dataclass(slots=True)
class Ledger:
    """The calls in the order in which they came."""

    calls: list[Call] = field(default_factory=list)
    newest: deque[Call] = field(default_factory=lambda: deque(maxlen=NEWEST))
    in_flight: int = 0
    max_in_flight: int = 0
    _bare: int = 0
    _number: int = 0

    def open(self, method: str, chat_id: Any, parameters: dict[str, Any]) -> Call:
        """Write down that a call came in."""
        call = Call(method, chat_id, parameters, time.time(), weight=weight_of(method, parameters))
        self.calls.append(call)
        if len(self.calls) - self._bare > DETAILED:
            self.calls[self._bare].parameters = {}
            self._bare += 1
        if method != "getUpdates":
            self._number += 1
            call.number = self._number
            self.newest.append(call)
            self.in_flight += 1
            self.max_in_flight = max(self.max_in_flight, self.in_flight)
        return call

    def close(self, call: Call) -> None:
        """Write down that a call is over, answered or not."""
        call.answered_at = time.time()
        if call.method != "getUpdates":
            self.in_flight -= 1

    def clear(self) -> None:
        """Forget the calls that are over; those in flight still count, and numbers go on."""
        self.calls.clear()
        self.newest.clear()
        self._bare = 0
        self.max_in_flight = self.in_flight

    def of(self, method: str) -> list[Call]:
        """All calls of one method."""
        return [call for call in self.calls if call.method == method]

    def messages_to(self, chat_id: int) -> list[Call]:
        """The messages that reached a chat, in order, whether or not their answer reached the bot."""
        return [call for call in self._sent() if call.chat_id == chat_id]

    def messages_per_chat(self) -> Counter[int]:
        """How many messages reached each chat."""
        return Counter(call.chat_id for call in self._sent() for _ in range(call.weight))

    def per_method(self) -> Counter[str]:
        """How many calls of each method came in."""
        return Counter(call.method for call in self.calls)

    def outcomes(self) -> Counter[str]:
        """How many calls ended how; the bot's questions for updates are left out."""
        return Counter(call.outcome for call in self.calls if call.method != "getUpdates")

    def refusals(self) -> int:
        """How many calls were answered 429."""
        return sum(call.was_refused_for_speed for call in self.calls)

    def verdicts(self) -> list[tuple[str, Problem]]:
        """Every problem the specification found, with the method it was found in."""
        return [(call.method, problem) for call in self.calls for problem in call.verdict]

    def most_in_a_window(self, seconds: float = 1.0, chat_id: int | None = None, *, attempts: bool = False) -> int:
        """The most messages and edits that took effect (or were tried) in any such window, overall or in a chat."""
        calls = (call for call in self.calls if is_paced(call.method) and (attempts or call.took_effect))
        wanted = (call for call in calls if chat_id in (None, call.chat_id))
        return busiest((call.at for call in wanted for _ in range(call.weight)), seconds)

    def most_in_a_window_of_any_chat(self, seconds: float = 1.0) -> int:
        """The same, for the busiest single chat."""
        moments: dict[int, list[float]] = {}
        for call in (call for call in self.calls if call.took_effect and is_paced(call.method)):
            moments.setdefault(call.chat_id, []).extend([call.at] * call.weight)
        return max((busiest(of_chat, seconds) for of_chat in moments.values()), default=0)

    def summary(self) -> dict[str, Any]:
        """The counts, as JSON."""
        return {
            "calls": len(self.calls),
            "per_method": dict(self.per_method()),
            "outcomes": dict(self.outcomes()),
            "refusals": self.refusals(),
            "verdicts": dict(Counter(f"{method} {problem}" for method, problem in self.verdicts())),
            "max_in_flight": self.max_in_flight,
            "max_per_second": self.most_in_a_window(),
            "max_attempts_per_second": self.most_in_a_window(attempts=True),
            "max_per_second_of_a_chat": self.most_in_a_window_of_any_chat(),
            "max_per_minute_of_a_chat": self.most_in_a_window_of_any_chat(60.0),
            "chats_reached": len(self.messages_per_chat()),
        }

    def _sent(self) -> Iterable[Call]:
        return (call for call in self.calls if call.took_effect and is_message(call.method))


def is_message(method: str) -> bool:
    """Whether a call of this method puts something new into a chat."""
    return method in MESSAGES or (method.startswith("send") and method != "sendChatAction")


def is_paced(method: str) -> bool:
    """Whether Telegram counts calls of this method against its limits: messages, edits, lines about what was done."""
    return is_message(method) or method.startswith("editMessage") or method in SERVICE


def weight_of(method: str, parameters: dict[str, Any]) -> int:
    """How many messages a call is: an album counts as its pieces."""
    pieces = parameters.get({"sendMediaGroup": "media"}.get(method, "message_ids"))
    return len(pieces) if isinstance(pieces, list) and is_message(method) else 1


def busiest(moments: Iterable[float], seconds: float) -> int:
    """The most moments within any window of this length."""
    window: deque[float] = deque()
    most = 0
    for moment in moments:
        window.append(moment)
        while window[0] <= moment - seconds:
            window.popleft()
        most = max(most, len(window))
    return most

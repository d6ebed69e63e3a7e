"""A bad day: four kinds of trouble that somebody switches on and off while a bot is at work."""

import random

from playground.rules.faults import CutAfter, Faults, Rule, ServerError, Slow, TooManyRequests

SPARED = frozenset({"getUpdates", "getMe", "setWebhook", "deleteWebhook", "getWebhookInfo"})
"""A bot that hears nothing any more is no trouble to watch."""
TOO_MANY, BROKEN, LOST = 0.2, 0.3, 0.25
"""How likely a call is struck: often enough to be seen, seldom enough for a bot that tries again to get through."""
LATE_SECONDS = 2.0


class BadDay:
    """Rules in a script of faults; others may stand in it too."""

    def __init__(self, faults: Faults) -> None:
        """A good day so far."""
        self._faults = faults
        # In this order they are asked: each call is slow, so that trouble would hide the others.
        self._troubles = {
            "too_many": _rule(TooManyRequests(retry_after=2), TOO_MANY, seed=1),
            "broken": _rule(ServerError(500), BROKEN, seed=2),
            "lost": _rule(CutAfter(), LOST, seed=3),
            "slow": _rule(Slow(LATE_SECONDS), 1.0, seed=4),
        }

    @property
    def troubles(self) -> dict[str, bool]:
        """Which of them are on; who tears the script up switches them off."""
        return {name: rule in self._faults for name, rule in self._troubles.items()}

    def switch(self, **wanted: bool) -> None:
        """Switch these on or off, by name; the others stay."""
        chosen = self.troubles | wanted
        for name, rule in self._troubles.items():
            self._faults.remove(rule)
            if chosen[name]:
                self._faults.add(rule)


def _rule(fault: TooManyRequests | ServerError | CutAfter | Slow, probability: float, seed: int) -> Rule:
    return Rule(fault, spares=SPARED, probability=probability, dice=random.Random(seed))

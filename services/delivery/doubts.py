"""Doubts: deliveries whose commit was sent and never answered; it may have happened, or may yet."""

import asyncio
from collections.abc import Iterable
from typing import Final

KEPT_SECONDS: Final = 60.0  # longer than any statement of ours may live on in a server that lost us


class Doubts:
    """Ids of deliveries that this process may have marked as being sent and certainly does not send."""

    def __init__(self) -> None:
        """There are none yet."""
        self._until: dict[int, float] = {}

    def about(self, *ids: int) -> None:
        """Their transaction failed, perhaps only in our eyes."""
        self._until.update(dict.fromkeys(ids, _seconds() + KEPT_SECONDS))

    def now(self) -> list[int]:
        """Those that are open."""
        self._until = {number: until for number, until in self._until.items() if _seconds() < until}
        return list(self._until)

    def clear(self, ids: Iterable[int]) -> None:
        """It is known what became of these."""
        for number in ids:
            self._until.pop(number, None)


def _seconds() -> float:
    return asyncio.get_running_loop().time()

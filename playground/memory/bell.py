"""A bell: some wait for it, somebody rings it."""

import asyncio


class Bell:
    """Wakes everybody who waits; a ring that nobody waits for is forgotten."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def ring(self) -> None:
        """Wake everybody who waits now."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def rings(self, within: float) -> bool:
        """Wait at most `within` seconds; say whether it rang."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(within):  # wait_for of Python 3.11 loses a cancellation if it rings just then
                await waiting
        except TimeoutError:
            return False
        finally:
            self._waiting.remove(waiting)
        return True

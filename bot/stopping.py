"""Stopping: a signal ends what runs, and what is under way is finished first."""

import asyncio
import signal
from collections.abc import Awaitable


async def until_asked(work: Awaitable[None]) -> None:
    """Run until it ends by itself or SIGINT or SIGTERM asks to stop."""
    running = asyncio.current_task()
    loop = asyncio.get_running_loop()
    asked: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        asked.append(number)
        if running:
            running.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop, number)
    try:
        await work
    except asyncio.CancelledError:
        if not asked:
            raise

"""The peer of a broadcast: python-telegram-bot's AIORateLimiter, as its documentation suggests it.

`python -m benchmarks.rate_limiter URL TOKEN FIRST SECONDS` writes to the people from FIRST on, so long; prints JSON.
"""

import asyncio
import json
import logging
import sys
import time
from contextlib import suppress
from itertools import count

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

TOGETHER = 100  # the documentation has many calls wait for the limiter at once
TRIES = 3
CONNECTIONS = 256


async def broadcast(url: str, token: str, first: int, seconds: float) -> dict[str, float]:
    """Send to one after the other, many waiting at once; what came through."""
    request = HTTPXRequest(connection_pool_size=CONNECTIONS)
    limiter = AIORateLimiter(max_retries=TRIES)
    sent, given_up, numbers, begun = 0, 0, count(first), time.monotonic()

    async def send(bot: ExtBot[int]) -> None:
        nonlocal sent, given_up
        while time.monotonic() < begun + seconds:
            try:
                await bot.send_message(next(numbers), "今晚有热汤，欢迎来驿站。")
                sent += 1
            except RetryAfter:
                given_up += 1

    async with ExtBot(token, f"{url}/bot", request=request, rate_limiter=limiter) as bot:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.gather(*(send(bot) for _ in range(TOGETHER)))
    return {"sent": sent, "given_up": given_up, "seconds": time.monotonic() - begun}


if __name__ == "__main__":
    logging.disable()  # it tells of each refusal in thirty lines
    measured = asyncio.run(broadcast(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
    sys.stdout.write(json.dumps(measured) + "\n")

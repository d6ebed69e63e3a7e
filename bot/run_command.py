"""`nuanyi run`: the bot at work."""

import asyncio
import gc
from typing import Final

import structlog

from bot.build import build
from bot.logs import set_up_logs
from bot.settings import Settings, misspelled, read_settings
from bot.stopping import until_asked

OBJECTS_BETWEEN_COLLECTIONS: Final = 50_000

log = structlog.get_logger(__name__)


def run() -> None:
    """Begin, and end when asked to."""
    settings = read_settings()
    set_up_logs(settings.log_level, as_json=settings.log_json)
    for sentence in misspelled():
        log.warning(sentence)
    asyncio.run(until_asked(_run(settings)))


async def _run(settings: Settings) -> None:
    async with build(settings) as house:
        spare_the_collector()
        await house.run()


def spare_the_collector() -> None:
    """What is loaded stays, and an update's objects die with it: the collector need not look so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)

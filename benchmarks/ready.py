"""A fresh process reads the stations of a database and says when it can answer, and in how much memory."""

import asyncio
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import telegram.ext

from models.database import Database
from services.hours.holidays import Calendar
from services.places.position import Position
from services.places.travel import Travel
from services.stations.finder import StationFinder

ZONE = ZoneInfo("Asia/Shanghai")


async def answer(url: str, began: float) -> None:
    """Load, search once, then learn the names; print on one line

    how many stations, the seconds from `began` (monotonic) to the answer, the resident memory in MB at the end, its
    peak, and the loop's longest pause in ms.
    """
    pauses = [0.0]
    beat = asyncio.create_task(_beat(pauses))
    database = Database(url)
    finder = StationFinder(ZONE, Calendar.load())
    noon = datetime(2026, 7, 14, 14, tzinfo=ZONE)
    async with database.reading() as session:
        await finder.load(session, noon)
    finder.near(Position(28.0, 120.65), Travel.WALK, noon)
    seconds = f"{time.monotonic() - began:.1f}"
    await finder.learn_names()
    memory = _memory("VmRSS"), _memory("VmHWM")
    print(len(finder), seconds, *memory, round(max(pauses) * 1000), telegram.__version__, flush=True)
    beat.cancel()
    await database.close()


async def _beat(pauses: list[float]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        asleep = loop.time()
        await asyncio.sleep(0.001)
        pauses.append(loop.time() - asleep - 0.001)


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    asyncio.run(answer(sys.argv[1], float(sys.argv[2])))

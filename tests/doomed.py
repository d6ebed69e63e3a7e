"""Lives of the bot that end by SIGKILL at a named point: `python -m tests.doomed` begins one for each line it reads.

A line is "point number NAME=VALUE ...": at the number-th passing of the point the process kills itself; it lives with
these settings. The process that reads has
loaded everything and forks, so a life begins in milliseconds; it is the real bot, on real files, in a real process.
Where DOOMED_HURRIES is set, the seconds between two messages to a chat last a tenth of one.
"""

import asyncio
import os
import signal
import sys
from itertools import count

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.build import build
from bot.house import House
from bot.run_command import _run
from bot.settings import read_settings
from services.delivery.pacing import TELEGRAMS
from services.delivery.parcel import Messenger
from tests.city import HURRIED

POINTS = ("statement", "commit", "committed", "wire", "answer")


class DoomedMessenger:
    """Dies before a call goes out, or when its answer has come."""

    def __init__(self, messenger: Messenger, dooms: "Doom") -> None:
        self._messenger = messenger
        self._doom = dooms

    async def deliver(self, method: str, body: str) -> int | None:
        self._doom.passes("wire")
        message_id = await self._messenger.deliver(method, body)
        self._doom.passes("answer")
        return message_id


class Doom:
    """Counts how often its point was passed."""

    def __init__(self, point: str, number: int) -> None:
        self._point = point
        self._left = count(number - 1, -1)

    def passes(self, point: str) -> None:
        """Die if it is time."""
        if point == self._point and next(self._left) <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def waits_in(self, house: House) -> None:
        """Lie in wait at every point."""
        engine = house.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", lambda *_: self.passes("statement"))
        event.listen(engine, "commit", lambda _: self.passes("commit"))
        event.listen(Session, "after_commit", lambda _: self.passes("committed"))
        house.courier._messenger = DoomedMessenger(house.courier._messenger, self)


async def live(point: str, number: int) -> None:
    gaps = HURRIED if "DOOMED_HURRIES" in os.environ else TELEGRAMS
    async with build(read_settings(), gaps=gaps) as house:
        Doom(point, number).waits_in(house)
        await house.run()


def begin(point: str, number: int, settings: list[str]) -> None:
    """Fork; say who was born."""
    child = os.fork()
    if child:
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.stdin.close()
    for setting in settings:
        name, _, value = setting.partition("=")
        os.environ[name] = value
    sys.stdout = sys.stderr
    asyncio.run(live(point, number) if point in POINTS else _run(read_settings()))
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        name, times, *settings = line.split()
        begin(name, int(times), settings)

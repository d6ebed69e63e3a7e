"""The house: a bot with all its rooms, and how it lives and stops."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.http.front_door import FrontDoor
from bot.intake import Intake
from bot.registration import Registration
from gateways.clock import ClockReader
from gateways.telegram import Telegram
from handlers.menu import menu_of_staff, menus
from locales import locale
from models.database import Database
from scheduler.absence import tell_absence
from scheduler.timetable import Timetable
from services.broadcasts.announcer import Announcer
from services.cases.clerk import Clerk
from services.clock import Clock
from services.delivery.courier import Courier
from services.errands.runner import Runner
from services.heat.watch import WeatherWatch
from services.notices.herald import Herald
from services.staff.people import roles_of_all
from services.stations.finder import StationFinder
from services.stations.watch import follow


class Source(Protocol):
    """Where updates come from: polling or the webhook."""

    @property
    def is_taking(self) -> bool:
        """Whether updates come in."""
        ...

    async def run(self) -> None:
        """Take them until cancelled."""
        ...


@dataclass
class House:
    """A bot with all its rooms, ready to run."""

    database: Database
    courier: Courier
    herald: Herald
    announcer: Announcer
    clerk: Clerk
    runner: Runner
    intake: Intake
    source: Source
    registration: Registration
    door: FrontDoor
    stations: StationFinder
    timetable: Timetable
    clock: Clock
    clock_reader: ClockReader | None
    weather: WeatherWatch | None
    telegram: Telegram
    zone: ZoneInfo
    language: str
    is_working: bool = False
    loops: list["asyncio.Task[None]"] = field(default_factory=list)

    async def run(self) -> None:
        """Answer people until cancelled; then stop taking, send what is under way, and say goodbye to the lease."""
        try:
            await tell_absence(self.database, self.clock, self.zone, self.language)
            await self.timetable.start()
            async with asyncio.TaskGroup() as tasks:
                self.loops = [tasks.create_task(loop, name=name) for name, loop in self._loops().items()]
                tasks.create_task(self.show_menu())
                await self._take_updates()
        finally:
            await self.timetable.stop()
            await self.runner.close()
            await self.courier.close()

    async def show_menu(self) -> None:
        """Have Telegram offer our commands; if that is lost, the next start does it."""
        for menu in menus(self.language):
            await self.telegram.attempt("setMyCommands", menu)
        async with self.database.reading() as session:
            staff = await roles_of_all(session)
        for telegram_id, roles in staff.items():
            await self.telegram.attempt("setMyCommands", menu_of_staff(locale(self.language), telegram_id, roles))

    def _loops(self) -> dict[str, Coroutine[Any, Any, None]]:
        """What runs for ever beside the taking of updates; the end of one is the end of all."""
        loops = {
            "the courier": self.courier.run(),
            "the herald": self.herald.run(),
            "the announcer": self.announcer.run(),
            "the clerk": self.clerk.run(),
            "the runner of errands": self.runner.run(),
            "intake": self.intake.run(),
            "the watch over the stations": follow(self.stations, self.database.reading, self.clock),
            "the watch over the registration": self.registration.watch(),
        }
        loops |= {"the weather watch": self.weather.run()} if self.weather else {}
        return loops | ({"the clock's reader": self.clock_reader.run()} if self.clock_reader else {})

    async def _take_updates(self) -> None:
        """Take them until cancelled; then the door is shut while intake still works, so that who is in is answered."""
        self.is_working = True
        try:
            await self.source.run()
        finally:
            self.is_working = False
            await self.door.close()

"""The WeatherWatch: asks the sources about the districts where somebody wants to know, and notices their silence."""

import asyncio
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from models.database import Database
from services.clock import Clock
from services.delivery.courier import Courier
from services.errors import WeatherSilent
from services.heat.districts import areas_of_subscribers, district_at_its_middle
from services.heat.ears import Ear, is_silent
from services.heat.report import District
from services.heat.silence import Silence, note_heard, tell_staff
from services.stations.finder import StationFinder

log = structlog.get_logger(__name__)

EVERYWHERE: Final = ""
"""The one question to a source that answers for all districts."""


@dataclass(frozen=True)
class Rhythm:
    """How often, in the machine's seconds: one question about warnings, one about forecasts, any two; a look around."""

    warnings: float = 600.0
    forecasts: float = 3_600.0
    apart: float = 2.5  # 24 a minute at most, to all sources together
    look: float = 15.0
    fresh: float = 600.0  # a forecast that is no older is good enough for a new warning


OF_A_PLAYGROUND: Final = Rhythm(3.0, 3.0, 0.1, 1.0, 0.0)
"""Somebody sits before it, turns its weather and wants to see what comes of it."""


class WeatherWatch:
    """Asks in the process that is the courier, one question at a time."""

    def __init__(
        self, database: Database, courier: Courier, stations: StationFinder, clock: Clock, zone: ZoneInfo,
        language: str, ears: Sequence[Ear], rhythm: Rhythm, seconds: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """`seconds` is what the rhythm counts; `language` is for staff who chose none."""
        self._database, self._courier, self._stations = database, courier, stations
        self._clock, self._zone, self._language = clock, zone, language
        self._ears, self._rhythm, self._seconds = ears, rhythm, seconds
        self._districts: Mapping[str, District] = {}
        self._looked = -math.inf

    @property
    def silent_seconds(self) -> Mapping[str, float]:
        """For how long each source has not answered, by its name; 0 while it does, or nobody asks it here."""
        now = self._seconds()
        return {ear.name: now - ear.heard if ear.turns.is_failing else 0.0 for ear in self._ears}

    @property
    def silent(self) -> Sequence[str]:
        """The names of the sources that have been silent for too long."""
        return [ear.name for ear in self._ears if is_silent(ear, self._seconds())]

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            wait = self._rhythm.look
            if self._courier.is_courier:
                try:
                    wait = await self.go_on()
                except SQLAlchemyError as error:
                    log.warning("the weather watch cannot reach the database", error=type(error).__name__)
            else:
                self._ask_about({})
            await asyncio.sleep(wait)

    async def go_on(self) -> float:
        """Ask what is due, a question or a warning and its forecast; gives the seconds until the next may be asked."""
        if self._seconds() - self._looked >= self._rhythm.look:
            await self._look_around()
        for ear in self._ears:
            if is_silent(ear, self._seconds()) and not ear.has_told:
                await self._tell_staff(ear)
        for ear in self._ears:
            question = ear.turns.next_due(self._seconds())
            if question is not None:
                return self._rhythm.apart * await self._ask(ear, question)
        return self._rhythm.look

    async def _look_around(self) -> None:
        """See in which districts somebody wants to know now."""
        async with self._database.reading() as session:
            areas = await areas_of_subscribers(session)
        known = {area: self._districts.get(area) or district_at_its_middle(self._stations, area) for area in areas}
        self._ask_about({area: district for area, district in known.items() if district})
        self._looked = self._seconds()

    def _ask_about(self, districts: Mapping[str, District]) -> None:
        """From now on about these; who was not asked before was not silent either."""
        now = self._seconds()
        for ear in self._ears:
            ear.turns.keep([EVERYWHERE][: len(districts)] if ear.is_shared else [*districts], now)
            if not self._districts:
                ear.heard = now
        self._districts = districts

    async def _ask(self, ear: Ear, question: str) -> int:
        """Ask, and keep the answer; gives how many were asked: before a warning that is news comes its forecast."""
        districts = [*self._districts.values()] if question == EVERYWHERE else [self._districts[question]]
        try:
            told = await _heard(ear, districts)
        except WeatherSilent as silence:
            if not ear.turns.is_failing:
                log.warning("a source of the weather is silent", source=ear.name, reason=str(silence))
            ear.turns.failed(question, self._seconds(), silence.seconds)
            return 1
        async with self._database.reading() as session:
            news = await ear.news(session, told, self._clock.now())
        forecasts = await self._ask_for_forecast(question) if news and not ear.is_of_forecasts else 0
        is_kept = await self._keep(ear, news)
        if ear.turns.is_failing:
            log.info("a source of the weather is heard again", source=ear.name)
        (ear.turns.answered if is_kept else ear.turns.put_off)(question, self._seconds())
        ear.heard, ear.has_told = self._seconds(), False
        return 1 + forecasts

    async def _ask_for_forecast(self, question: str) -> int:
        """What people are told of a warning goes by the forecast: have a fresh one; gives how many were asked."""
        stale = [
            ear
            for ear in self._ears
            if ear.is_of_forecasts and ear.turns.is_stale(question, self._seconds(), self._rhythm.fresh)
        ]
        return sum([await self._ask(ear, question) for ear in stale])

    async def _keep(self, ear: Ear, news: Sequence[object]) -> bool:
        """Keep what was heard, each thing in a transaction of its own: one that cannot be kept spoils no other."""
        kept = True
        for each in news:
            try:
                try:
                    await self._keep_one(ear, each)
                except IntegrityError:  # another process was about to keep the same: now it is there
                    await self._keep_one(ear, each)
            except Exception as error:
                log.error("what a source said is not kept", source=ear.name, error=type(error).__name__)
                kept = False
        async with self._database.writing() as session, session.begin():
            await note_heard(session, ear.name, self._clock.now())
        self._courier.wake()
        return kept

    async def _keep_one(self, ear: Ear, told: object) -> None:
        async with self._database.writing() as session, session.begin():
            await ear.keep(session, told, self._clock.now())

    async def _tell_staff(self, ear: Ear) -> None:
        minutes = int((self._seconds() - ear.heard) / 60)
        async with self._database.writing() as session, session.begin():
            silence = Silence(ear.name, minutes, ear.is_of_forecasts)
            parcels = await tell_staff(session, silence, self._language, self._zone, self._clock.now())
        self._courier.hand_over(parcels)
        ear.has_told = True


async def _heard(ear: Ear, districts: Sequence[District]) -> Sequence[object]:
    """What a source says; a reader that stumbles must not end the whole bot, it is that source's silence."""
    try:
        return await ear.hear(districts)
    except WeatherSilent:
        raise
    except Exception as error:
        raise WeatherSilent(f"its reader stumbled ({type(error).__name__})") from error

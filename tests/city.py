"""The city that tests happen in: stations, a clock that stands, a playground and the bot at work in it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.build import build
from bot.house import House
from bot.settings import Settings
from models import Delivery, OpeningOverride, Revision, Station
from playground.phones.phone import Phone
from playground.playground import Playground
from playground.rules.limits import Limits
from services.clock import Clock
from services.delivery.pacing import TELEGRAMS, Gaps
from tests.homes import Home

ZONE = ZoneInfo("Asia/Shanghai")
TUESDAY = date(2026, 7, 14)
HERE = (30.27, 120.15)
METERS_PER_DEGREE_NORTH = 110_850.0
METERS_PER_DEGREE_EAST = 96_200.0
HURRIED = Gaps(TELEGRAMS.reply / 10, TELEGRAMS.notice / 10, TELEGRAMS.group / 10)
"""Where a second between two messages to a chat lasts a tenth of one."""


class StoppedClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        """Tuesday, half past two: most doors are open."""
        self._now = datetime(2026, 7, 14, 14, 30, tzinfo=ZONE)

    def now(self) -> datetime:
        """The moment it shows."""
        return self._now

    def reads(self, time: str, day: date = TUESDAY) -> None:
        """Set it: "17:55", on 14 July 2026 unless said."""
        hour, minute = map(int, time.split(":"))
        self._now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)

    def goes_on(self, **duration: float) -> None:
        """Let time pass."""
        self._now += timedelta(**duration)


def station(
    name: str, opening_hours: str = "24/7", *, meters_east: float = 0, meters_north: float = 0, **columns: object
) -> Station:
    """A station so many meters from where the phones stand."""
    return Station(
        **{
            "code": name,
            "name": name,
            "latitude": HERE[0] + meters_north / METERS_PER_DEGREE_NORTH,
            "longitude": HERE[1] + meters_east / METERS_PER_DEGREE_EAST,
            "opening_hours": opening_hours,
            "amenities": "water;phone_charging",
            "entry": "walk_in",
            "listed": True,
            **columns,
        }
    )


class City:
    """Everything a test can arrange around the people in it."""

    def __init__(self, playground: Playground, clock: StoppedClock, home: Home) -> None:
        """The bot is not at work yet."""
        self.playground = playground
        self.clock = clock
        self.home = home
        self.settings = settings_for(playground, home)
        self.gaps = TELEGRAMS
        self.house: House | None = None

    def hurries(self) -> None:
        """A chat's second lasts a tenth of one, here and at Telegram: people tap faster than anybody can."""
        self.playground.limits = Limits(chat_second=0.1)
        self.gaps = HURRIED

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[House]:
        """The bot, running until the end of the block; then it is shut down as by a signal."""
        async with at_work(self.settings, self.clock, self.gaps) as house:
            self.house = house
            try:
                yield house
            finally:
                self.house = None

    async def has(self, *stations: Station) -> None:
        """List these stations too."""
        async with self._house.database.writing() as session, session.begin():
            session.add_all(stations)
            await self._changed(session)
        await self._reload()

    async def hears_from_keeper(self, name: str, opening_hours: str, day: date = TUESDAY) -> None:
        """A keeper says how a station opens on a day."""
        async with self._house.database.writing() as session, session.begin():
            station_id = await session.scalar(select(Station.id).where(Station.name == name))
            assert station_id is not None, name
            session.add(
                OpeningOverride(
                    station_id=station_id, first_day=day, last_day=day,
                    opening_hours=opening_hours, said_at=self.clock.now(),
                )
            )  # fmt: skip
            await self._changed(session)
        await self._reload()

    async def deliveries(self) -> Sequence[Delivery]:
        """The outbox, oldest first."""
        async with self._house.database.reading() as session:
            return (await session.scalars(select(Delivery).order_by(Delivery.id))).all()

    def phone(self, first_name: str, **who: Any) -> Phone:
        """The phone of a person who stands here."""
        phone: Phone = self.playground.phone(first_name=first_name, **who)
        phone.stands_at(*HERE)
        return phone

    @property
    def _house(self) -> House:
        assert self.house is not None, "the bot is not at work"
        return self.house

    @staticmethod
    async def _changed(session: AsyncSession) -> None:
        revision = await session.get(Revision, "stations")
        if revision is None:
            session.add(Revision(name="stations", number=1))
        else:
            revision.number += 1

    async def _reload(self) -> None:
        async with self._house.database.reading() as session:
            await self._house.stations.load(session, self.clock.now())
        await self._house.stations.learn_names()


@contextlib.asynccontextmanager
async def at_work(settings: Settings, clock: Clock | None = None, gaps: Gaps = TELEGRAMS) -> AsyncIterator[House]:
    """A bot, running until the end of the block; without `clock` it has the one of its settings."""
    async with build(settings, clock, gaps) as house:
        running = asyncio.create_task(house.run())
        # What was due runs beside, and a test that holds the database would wait for it with the whole loop.
        while not house.courier.is_courier or house.timetable._running:  # noqa: ASYNC110 - once, for milliseconds
            await asyncio.sleep(0.005)
        try:
            yield house
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


def settings_for(playground: Playground, home: Home, **more: Any) -> Settings:
    """The settings of a bot in this playground that lives in `home`."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        **{
            "telegram_token": playground.token,
            "telegram_api_url": playground.url,
            **home.settings,
            **more,
        },
    )

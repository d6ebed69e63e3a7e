"""A heat warning for ninety districts: from its arrival until the last of 100,000 subscribers is owed it."""

import asyncio
import math
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, func, insert, select

from benchmarks.ready import ZONE
from benchmarks.updates import POSTGRESQL
from bot.keys import use_secret_key
from bot.opening import connect
from bot.settings import Settings
from models import Delivery, Forecast, HeatAlert, Notice, Revision, Station, Subscription, Topic, Worker
from models.database import Database
from models.upgrading import upgrade
from models.worker import newcomer
from services.delivery.notices import PORTION
from services.heat.report import Color, Report
from services.heat.telling import tell
from services.heat.warnings import BY_HAND, take_in
from services.hours.holidays import Calendar
from services.notices import herald
from services.stations.finder import StationFinder
from tests.postgresql import running

NOW: Final = datetime(2026, 7, 14, 10, 30, tzinfo=ZONE)
PROVINCE: Final = "330000"
DISTRICTS: Final = [f"3303{number:02}" for number in range(1, 91)]
PEOPLE, STATIONS, NAMED_IN_EACH, ROUNDS = 100_000, 12_000, 10, 3
HOURS: Final = [30 + 8 * math.sin(math.pi * max(0, hour - 6) / 16) for hour in range(24)]
STORED_AT_ONCE = 10_000

Rows = Iterator[dict[str, Any]]


@dataclass
class Told:
    """Seconds to write the warnings' notices and to owe them; how many of each there were; the longest transaction."""

    told: float
    owed: float
    notices: int
    longest: float

    @property
    def seconds(self) -> float:
        """From the first warning's arrival to the last person."""
        return self.told + self.owed


def run() -> str:
    """A section of docs/benchmarks.md; two minutes."""
    measured = asyncio.run(figures())
    lines = [
        f"## A heat warning to {PEOPLE:,}",
        "",
        f"{len(DISTRICTS)} districts are warned at once, by one warning or each by its own. Half of the people named",
        f"one of {NAMED_IN_EACH} stations of theirs, and read of the doors near it, out of {STATIONS:,}. *Told* is",
        "everything up to the words and the picture for each place, *owed* a delivery for everybody. The middle one",
        f"of {ROUNDS} rounds. The peer writes the same deliveries as rows that have the words in each, as an outbox",
        "usually holds them.",
        "",
        "| database, warnings | notices | told s | owed s | together | longest transaction ms | peer s |",
        "|:--|--:|--:|--:|--:|--:|--:|",
    ]
    for (name, warning), rounds in measured.items():
        one, peer = sorted(rounds, key=lambda each: each[0].seconds)[len(rounds) // 2]
        lines.append(
            f"| {name}, {warning} | {one.notices:,} | {one.told:.1f} | {one.owed:.1f} | {one.seconds:.1f} "
            f"| {one.longest * 1000:.0f} | {peer:.1f} |"
        )
    return "\n".join([*lines, ""])


async def figures() -> dict[tuple[str, str], list[tuple[Told, float]]]:
    """Some rounds on each database, with the seconds of the peer beside each."""
    measured: dict[tuple[str, str], list[tuple[Told, float]]] = {}
    with tempfile.TemporaryDirectory() as folder, running(**POSTGRESQL) as postgresql:
        for name, url in {"SQLite": "", "PostgreSQL": postgresql.url(postgresql.make())}.items():
            settings = Settings(_env_file=None, data_dir=Path(folder), database_url=url)  # type: ignore[call-arg]
            use_secret_key(settings, make=True)
            database = connect(settings)
            await upgrade(database)
            stations = await _peopled(database)
            for _ in range(ROUNDS):
                peer = await _as_rows(database)
                for warning, areas in (("one for all", [PROVINCE]), ("one for each", DISTRICTS)):
                    told = await _told(database, stations, areas)
                    measured.setdefault((name, warning), []).append((told, peer))
            await database.close()
    return measured


async def _peopled(database: Database) -> StationFinder:
    """The stations, the people and what is forecast for each district."""
    async with database.writing() as session, session.begin():
        await session.execute(insert(Station), list(_stations()))
        session.add(Revision(name="stations", number=1))
        ids = list(await session.scalars(select(Station.id).order_by(Station.id)))
        forecast = {"day": NOW.date(), "maximum": max(HOURS), "hours": ";".join(f"{each:.1f}" for each in HOURS)}
        await session.execute(insert(Forecast), [{"adcode": each, "heard_at": NOW} | forecast for each in DISTRICTS])
    people = list(_people(ids))
    for first in range(0, PEOPLE, STORED_AT_ONCE):
        some = people[first : first + STORED_AT_ONCE]
        async with database.writing() as session, session.begin():
            await session.execute(insert(Worker), some)
            wishes = [{"worker_id": each["id"], "topic": Topic.HEAT, "since": NOW} for each in some]
            await session.execute(insert(Subscription), wishes)
    stations = StationFinder(ZONE, Calendar.load())
    async with database.reading() as session:
        await stations.load(session, NOW)
    return stations


def _stations() -> Rows:
    dice = random.Random(1)
    for number in range(STATIONS):
        district = number % len(DISTRICTS)
        yield {
            "code": f"B{number}", "name": f"第{number}驿站", "adcode": DISTRICTS[district],
            "latitude": 27.5 + district // 10 * 0.1 + dice.random() * 0.08,
            "longitude": 120.0 + district % 10 * 0.1 + dice.random() * 0.08,
            "opening_hours": dice.choice(("24/7", "08:00-20:00", "08:00-12:00,14:30-18:00", "")),
            "amenities": "water;air_conditioning" if dice.random() < 0.8 else "water",
        }  # fmt: skip


def _people(station_ids: list[int]) -> Rows:
    dice, known = random.Random(2), newcomer(0, NOW)
    columns = {each.name: getattr(known, each.name) for each in Worker.__table__.columns}
    for number in range(PEOPLE):
        district = number % len(DISTRICTS)
        of_district = station_ids[district :: len(DISTRICTS)]
        named = of_district[dice.randrange(NAMED_IN_EACH)] if dice.random() < 0.5 else None
        yield columns | {"id": number + 1, "area": DISTRICTS[district], "near_station_id": named}


async def _told(database: Database, stations: StationFinder, areas: Sequence[str]) -> Told:
    """One round: a warning for each area, each in a transaction of its own, then the Herald until all are owed."""
    longest, begun = 0.0, time.monotonic()
    for adcode in areas:
        since = time.monotonic()
        async with database.writing() as session, session.begin():
            alert = await take_in(session, _report(adcode), NOW)
            assert alert is not None
            await tell(session, stations, alert, NOW)
        longest = max(longest, time.monotonic() - since)
    told = time.monotonic() - begun
    while await _is_unaddressed(database):
        since = time.monotonic()
        async with database.writing() as session, session.begin():
            await herald.go_on(session, PORTION, NOW)
        longest = max(longest, time.monotonic() - since)
    owed = time.monotonic() - begun - told
    async with database.writing() as session, session.begin():
        assert await session.scalar(select(func.count()).select_from(Delivery)) == PEOPLE
        notices = await session.scalar(select(func.count()).select_from(Notice)) or 0
        for model in (Delivery, Notice, HeatAlert):
            await session.execute(delete(model))
    return Told(told, owed, notices, longest)


def _report(adcode: str) -> Report:
    return Report(
        BY_HAND, adcode, (), False, adcode, Color.ORANGE, "1009", "高温橙色预警", "", "", "清渡市气象台", "", NOW,
        None, NOW + timedelta(hours=24), None,
    )  # fmt: skip


async def _is_unaddressed(database: Database) -> bool:
    async with database.reading() as session:
        return await session.scalar(select(Notice.id).where(Notice.addressed_at.is_(None)).limit(1)) is not None


async def _as_rows(database: Database) -> float:
    """The peer: a row for each person, their words in it."""
    row = {
        "notice_id": 0, "lane": 1, "kind": "alert", "method": "sendMessage", "state": "queued", "body": "橙" * 300,
        "epoch": 0, "attempts": 0, "resent": 0, "owed_at": NOW, "due_at": NOW, "expires_at": NOW,
    }  # fmt: skip
    begun = time.monotonic()
    for first in range(1, PEOPLE, PORTION):
        async with database.writing() as session, session.begin():
            rows = [row | {"id": number, "chat_id": number} for number in range(first, first + PORTION)]
            await session.execute(insert(Delivery), rows)
    seconds = time.monotonic() - begun
    async with database.writing() as session, session.begin():
        await session.execute(delete(Delivery))
    return seconds


if __name__ == "__main__":
    print(run())

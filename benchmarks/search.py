"""The search for open stations, beside brute force, SQLite's R*Tree and PostgreSQL's cube in the same run."""

import asyncio
import math
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import insert

from benchmarks.city import CENTER, STATIONS_PER_SQUARE_KILOMETER, stations
from benchmarks.cube import Cube, cube
from models import Model, Station
from models.database import Database
from services.hours.holidays import Calendar
from services.places.position import Floats, Position, ecef
from services.places.travel import Travel
from services.stations.finder import StationFinder
from services.stations.horizon import Horizon
from services.stations.index import COLUMNS, StationIndex
from services.stations.open_stations import OpenStations, open_stations

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 7, 14, 14, tzinfo=ZONE)
SIZES, SHARES = (1_000, 12_000, 180_000), (0.92, 0.30, 0.02)
LARGEST = 1_000_000
QUESTIONS, WANTED = 3_000, 8

Places = list[Position]


def run() -> str:
    """A section of docs/benchmarks.md; four minutes."""
    with cube() as peer:
        rows = [_row(size, share, peer) for size in SIZES for share in SHARES] + [_row(LARGEST, SHARES[1], peer)]
    lines = [
        "## Finding a station",
        "",
        "Microseconds a question, median / 99th percentile, on a Tuesday at 14:00. *Answer* is the whole service:",
        "search, opening hours on arrival, three stations with their words. The peers return the eight nearest open",
        "ones by distance only, and know beforehand which are open. The cube is PostgreSQL's KNN over a GiST index,",
        "asked over its socket as a bot would.",
        "",
        "| stations | open | answer | our tree, 8 nearest | numpy brute force | SQLite R*Tree | PostgreSQL cube |",
        "|--:|--:|--:|--:|--:|--:|--:|",
        *rows,
    ]
    return "\n".join([*lines, "", *asyncio.run(_ready()), ""])


def _row(size: int, share: float, peer: Cube) -> str:
    index = _index(size, share)
    finder = StationFinder(ZONE, Calendar.load(), index)
    ready = open_stations(index, Horizon(index, Calendar.load(), ZONE, NOON.date()), NOON.timestamp())
    places = list(_places(size))
    travels = list(Travel)
    asked = [
        _timed(places, lambda place, number: finder.near(place, travels[number % 3], NOON)),
        _timed(places, lambda place, _: ready.open.tree.query(ecef(place), WANTED)),
        _timed(places[:300], _brute_force(ready)),
        _timed(places[:600], _r_tree(ready)),
        _timed(places[:600], peer.holding(ready, WANTED)),
    ]
    return f"| {size:,} | {share:.0%} | " + " | ".join(asked) + " |"


def _index(size: int, share: float) -> StationIndex:
    index = StationIndex()
    index.extend([row[column.key] for column in COLUMNS] for row in stations(size, share))
    index.seal()
    return index


def _places(size: int) -> Iterator[Position]:
    chance = random.Random(11)
    half = math.sqrt(size / STATIONS_PER_SQUARE_KILOMETER) / 2 / 111.0
    for _ in range(QUESTIONS):
        east = chance.uniform(-half, half) / math.cos(math.radians(CENTER[0]))
        yield Position(CENTER[0] + chance.uniform(-half, half), CENTER[1] + east)


def _timed(places: Places, ask: Callable[[Position, int], object]) -> str:
    """Median and 99th percentile in microseconds."""
    ask(places[0], 0)
    taken = []
    for number, place in enumerate(places):
        start = time.perf_counter_ns()
        ask(place, number)
        taken.append((time.perf_counter_ns() - start) / 1000)
    taken.sort()
    return f"{taken[len(taken) // 2]:.0f} / {taken[len(taken) * 99 // 100]:.0f}"


def _brute_force(ready: OpenStations) -> Callable[[Position, int], object]:
    points: Floats = ready.index.ecef[ready.open.rows]

    def ask(place: Position, _: int) -> object:
        apart = points - ecef(place)
        squares = np.einsum("ij,ij->i", apart, apart)
        nearest = np.argpartition(squares, WANTED)[:WANTED]
        return nearest[np.argsort(squares[nearest])]

    return ask


def _r_tree(ready: OpenStations) -> Callable[[Position, int], object]:
    """Boxes of double size until eight open stations are inside the circle within."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table box using rtree(id, south, north, west, east, +x, +y, +z)")
    details = [(int(row), ready.index.details(int(row)).position) for row in ready.open.rows]
    rows = ((row, p.latitude, p.latitude, p.longitude, p.longitude, *ecef(p).tolist()) for row, p in details)
    connection.executemany("insert into box values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    inside = "select id, x, y, z from box where north >= ? and south <= ? and east >= ? and west <= ?"

    def ask(place: Position, _: int) -> object:
        x, y, z = ecef(place).tolist()
        meters = 500.0
        while True:
            north, east = meters / 110_000, meters / 110_000 / math.cos(math.radians(place.latitude))
            edges = place.latitude - north, place.latitude + north, place.longitude - east, place.longitude + east
            found = connection.execute(inside, edges).fetchall()
            near = sorted((math.dist((x, y, z), point), row) for row, *point in found)
            near = [each for each in near if each[0] <= meters]
            if len(near) >= WANTED or len(near) == len(details):
                return near[:WANTED]
            meters *= 2

    return ask


async def _ready() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'city.sqlite3'}"
        database = Database(url)
        async with database.engine.begin() as connection:
            await connection.run_sync(Model.metadata.create_all)
            await connection.execute(insert(Station), list(stations(SIZES[-1], SHARES[0])))
        await database.close()
        command = [sys.executable, "-m", "benchmarks.ready", url, str(time.monotonic())]
        ready = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    listed, seconds, resident, peak, pause, _ = ready.stdout.split()
    return [
        f"A fresh process with python-telegram-bot, SQLAlchemy and scipy has answered its first question over {listed}",
        f"stations of an SQLite file after {seconds} s. Once it knows their names too, {resident} MB are resident",
        f"(peak {peak} MB); the event loop paused for {pause} ms at most.",
    ]


if __name__ == "__main__":
    print(run())

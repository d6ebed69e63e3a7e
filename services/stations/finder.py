"""Finds the doors that will be open on arrival; nothing of a position is kept."""

import asyncio
import math
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from services.hours.holidays import Calendar
from services.places.position import Position, ecef
from services.places.travel import Travel
from services.stations.horizon import Horizon
from services.stations.index import Details, StationIndex, read_index
from services.stations.names import StationNames
from services.stations.offer import Found, Offer
from services.stations.open_stations import OpenStations, open_stations
from services.stations.search import Search, nearest

ALL_DAY: Final = "24h"  # may stand among the needed amenities: only doors that do not shut
AHEAD: Final = timedelta(seconds=30)  # the next tree is ready so much before it is needed
TREES_KEPT: Final = 3
DISTRICT_METERS: Final = 30_000.0
STATIONS_ASKED: Final = 8  # for their district: some lists leave a code out


class StationFinder:
    """The listed stations in memory, searched without a database; one for each process."""

    def __init__(self, zone: ZoneInfo, calendar: Calendar, index: StationIndex | None = None) -> None:
        """`zone` is where the stations open and close; without a (sealed) `index` it is empty until `load`."""
        self.zone, self.calendar = zone, calendar
        self._index = StationIndex() if index is None else index
        self._ready: tuple[OpenStations, ...] = ()
        self.names = StationNames(StationIndex())
        """The listed stations by what people call them, as they were when `learn_names` was last asked."""

    @property
    def revision(self) -> int:
        """The revision of the stations that answers come from."""
        return self._index.revision

    def __len__(self) -> int:
        """How many stations are listed."""
        return len(self._index)

    def open_at(self, now: datetime) -> int:
        """How many of them are open or open soon, as far as the answers of this minute know."""
        stations = _covering(self._ready, now.timestamp())
        return 0 if stations is None else len(stations.open.rows)

    async def load(self, session: AsyncSession, now: datetime | None = None) -> None:
        """Read all listed stations; the old ones answer until the new ones are ready (for `now`, if given)."""
        index = await read_index(session)
        await asyncio.to_thread(index.seal)
        ready = (await asyncio.to_thread(self._prepared, index, now.timestamp(), ()),) if now else ()
        self._index, self._ready = index, ready

    async def learn_names(self) -> None:
        """Know the listed stations by name; seconds for 180,000 new ones, and no answer to a position waits for it."""
        index = self._index
        if self.names.index is not index:
            self.names = await asyncio.to_thread(StationNames, index)

    async def refresh(self, now: datetime) -> None:
        """Have ready what searches at `now` and half a minute later need; the work is done in a thread."""
        for moment in (now, now + AHEAD):
            index, ready = self._index, self._ready
            if _covering(ready, moment.timestamp()) is None:
                prepared = await asyncio.to_thread(self._prepared, index, moment.timestamp(), ready)
                if self._index is index:
                    self._ready = prepared, *self._ready[: TREES_KEPT - 1]

    def near(
        self, position: Position, travel: Travel, now: datetime, *, need: Collection[str] = (), skip: int = 0
    ) -> Found:
        """The three best doors after the first `skip` that have all of `need` (amenity codes, or 24h)."""
        mask = self._index.mask_of(word for word in need if word != ALL_DAY)
        return self._search(position, travel, now, mask, ALL_DAY in need).found(skip)

    def meters_to_nearest(self, position: Position) -> float:
        """How far the nearest listed station is, whatever its hours; infinite if none is listed."""
        meters, _ = self._index.tree.query(ecef(position)) if len(self) else (math.inf, 0)
        return float(meters)

    def nearest_within(self, position: Position, meters: float) -> int | None:
        """The id of the nearest listed station at most so far away, whatever its hours; None if there is none."""
        row = next((row for row, _ in nearest(self._index.tree, ecef(position), 1, meters)), None)
        return None if row is None else self._index.details(row).station_id

    def ids_around(self, station_id: int, meters: float) -> list[int]:
        """The listed stations at most so far from a listed one, with itself; none if it is not listed."""
        row = self._index.row_of(station_id)
        if row is None:
            return []
        return self._index.ids_of(self._index.tree.query_ball_point(self._index.ecef[row], meters))

    def meters_between(self, one: int, other: int) -> float:
        """How far two listed stations are from each other; infinite if one of them is not listed."""
        row, other_row = self._index.row_of(one), self._index.row_of(other)
        if row is None or other_row is None:
            return math.inf
        return float(np.linalg.norm(self._index.ecef[row] - self._index.ecef[other_row]))

    def nearest_ids(self, position: Position, number: int) -> list[int]:
        """The nearest listed stations, whatever their hours, nearest first."""
        around = nearest(self._index.tree, ecef(position), number)
        return [self._index.details(row).station_id for row, _ in around]

    def listed(self, station_id: int) -> Details | None:
        """What is shown of a listed station; None if it is not listed."""
        row = self._index.row_of(station_id)
        return None if row is None else self._index.details(row)

    def having(
        self, position: Position, need: Collection[str], within: float, limit: int
    ) -> Iterator[tuple[int, float]]:
        """The ids of listed stations with all of `need` and their meters, whatever their hours, nearest first."""
        mask, index = self._index.mask_of(need), self._index
        around = nearest(index.tree, ecef(position), len(index), within) if len(index) else iter(())
        fitting = ((row, meters) for row, meters in around if int(index.masks[row]) & mask == mask)
        return ((index.id_of(row), meters) for row, meters in islice(fitting, limit))

    def open_through(self, station_id: int, begins: datetime, ends: datetime, now: datetime) -> Offer | None:
        """A listed station as it is before its door at `begins`; None unless it stays open until `ends`."""
        row = self._index.row_of(station_id)
        if row is None:
            return None
        search = self._search(self._index.details(row).position, Travel.WALK, now, 0, all_day=False)
        opening = search.next_opening(row, begins.timestamp(), stay=0.0)
        is_open = opening and opening.start <= begins.timestamp() and opening.end >= ends.timestamp()
        return search.offer(row, 0.0, opening) if is_open else None

    def offer(self, station_id: int, position: Position, travel: Travel, now: datetime) -> Offer | None:
        """One listed station as an answer to a position, whether or not it will be open."""
        row = self._index.row_of(station_id)
        if row is None:
            return None
        search = self._search(position, travel, now, 0, all_day=False)
        meters = float(np.linalg.norm(self._index.ecef[row] - search.point))
        return search.offer(row, meters, search.next_opening(row, search.now + travel.seconds(meters)))

    def door(self, station_id: int, now: datetime) -> Offer | None:
        """One listed station as it is for somebody who stands before it."""
        row = self._index.row_of(station_id)
        return None if row is None else self._door(row, now)

    def doors(self, now: datetime) -> Iterator[Offer]:
        """Every listed station as it is for somebody who stands before it."""
        return (self._door(row, now) for row in range(len(self)))

    def middle_of(self, adcode: str) -> Position | None:
        """The middle of a district's stations; None if none is listed there."""
        rows = self._index.rows_in(adcode)
        return self._index.middle_of(rows) if len(rows) else None

    def adcode_near(self, position: Position) -> str:
        """The code of the nearest listed station within 30 km that has one, "" if none has: no polygons are shipped."""
        around = nearest(self._index.tree, ecef(position), STATIONS_ASKED, DISTRICT_METERS)
        return next(filter(None, (self._index.adcode(row) for row, _ in around)), "")

    def _door(self, row: int, now: datetime) -> Offer:
        search = self._search(self._index.details(row).position, Travel.WALK, now, 0, all_day=False)
        return search.offer(row, 0.0, search.next_opening(row, search.now, stay=0.0))

    def _search(self, position: Position, travel: Travel, now: datetime, mask: int, all_day: bool) -> Search:
        seconds = now.timestamp()
        stations = _covering(self._ready, seconds)
        if stations is None:  # a clock was turned, or somebody asks for another hour
            stations = self._prepared(self._index, seconds, self._ready)
            self._ready = stations, *self._ready[: TREES_KEPT - 1]
        return Search(stations, ecef(position), travel, now.astimezone(self.zone), seconds, mask, all_day)

    def _prepared(self, index: StationIndex, now: float, ready: tuple[OpenStations, ...]) -> OpenStations:
        today = datetime.fromtimestamp(now, self.zone).date()
        # After midnight yesterday's horizon would do for another day; a new one is made ahead of need.
        usable = [each for each in ready if each.index is index and each.horizon.first_day == today]
        previous = usable[0] if usable else None
        horizon = previous.horizon if previous else Horizon(index, self.calendar, self.zone, today)
        return open_stations(index, horizon, now, previous)


def _covering(ready: tuple[OpenStations, ...], now: float) -> OpenStations | None:
    return next((each for each in ready if each.covers(now)), None)

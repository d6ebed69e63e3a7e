"""One search: from a position and a way of getting around to doors that will be open on arrival."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from services.places.position import Floats
from services.places.travel import Travel
from services.stations.horizon import UNKNOWN, Mark, Opening
from services.stations.offer import DoorState, Found, Noon, Offer
from services.stations.open_stations import AHEAD_SECONDS, STAY_SECONDS, WAIT_SECONDS, OpenStations, Rows

OFFERS: Final = 3
CLOSING_SECONDS: Final = 30 * 60
FIRST_PORTION: Final = 8  # as quick to ask for as one
ONE_BY_ONE: Final = 64  # so many candidates are taken from the tree before all are weighed at once

Hit = tuple[int, float]
"""A row and its distance in meters."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked, of which stations; `now` in seconds since 1970, `mask` the amenities that must all be there."""

    stations: OpenStations
    point: Floats
    travel: Travel
    moment: datetime
    now: float
    mask: int
    all_day: bool

    def found(self, skip: int) -> Found:
        """The three best after the first `skip`; the moments are in the zone of `moment`."""
        wanted = skip + OFFERS + 1
        ranked = list(islice(self._ranked(), wanted))
        reach = self.travel.reach_meters
        page = [(self.offer(row, meters, opening), meters) for row, meters, opening in ranked[skip : skip + OFFERS]]
        has_open = bool(ranked) and ranked[0][2] is not None and ranked[0][1] <= reach
        return Found(
            offers=tuple(offer for offer, meters in page if meters <= reach),
            beyond=tuple(offer for offer, meters in page if meters > reach),
            earliest=None if has_open or self.all_day else self._earliest(is_anywhere=bool(self.mask) and not ranked),
            nearest_meters=ranked[0][1] if has_open else self._nearest_meters(),
            has_more=len(ranked) == wanted,
            travel=self.travel,
            at=self.moment,
        )

    def _nearest_meters(self) -> float | None:
        return next((meters for _, meters in nearest(self.stations.index.tree, self.point, 1)), None)

    def _ranked(self) -> Iterator[tuple[int, float, Opening | None]]:
        """Open on arrival within reach, then unknown hours within reach, then open on arrival farther away."""
        reach = self.travel.reach_meters
        farther = None
        opened = self._opened()
        for hit in opened:
            if hit[1] > reach:
                farther = hit
                break
            yield hit
        if not self.all_day:
            yield from ((row, meters, None) for row, meters in self._unknown(reach))
        if farther:
            yield farther
            yield from opened

    def _opened(self) -> Iterator[tuple[int, float, Opening]]:
        for row, meters in self._candidates():
            opening = self._opening(row, meters)
            if opening and self._has_needs(row) and not (self.all_day and opening.end < math.inf):
                yield row, meters, opening

    def _candidates(self) -> Iterator[Hit]:
        """Rows that may be open on arrival, nearest first: a few from the tree, if these do not do, all others."""
        points = self.stations.open
        taken = set()
        for place, meters in nearest(points.tree, self.point, ONE_BY_ONE):
            row = int(points.rows[place])
            taken.add(row)
            yield row, meters
        if len(taken) == ONE_BY_ONE:
            yield from (hit for hit in self._weighed(points.rows) if hit[0] not in taken)

    def _weighed(self, rows: Rows) -> Iterator[Hit]:
        """The rows which have what is needed and do not shut before an arrival, nearest first."""
        rows = rows[self.stations.index.masks[rows] & self.mask == self.mask]
        meters = self._meters(rows)
        leave = self.stations.latest[self.stations.horizon.schedule[rows]] - STAY_SECONDS
        in_time = self.now + self.travel.seconds(1.0) * meters <= leave + 1.0  # rounding; each is verified
        rows, meters = rows[in_time], meters[in_time]
        order = np.argsort(meters, kind="stable")
        yield from zip(rows[order].tolist(), meters[order].tolist(), strict=True)

    def _unknown(self, reach: float) -> Iterator[Hit]:
        points = self.stations.unknown
        for place, meters in nearest(points.tree, self.point, len(points.rows), reach):
            row = int(points.rows[place])
            if self._has_needs(row):
                yield row, meters

    def _opening(self, row: int, meters: float) -> Opening | None:
        """The opening to arrive in, or to wait a little for."""
        arrival = self.now + self.travel.seconds(meters)
        opening = self.next_opening(row, arrival)
        return opening if opening and opening.start <= self._latest_start(arrival) else None

    def next_opening(self, row: int, arrival: float, stay: float = STAY_SECONDS) -> Opening | None:
        """The first opening that lasts longer than `stay` seconds after the arrival."""
        schedule = int(self.stations.horizon.schedule[row])
        timeline = () if schedule == UNKNOWN else self.stations.horizon.timelines[schedule]
        for opening in timeline:
            if opening.end - max(arrival, opening.start) >= stay and opening.end > arrival:
                return opening
        return None

    def _earliest(self, *, is_anywhere: bool) -> Offer | None:
        """The door within reach, or anywhere, that opens first, the nearest of several."""
        stations = self.stations
        reach = math.inf if is_anywhere else self.travel.reach_meters
        rows = np.array(stations.index.tree.query_ball_point(self.point, reach), np.int64)
        rows = rows[
            (stations.horizon.schedule[rows] != UNKNOWN) & (stations.index.masks[rows] & self.mask == self.mask)
        ]
        meters = self._meters(rows)
        starts = stations.next_start[stations.horizon.schedule[rows]]
        best: tuple[float, float, int, Opening] | None = None
        for place in np.lexsort((meters, starts)).tolist():
            if best and starts[place] > best[0]:
                break
            row, distance = int(rows[place]), float(meters[place])
            opening = self.next_opening(row, self.now + self.travel.seconds(distance))
            if opening and (best is None or (opening.start, distance) < best[:2]):
                best = opening.start, distance, row, opening
            if opening and opening.start == starts[place]:
                break
        return self.offer(best[2], best[1], best[3]) if best else None

    def _meters(self, rows: Rows) -> Floats:
        apart: Floats = self.stations.index.ecef[rows] - self.point
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", apart, apart)), np.float64)

    def _has_needs(self, row: int) -> bool:
        return not self.mask or int(self.stations.index.masks[row]) & self.mask == self.mask

    def offer(self, row: int, meters: float, opening: Opening | None) -> Offer:
        """A row as an answer; without an opening its hours are unknown or it stays shut."""
        details = self.stations.index.details(row)
        arrival = self.now + self.travel.seconds(meters)
        state = self._state(row, arrival, opening)
        start, end, marks = (opening.start, opening.end, opening.marks) if opening else (arrival, math.inf, Mark(0))
        left = end - max(arrival, start)
        minutes = self.travel.minutes(meters)
        noon = self.stations.index.noon(row, self.moment.date())
        return Offer(
            station_id=details.station_id,
            code=details.code,
            name=details.name,
            position=details.position,
            address=details.address,
            phone=details.phone,
            entry=details.entry,
            amenities=details.amenities,
            meters=meters,
            minutes=minutes,
            state=state,
            opens_at=self._local(start) if start > arrival else None,
            closes_at=self._local(end) if end < math.inf else None,
            wait_minutes=max(0, math.ceil((start - self.now) / 60) - minutes),
            minutes_left_on_arrival=math.floor(left / 60) if left < math.inf else None,
            around_the_clock=opening is not None and end == math.inf,
            calendar_known=Mark.CALENDAR_UNKNOWN not in marks,
            is_override=Mark.OVERRIDE in marks and noon is None,
            is_makeup=Mark.MAKEUP in marks,
            is_holiday=Mark.HOLIDAY in marks,
            noon=self._ahead(noon, arrival),
        )

    def _ahead(self, noon: Noon | None, arrival: float) -> Noon | None:
        midnight = self.moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        if noon is None or arrival >= (midnight + timedelta(minutes=noon.ends)).timestamp():
            return None
        return replace(noon, said_at=noon.said_at.astimezone(self.moment.tzinfo))

    def _state(self, row: int, arrival: float, opening: Opening | None) -> DoorState:
        if opening is None:
            return DoorState.UNKNOWN if self.stations.horizon.schedule[row] == UNKNOWN else DoorState.LATER
        if opening.start > arrival:
            return DoorState.OPENING if opening.start <= self._latest_start(arrival) else DoorState.LATER
        return DoorState.CLOSING if opening.end - arrival <= CLOSING_SECONDS else DoorState.OPEN

    def _latest_start(self, arrival: float) -> float:
        return min(arrival + WAIT_SECONDS, self.now + AHEAD_SECONDS)

    def _local(self, moment: float) -> datetime:
        return datetime.fromtimestamp(moment, self.moment.tzinfo)


def nearest(tree: cKDTree, point: Floats, limit: int, within: float = math.inf) -> Iterator[Hit]:
    """Places in the tree with their distances in meters, nearest first: 8, then 16, 32 ... up to `limit`."""
    asked, given = min(FIRST_PORTION, limit), 0
    while given < asked:
        portion = np.arange(given + 1, asked + 1)
        meters, places = tree.query(point, portion, distance_upper_bound=within)
        for place, distance in zip(np.asarray(places).tolist(), np.asarray(meters).tolist(), strict=True):
            if distance == math.inf:
                return
            yield place, distance
        asked, given = min(2 * asked, limit), asked

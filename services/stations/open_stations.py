"""The stations that may be offered in the next minutes, as a tree of points."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from services.places.position import Floats
from services.places.travel import REACH_SECONDS
from services.stations.horizon import UNKNOWN, Horizon
from services.stations.index import StationIndex

STAY_SECONDS: Final = 10 * 60  # a door that shuts sooner after arrival is not worth the way
WAIT_SECONDS: Final = 15 * 60  # the longest wait in front of a door
AHEAD_SECONDS: Final = REACH_SECONDS + WAIT_SECONDS
SHORTEST_SECONDS: Final = 60  # many odd schedules must not make us build a tree a second

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Points:
    """Some rows of an index as a tree; the tree's numbers are places in `rows`."""

    rows: Rows
    tree: "cKDTree"

    @classmethod
    def of(cls, index: StationIndex, rows: Rows) -> "Points":
        """Build the tree of these rows; 60 ms for 180,000."""
        return cls(rows, cKDTree(index.ecef[rows]))


@dataclass(frozen=True, slots=True)
class OpenStations:
    """What a search needs while `since` <= now < `until`.

    `open` holds at least all rows with an opening that lasts 10 minutes from now or more and begins within 45:
    whether a door is open on arrival is verified for each candidate. `unknown` are the rows without hours;
    `latest` and `next_start` say for each schedule when its current openings end and a later one begins.
    """

    index: StationIndex
    horizon: Horizon
    since: float
    until: float
    schedules: npt.NDArray[np.bool_]
    open: Points
    unknown: Points
    latest: Floats
    next_start: Floats

    def covers(self, now: float) -> bool:
        """Whether a search at `now` may use it."""
        return self.since <= now < self.until


def open_stations(
    index: StationIndex, horizon: Horizon, now: float, previous: OpenStations | None = None
) -> OpenStations:
    """The stations that may be offered from `now` until that set changes; trees that did not change are kept."""
    enters, leaves = horizon.starts - AHEAD_SECONDS, horizon.stops - STAY_SECONDS
    worthwhile = horizon.stops - horizon.starts >= STAY_SECONDS
    until = max(_next_change(enters[worthwhile], leaves[worthwhile], now), now + SHORTEST_SECONDS)
    until = min(until, horizon.second_day)
    eligible = worthwhile & (enters < until) & (leaves >= now)
    schedules = np.zeros(len(horizon.timelines), np.bool_)
    schedules[horizon.owners[eligible]] = True
    latest = np.full(len(schedules), -math.inf)
    np.maximum.at(latest, horizon.owners[eligible], horizon.stops[eligible])
    next_start = np.full(len(schedules), math.inf)
    later = worthwhile & (horizon.starts > now)
    np.minimum.at(next_start, horizon.owners[later], horizon.starts[later])
    kept = previous if previous and previous.horizon is horizon else None
    same = kept is not None and np.array_equal(kept.schedules, schedules)
    opened = kept.open if kept and same else Points.of(index, _rows(horizon, schedules))
    unknown = kept.unknown if kept else Points.of(index, np.flatnonzero(horizon.schedule == UNKNOWN))
    return OpenStations(index, horizon, now, until, schedules, opened, unknown, latest, next_start)


def _next_change(enters: Floats, leaves: Floats, now: float) -> float:
    return float(
        min(np.min(enters, where=enters > now, initial=math.inf), np.min(leaves, where=leaves >= now, initial=math.inf))
    )


def _rows(horizon: Horizon, schedules: npt.NDArray[np.bool_]) -> Rows:
    # Unknown hours are schedule -1: the last place, which is never eligible.
    return np.flatnonzero(np.append(schedules, False)[horizon.schedule])

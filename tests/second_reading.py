"""A second reading of the demo city's list, by naive rules: the doors that a walker should be offered, in order."""

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

from geopy.distance import geodesic
from prcoords import Coords, gcj_wgs_bored

from services.hours.holidays import SHIPPED

MINUTE = timedelta(minutes=1)
METERS_PER_MINUTE = 5_000 / 60 / 1.4
REACH_MINUTES = 30.0
DEGREES_AROUND = 0.2
FIRST = 4
WORKDAYS, SATURDAY, SUNDAY = frozenset(range(5)), 5, 6
DAILY = frozenset(range(7))
ALL_DAY = [(0, 24 * 60)]

Place = tuple[float, float]
Spans = list[tuple[int, int]]


def minutes(*hours: float) -> Spans:
    """Spans in minutes after midnight of hours from, till, from, till ..."""
    return [(round(start * 60), round(end * 60)) for start, end in zip(hours[::2], hours[1::2], strict=True)]


# What is written on the door, and what it means: the weekdays and the spans.
MEANINGS: dict[str, tuple[frozenset[int], Spans]] = {
    "24小时": (DAILY, ALL_DAY),
    "全天24小时开放": (DAILY, ALL_DAY),
    "周一至周五 08:30-12:00,14:00-17:30": (WORKDAYS, minutes(8.5, 12, 14, 17.5)),
    "8:30-12:00，14:00-17:30": (DAILY, minutes(8.5, 12, 14, 17.5)),
    "周一至周五 09:00-17:00": (WORKDAYS, minutes(9, 17)),
    "工作日 9：00—17：00": (WORKDAYS, minutes(9, 17)),
    "周一到周六 8:00-18:00，周日休息": (DAILY - {SUNDAY}, minutes(8, 18)),
    "周一至周五8:30-17:30，周六9:00-12:00": (DAILY - {SUNDAY}, minutes(8.5, 17.5)),
    "上午8:30-11:30 下午14:00-17:00": (DAILY, minutes(8.5, 11.5, 14, 17)),
    "周末 9:00-16:00": (frozenset((SATURDAY, SUNDAY)), minutes(9, 16)),
    "每天8点到20点": (DAILY, minutes(8, 20)),
    "08:00-22:00": (DAILY, minutes(8, 22)),
    "07:30-22:30": (DAILY, minutes(7.5, 22.5)),
    "早7点至晚10点": (DAILY, minutes(7, 22)),
    "06:00-22:00": (DAILY, minutes(6, 22)),
    "05:00-17:30": (DAILY, minutes(5, 17.5)),
    "07:00-20:30（节假日休息）": (DAILY, minutes(7, 20.5)),
    "18:00-次日6:00": (DAILY, minutes(18, 30)),
    "22:00-次日5:00": (DAILY, minutes(22, 29)),
}
SATURDAYS = {"周一至周五8:30-17:30，周六9:00-12:00": minutes(9, 12)}
SHUT_ON_HOLIDAYS = {"07:00-20:30（节假日休息）"}
UNKNOWN = {"", "待定", "工作日开放", "随门店营业时间"}


@dataclass(frozen=True)
class Door:
    """A row of the list, its place in WGS-84."""

    code: str
    name: str
    hours: str
    place: Place


def read_doors(file: Path, middle: Place) -> list[Door]:
    """The rows of a list in GCJ-02 that lie around a place."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [(row, Coords(float(row["纬度"]), float(row["经度"]))) for row in csv.DictReader(lines)]
    around = [(row, at) for row, at in rows if max(abs(at.lat - middle[0]), abs(at.lon - middle[1])) < DEGREES_AROUND]
    return [Door(row["编号"], row["名称"], row["开放时间"], tuple(gcj_wgs_bored(at))) for row, at in around]


def places_around(middle: Place) -> list[Place]:
    """The middle and ever farther places, a kilometer apart."""
    steps = sorted(((n, e) for n in range(-3, 4) for e in range(-3, 4)), key=lambda step: step[0] ** 2 + step[1] ** 2)
    return [(round(middle[0] + north * 0.01, 6), round(middle[1] + east * 0.01, 6)) for north, east in steps]


def certain_place(doors: list[Door], middle: Place, now: datetime) -> tuple[Place, list[Door]]:
    """A place near the middle whose three doors, the first in reach and open, nobody could dispute for four minutes."""
    for place in places_around(middle):
        measured = [(geodesic(place, door.place).meters, door) for door in doors]
        readings = [
            offered(measured, now + minute * MINUTE, REACH_MINUTES + slack)
            for minute in (-1, 0, 1, 2, 3)
            for slack in (-0.2, 0.2)
        ]
        best = readings[0]
        if all(reading == best for reading in readings) and is_clear(best):
            return place, [door for _, _, door in best[:3]]
    raise LookupError("no place in the middle of the city has three certain doors")


Offered = list[tuple[int, float, Door]]
"""What is offered, best first: 0 open in reach, 1 unknown in reach, 2 open beyond; the meters; the door."""


def is_clear(best: Offered) -> bool:
    """Whether there are enough doors, the first in reach and open, and no two that follow each other equally far."""
    gaps = [after[1] - before[1] for before, after in pairwise(best) if before[0] == after[0]]
    return len(best) == FIRST and best[0][0] == 0 and all(gap > 5 for gap in gaps)


def offered(measured: list[tuple[float, Door]], now: datetime, reach_minutes: float) -> Offered:
    """The first doors for a walker who sets out now."""
    ranked = []
    for meters, door in measured:
        walk = meters / METERS_PER_MINUTE
        if door.hours in UNKNOWN:
            ranked += [(1, meters, door)] if walk <= reach_minutes else []
        elif will_be_open(door.hours, now, now + walk * MINUTE):
            ranked.append((0 if walk <= reach_minutes else 2, meters, door))
    return sorted(ranked, key=lambda each: each[:2])[:FIRST]


def will_be_open(hours: str, now: datetime, arrival: datetime) -> bool:
    """Whether one can be in for ten minutes, after at most fifteen before the door."""
    latest_start = min(arrival + 15 * MINUTE, now + 45 * MINUTE)
    return MEANINGS[hours][1] is ALL_DAY or any(
        start <= latest_start and end - max(arrival, start) >= 10 * MINUTE
        for day in (now.date() + timedelta(days=days) for days in (-1, 0, 1))
        for start, end in openings(hours, day)
    )


def openings(hours: str, day: date) -> list[tuple[datetime, datetime]]:
    """The openings that begin on a day."""
    weekday = weekday_of(day)
    weekdays, spans = MEANINGS[hours]
    if weekday not in weekdays or (hours in SHUT_ON_HOLIDAYS and day in days_in("off_days")):
        return []
    spans = SATURDAYS.get(hours, spans) if weekday == SATURDAY else spans
    midnight = datetime(day.year, day.month, day.day)
    return [(midnight + start * MINUTE, midnight + end * MINUTE) for start, end in spans]


def weekday_of(day: date) -> int:
    """The weekday that a day counts as: a holiday is a Sunday, a make-up day the Friday or Monday next to it."""
    if day in days_in("off_days"):
        return SUNDAY
    return {5: 4, 6: 0}[day.weekday()] if day in days_in("makeup_workdays") else day.weekday()


@cache
def days_in(part: str) -> set[date]:
    """Days of the shipped calendars."""
    years = [json.loads(file.read_text(encoding="utf-8")) for file in SHIPPED.glob("cn_calendar_*.json")]
    return {date.fromisoformat(day) for year in years for day in year[part]}

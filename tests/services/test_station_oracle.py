"""Two thousand random questions, answered the same as by a naive reading of the rules with geopy's geodesic."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from services.hours.holidays import SHIPPED, Calendar
from services.places.position import Position
from services.places.travel import Travel
from services.stations.finder import StationFinder
from services.stations.index import StationIndex
from tests.fuzzing import TRIED, fuzzed

ZONE = ZoneInfo("Asia/Shanghai")
QUESTIONS, STATIONS, TOWNS = 2_000, 40, 20
KILOMETERS_PER_HOUR = {Travel.WALK: 5, Travel.EBIKE: 15, Travel.CAR: 25}
MINUTE = timedelta(minutes=1)
WORKDAYS, SATURDAY, SUNDAY = frozenset(range(5)), 5, 6
DAILY = frozenset(range(7))

# OSM text, and what it means: the weekdays, the spans in minutes, whether it is shut on public holidays.
MEANINGS: dict[str, tuple[frozenset[int], list[tuple[int, int]], bool]] = {
    "24/7": (DAILY, [(0, 1440)], False),
    "Mo-Su 08:00-18:00": (DAILY, [(480, 1080)], False),
    "Mo-Fr 08:00-12:00,13:30-18:00": (WORKDAYS, [(480, 720), (810, 1080)], False),
    "Mo-Su 07:00-21:30; PH off": (DAILY, [(420, 1290)], True),
    "Sa-Su 09:00-16:00": (frozenset((SATURDAY, SUNDAY)), [(540, 960)], False),
    "Mo-Fr 18:00-02:00": (WORKDAYS, [(1080, 1560)], False),
    "Mo-Su 22:00-06:00; PH off": (DAILY, [(1320, 1800)], True),
    "Mo-Sa 05:30-23:45": (DAILY - {SUNDAY}, [(330, 1425)], False),
    "Mo 10:00-10:09; Tu 00:00-24:00": (DAILY, [], False),  # replaced below: two rules
    "": (frozenset(), [], False),
}


@dataclass(frozen=True)
class Door:
    code: int
    latitude: float
    longitude: float
    hours: str


def off_days_and_makeup_days() -> tuple[set[date], set[date]]:
    year = json.loads((SHIPPED / "cn_calendar_2026.json").read_text(encoding="utf-8"))
    return {date.fromisoformat(day) for day in year["off_days"]}, set(map(date.fromisoformat, year["makeup_workdays"]))


OFF, MAKEUP = off_days_and_makeup_days()


def spans_on(hours: str, day: date) -> list[tuple[int, int]]:
    weekday = SUNDAY if day in OFF else ({5: 4, 6: 0}[day.weekday()] if day in MAKEUP else day.weekday())
    if hours.startswith("Mo 10:00"):
        return {0: [(600, 609)], 1: [(0, 1440)]}.get(weekday, [])
    weekdays, spans, is_shut_on_holidays = MEANINGS[hours]
    return spans if weekday in weekdays and not (is_shut_on_holidays and day in OFF) else []


def openings(hours: str, around: date) -> list[tuple[datetime, datetime]]:
    """Naive local openings from the day before to twenty days later, touching ones made one."""
    found: list[tuple[datetime, datetime]] = []
    for day in (around + timedelta(days=days) for days in range(-1, 20)):
        for start, end in spans_on(hours, day):
            midnight = datetime(day.year, day.month, day.day)
            opening = midnight + start * MINUTE, midnight + end * MINUTE
            if found and opening[0] <= found[-1][1]:
                found[-1] = found[-1][0], opening[1]
            else:
                found.append(opening)
    return found


def will_be_open(hours: str, now: datetime, arrival: datetime) -> bool:
    latest_start = min(arrival + 15 * MINUTE, now + 45 * MINUTE)
    return any(
        start <= latest_start and end - max(arrival, start) >= 10 * MINUTE for start, end in openings(hours, now.date())
    )


def expected(doors: list[Door], here: tuple[float, float], travel: Travel, now: datetime) -> list[int]:
    """All codes in the order in which they should be offered."""
    ranked = []
    for door in doors:
        meters = geodesic(here, (door.latitude, door.longitude)).meters
        minutes = meters * 1.4 / (KILOMETERS_PER_HOUR[travel] * 1000 / 60)
        if door.hours and will_be_open(door.hours, now, now + minutes * MINUTE):
            ranked.append((0 if minutes <= 30 else 2, meters, door.code))
        elif not door.hours and minutes <= 30:
            ranked.append((1, meters, door.code))
    return [code for _, _, code in sorted(ranked)]


def towns() -> Iterator[tuple[random.Random, list[Door], StationFinder]]:
    for town in range(TOWNS):
        chance = random.Random(town)
        doors = [
            Door(number, chance.uniform(30.2, 30.27), chance.uniform(120.1, 120.18), chance.choice(list(MEANINGS)))
            for number in range(1, STATIONS + 1)
        ]
        yield chance, doors, finder_of(doors)


def finder_of(doors: list[Door]) -> StationFinder:
    index = StationIndex()
    index.extend((d.code, d.latitude, d.longitude, d.hours, "", "", str(d.code), "", "", "", "") for d in doors)
    index.seal()
    return StationFinder(ZONE, Calendar.load(), index)


def a_moment(chance: random.Random) -> datetime:
    return datetime(2026, 9, 24) + timedelta(seconds=chance.randrange(18 * 86_400))


def test_two_thousand_questions_are_answered_in_the_geodesic_order() -> None:
    asked = 0
    for chance, doors, finder in towns():
        for _ in range(QUESTIONS // TOWNS):
            here = chance.uniform(30.18, 30.29), chance.uniform(120.08, 120.20)
            travel, now, skip = chance.choice(list(Travel)), a_moment(chance), chance.choice((0, 0, 3))
            found = finder.near(Position(*here), travel, now.replace(tzinfo=ZONE), skip=skip)
            answered = [int(offer.code) for offer in found.offers + found.beyond]
            assert answered == expected(doors, here, travel, now)[skip : skip + 3], (here, travel, now)
            asked += 1
    assert asked == QUESTIONS


@pytest.mark.parametrize("hours", [text for text in MEANINGS if text])
def test_every_minute_of_the_national_holiday_is_read_as_meant(hours: str) -> None:
    finder = finder_of([Door(1, 30.2, 120.1, hours)])
    now = datetime(2026, 9, 30)
    while now < datetime(2026, 10, 11):
        found = finder.near(Position(30.2, 120.1), Travel.WALK, now.replace(tzinfo=ZONE))
        assert bool(found.offers) == will_be_open(hours, now, now), now
        now += 5 * MINUTE


ANYWHERE = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))
ANYTIME = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(lambda moment: moment.replace(tzinfo=ZONE))
NEEDS = st.frozensets(st.sampled_from(["24h", "water", "nothing", "", ";"]))
FINDER = finder_of([Door(n, 30.2 + n / 900, 120.1, hours) for n, hours in enumerate(MEANINGS, 1)])


@fuzzed(60)
@given(ANYWHERE, st.sampled_from(Travel), ANYTIME, NEEDS, st.integers(0, 10**6))
def test_near_answers_from_anywhere_at_any_time(
    here: Position, travel: Travel, now: datetime, needs: frozenset[str], skip: int
) -> None:
    found = FINDER.near(here, travel, now, need=needs, skip=skip)
    TRIED["places"] += 1
    assert len(found.offers) + len(found.beyond) <= 3
    assert [offer.meters for offer in found.beyond] == sorted(offer.meters for offer in found.beyond)
    assert not any(offer.minutes < 0 or offer.wait_minutes < 0 for offer in (*found.offers, *found.beyond))

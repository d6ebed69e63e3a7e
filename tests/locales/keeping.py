"""What keepers read of noon and of their stations, with what a hard day puts into it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from models import NoonQuestion, Station, Supply
from services.keeping.board import StationToday
from services.keeping.noon_cards import Why
from services.keeping.supplies import USUAL

WHYS = (None, Why("red", 41.0), Why("orange", None), Why("", 37.4))
HOURS = (12 * 60, 15 * 60)


def keeping_values(now: datetime, names: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages with their values; `now` is local, `names` are those of people, stations and things."""
    for name, why, is_tomorrow in product(names, WHYS, (False, True)):
        noon = {"station": Station(name=name), "is_tomorrow": is_tomorrow, "hours": HOURS}
        for wanted in (0, 4, 5, 123_456):
            yield "keeper-noon", {**noon, "why": why, "wanted": wanted}
        for until, who in product((HOURS[0], 13 * 60, HOURS[1]), ("", name)):
            yield "keeper-noon-said", {**noon, "until": until, "who": who, "said_at": now, "now": now}
        if why:
            yield "keeper-which", {**noon, "why": why}
    for name in names:
        yield "keeper-noon-over", {"station": Station(name=name), "ends": 900}
        yield "keep-place", {"answers": {"missed": name}}
        for today in _days(name, now):
            yield "board-station", {"today": today, "now": now}
            yield "board", {"entries": [today] * 40, "now": now}
        for thing in (name[:20], *USUAL):
            yield "supply-what", {"station": name, "what": thing}
            yield "supply-left", {"station": name, "what": thing}
            yield "supply-until", {"station": name, "what": thing}
    yield "keep-place", {"answers": {"refused": True}}
    yield "keep-place", {"answers": {"missed": ""}}
    yield "keep-place", {"answers": {}}


def supplies_of(name: str, now: datetime) -> list[Supply]:
    """Things with and without a number, until today and until tomorrow."""
    return [
        Supply(what=what, left=left, until=now + timedelta(hours=hours))
        for what, left, hours in ((name[:20], 9_999, 1), ("mung_bean_soup", None, 20))
    ]


def _days(name: str, now: datetime) -> Iterator[StationToday]:
    tomorrow = now.date() + timedelta(days=1)
    questions = [
        NoonQuestion(day=day, begins=HOURS[0], ends=HOURS[1], open_until=until, answered_at=now)
        for day, until in ((now.date(), None), (now.date(), HOURS[1]), (tomorrow, HOURS[0]))
    ]
    for spans in (None, (), ((480, 720), (1080, 1560))):
        yield StationToday(Station(name=name), spans, questions, supplies_of(name, now))
        yield StationToday(Station(name=name), spans, [], [])

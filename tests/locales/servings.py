"""What workers and keepers read of a serving, with what a hard day puts into it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from models import EventKind
from services.events.coming import Coming
from services.events.course import TEMPLATES, Course, Stage
from services.events.days import Standing
from services.events.portions import Portions
from services.events.reservations import Answer
from services.places.travel import Travel

COUNTS = (Portions(None, 0), Portions(0, 0), Portions(3, 3), Portions(99_999, 12))


def courses(now: datetime, names: Sequence[str]) -> Iterator[Course]:
    """Servings at every stage, with every count; `now` is local, `names` are those of stations and events."""
    for name, kind, stage in product(names, (EventKind.MEAL, EventKind.CANTEEN, EventKind.HAIRCUT), Stage):
        course = Course(
            1, 1, name, name, kind, name * 5, stage, now.date(), now, now + timedelta(hours=2), now, now,
            COUNTS[-1], 100_000, now + timedelta(days=7), kind is EventKind.MEAL, kind is EventKind.HAIRCUT, now,
        )  # fmt: skip
        beside = Coming(now.date(), now, course.ends_at, Standing.ON, name, 1, name, 99.0, None)
        yield replace(course, beside=beside)
        if name == names[0]:
            yield replace(course, next_at=None, details="", planned=None, said_at=None)
            yield from (replace(course, portions=portions) for portions in COUNTS)


def serving_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages with their values."""
    for course in courses(now, names):
        for meters in (0, 2950):
            yield TEMPLATES[course.stage], {"course": course, "meters": meters, "now": now}
        for kept in ([], [(101, now), (1099, now + timedelta(days=1))]):
            yield "meal-counter", {"course": course, "kept": kept, "now": now}
        held = {"course": course, "number": 1099, "until": now + timedelta(minutes=15), "now": now}
        yield from ((template, held) for template in ("meal-expired-hold", "meal-lost"))
        for minutes, answer in product((None, 15), Answer):
            way = {"minutes": minutes, "travel": Travel.EBIKE}
            yield "meal-reserved", held | way
            yield "meal-not-kept", held | way | {"answer": answer}
    yield "meal-given-back", {"number": 1099}

"""What is read of meals and other events, with the values of a hard day."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from handlers.meals import LISTED, Entry, Where
from models import Event
from services.events.coming import Around, Coming
from services.events.days import Occurrence, Standing
from services.places.position import Position
from services.places.travel import Travel

Values = Iterator[tuple[str, dict[str, Any]]]


def meal_values(now: datetime, names: Sequence[str]) -> Values:
    """Templates with their values."""
    here = Position(30.27, 120.15)
    wheres = (
        Where(Around(here, 3000.0), "here", place="wtm"), Where(Around(area="3303"), "district", "温州市鹿城区"),
        *(Where(Around(here, 5000.0), "near", name, "wtm") for name in names), Where(Around(), "all"),
    )  # fmt: skip
    lists = [[(each.coming.day, [each])] for name in names for each in entries(now, name)]
    lists += [[], [(now.date(), [*entries(now, names[1])][:6])]]
    for (days, where), topic in product(zip(lists * 2, wheres * 99, strict=False), LISTED):
        values = {"days": days, "topic": topic, "where": where, "travel": Travel.EBIKE, "now": now}
        yield "meals-none", values | {"days": days[:1]}
        if days:
            yield "meals", values
    for name, said in product(names, (None, True, False)):
        for entry in entries(now, name):
            event = Event(title=entry.title)
            time = Occurrence(event, entry.coming.day, entry.begins_at, entry.ends_at, entry.coming.standing)
            yield "meal-ask", {"time": time, "station": name, "said": said, "now": now}
    for missed in ("", *names):
        yield "meals-place", {"answers": {"topic": "meals", "missed": missed}}


def entries(now: datetime, name: str) -> Iterator[Entry]:
    """Lines of the list: at every hour, however sure, near and far, with and without a count."""
    title = "免费早餐" if name != "<3 & </b>" else "长" * 60
    morning = now.replace(hour=6, minute=30)
    spans = (
        (morning + timedelta(days=1), timedelta(hours=2)), (morning + timedelta(days=40), timedelta(hours=20)),
        (now, timedelta(hours=5)), (morning.replace(hour=22, minute=0), timedelta(hours=2)),
    )  # fmt: skip
    for (begins_at, lasting), standing, meters in product(spans, Standing, (None, 70.0, 4321.0, 123_456.0)):
        left = 62 if standing is Standing.ON else None
        times = begins_at, begins_at + lasting
        coming = Coming(begins_at.date(), *times, standing, title, 10**9 - 1, name, meters, 1, left)
        minutes = None if meters is None else Travel.EBIKE.minutes(meters)
        yield Entry(6, coming, title, *times, meters, minutes)

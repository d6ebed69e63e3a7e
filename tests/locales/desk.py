"""What keepers read of what their stations offer, with what a hard day puts into it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from models import Event, EventKind, Notify, OnHoliday, Station


def desk_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages with their values; `now` is local, `names` are those of stations and events."""
    days = [now.date() + timedelta(days=each) for each in (0, 1, 300)]
    rule = "每周一三五，自2026-05-29起，到2028-12-31止"
    yield "meal-desk", {"lines": []}
    for name, kind, holiday in product(names, EventKind, OnHoliday):
        event = Event(
            title=name, kind=kind, rule=rule, serves_from=1380, serves_until=1560, portions=99_999,
            notify=Notify.EVENING, weather_exempt=holiday == OnHoliday.RUN, on_holiday=holiday,
        )  # fmt: skip
        station = Station(name=name)
        yield "meal-desk", {"lines": [(number, (event, station)) for number in range(94, 100)]}
        yield "meal-event", {"event": event, "station": station, "days": days, "now": now}
        yield "meal-event", {"event": event, "station": station, "days": [], "now": now}
        yield from (("meal-sure", {"event": event, "day": day, "now": now}) for day in (None, *days))
        answers = {
            "name": name, "kind": kind, "title": name, "rule": {"text": rule}, "hours": [390, 1560], "portions": 99_999,
            "notify": Notify.MORNING, "weather": "ask", "holiday": holiday,
        }  # fmt: skip
        yield "event-check", {"answers": answers, "days": days, "now": now}
        yield "event-check", {"answers": answers | {"portions": "any"}, "days": [], "now": now}
        yield "event-sure", {"answers": answers, "days": days, "now": now}
        yield "event-kind", {"answers": answers}
        yield "meal-twice", {"title": name, "station": name}
    yield from (("eventat-place", {"answers": answers}) for answers in ({"missed": True}, {}))

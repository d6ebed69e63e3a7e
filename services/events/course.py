"""The course of a serving: before, on, nothing left, over or called off; and what those read who were told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import LANGUAGES, Locale, locale
from models import Event, EventDay, EventKind, Serving, Station, Topic
from services.events.coming import Around, Coming, coming, is_within, red_areas
from services.events.days import Days, Standing
from services.events.portions import Portions, is_off, portions_of
from services.places.position import Position

Params = dict[str, Any]
AHEAD: Final = timedelta(days=62)
"""How far ahead the next time is looked for: something monthly is found."""
BESIDE_METERS: Final = 3_000.0


class Stage(StrEnum):
    """How far a serving is."""

    AHEAD = "ahead"
    ON = "on"
    GONE = "gone"  # nothing is left
    OVER = "over"
    OFF = "off"


TEMPLATES: Final[Mapping[Stage, str]] = {
    Stage.AHEAD: "meal-ahead",
    Stage.ON: "meal-serving",
    Stage.GONE: "meal-sold-out",
    Stage.OVER: "meal-ended",
    Stage.OFF: "meal-off",
}


@dataclass(frozen=True, slots=True)
class Course:
    """All that is said of a serving at a moment; moments are local. `next_at` is when its event is on again.

    `weather_exempt` is 风雨无阻; what is not is doubtful (`in_doubt`) while a red warning stands.
    `beside` is what else there is today near by, where nothing is left.
    """

    serving_id: int
    station_id: int
    station: str
    title: str
    kind: EventKind
    details: str
    stage: Stage
    day: date
    begins_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    said_at: datetime | None
    portions: Portions
    planned: int | None
    next_at: datetime | None
    weather_exempt: bool
    in_doubt: bool
    now: datetime
    beside: Coming | None = None

    @property
    def is_food(self) -> bool:
        """Whether portions are counted; else it is places."""
        return self.kind.topic is Topic.MEALS

    @property
    def served(self) -> int | None:
        """How many were given away; None if nobody counted, or counted more than were planned."""
        if self.planned is None or self.said_at is None or self.portions.left is None:
            return None
        return self.planned - self.portions.left if self.portions.left <= self.planned else None


async def course_of(session: AsyncSession, days: Days, serving: Serving, event: Event, now: datetime) -> Course:
    """How a serving stands."""

    def local(moment: datetime) -> datetime:
        return moment.astimezone(days.zone)

    station = await session.get_one(Station, event.station_id)
    after = await _next_time(session, days, event, serving.day, now)
    stage = _stage(serving, now)
    in_doubt = not event.weather_exempt and is_within(station.adcode, await red_areas(session, now))
    return Course(
        serving.id, station.id, station.name, event.title, EventKind(event.kind), event.details,
        stage, serving.day, local(serving.begins_at), local(serving.ends_at),
        local(serving.closed_at) if serving.closed_at else None,
        local(serving.left_said_at) if serving.left_said_at else None,
        await portions_of(session, serving, event, now), event.portions, local(after) if after else None,
        event.weather_exempt, in_doubt, local(now),
        await _beside(session, days, event, station, now) if stage is Stage.GONE else None,
    )  # fmt: skip


def _stage(serving: Serving, now: datetime) -> Stage:
    if is_off(serving):
        return Stage.OFF
    if now >= serving.ends_at:
        return Stage.OVER
    if serving.left == 0:
        return Stage.GONE
    return Stage.ON if now >= serving.begins_at else Stage.AHEAD


async def _next_time(session: AsyncSession, days: Days, event: Event, day: date, now: datetime) -> datetime | None:
    if event.ended_at is not None:
        return None
    first, last = day + timedelta(days=1), day + AHEAD
    said = select(EventDay).where(EventDay.event_id == event.id, EventDay.day.between(first, last))
    known = {each.day: each.takes_place for each in await session.scalars(said)}
    times = days.of(event, known, first, last, now)
    return next((time.begins_at for time in times if time.standing is Standing.ON), None)


async def _beside(session: AsyncSession, days: Days, event: Event, station: Station, now: datetime) -> Coming | None:
    around = Around(Position(station.latitude, station.longitude), BESIDE_METERS)
    topic = EventKind(event.kind).topic
    for each in await coming(session, days, around, topic, now, timedelta()):
        if each.event_id != event.id and each.standing is Standing.ON:
            begins_at, ends_at = each.begins_at.astimezone(days.zone), each.ends_at.astimezone(days.zone)
            return replace(each, begins_at=begins_at, ends_at=ends_at)
    return None


# --- what workers read -----------------------------------------------------------------------------


def letters_of(course: Course, meters: int) -> Mapping[str, Params]:
    """The message by language, without a chat, for those who named a place so far away; 0: nobody knows how far."""
    return {language: _letter(course, meters, locale(language)) for language in LANGUAGES}


def _letter(course: Course, meters: int, words: Locale) -> Params:
    return {
        "text": words.render(TEMPLATES[course.stage], course=course, meters=meters, now=course.now),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": _rows(course, words)},
    }


def _rows(course: Course, words: Locale) -> list[list[Params]]:
    if course.stage is Stage.OVER:
        return []
    if course.stage in (Stage.GONE, Stage.OFF):
        return [[_press(words, "others_near", f"meals:{course.kind.topic}")]]
    go = _press(words, "go_there", f"told_go:0:{course.station_id}")
    see = _press(words, "see_station", f"told_see:0:{course.station_id}")
    keep = _press(words, "keep_one", f"keep:{course.serving_id}")
    first = [keep, go] if course.stage is Stage.ON and course.portions.free else [go, see]
    # The number under a push says nothing: which notice it is, its letters cannot know.
    return [first, [_press(words, "hush", "hush:1"), _press(words, "fewer", "fewer:1")]]


def _press(words: Locale, word: str, data: str) -> Params:
    return {"text": words.word("button", word), "callback_data": data}

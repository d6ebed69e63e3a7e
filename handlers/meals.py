"""Meals: what there is to eat today, tomorrow and next, the nearest first; and what else takes place, with one key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler

from handlers import forms
from handlers.area import AREA, area_of
from handlers.card import travel_of
from handlers.context import Context, Keyboard
from handlers.guided import Guided
from handlers.keyboards import Key, inline, press
from handlers.messages import TYPED, KeyWords, pressed_in
from handlers.near import NAME_CHARACTERS, named
from handlers.question import PLACE
from models import Topic
from models.worker import NEAR_METERS
from services.events.coming import Around, Coming, coming, shown
from services.forms.outline import Answers, Outline, Step
from services.forms.readers import PLACE as SHARED
from services.forms.readers import text_up_to
from services.notices.subscriptions import lacks_place, switch_on, topics_of
from services.places.adcode import area_of as digits_of
from services.places.position import Position, from_geohash, geohash

MOST: Final = 6
FAR_METERS: Final = 30_000.0
"""Where nothing is near, the next within so many meters is named."""
THERE_METERS: Final = 30.0
"""Nearer than this it is the place itself."""
CITY_DIGITS: Final = 4
IN_A_ROW: Final = 3
LISTED: Final = (Topic.MEALS, Topic.EVENTS)


@dataclass(frozen=True, slots=True)
class Where:
    """From where somebody looks: `place` is a geohash, "" if nobody knows; `words` say it ("here", "near", …)."""

    around: Around
    words: str
    name: str = ""
    place: str = ""

    def wider(self) -> Around:
        """Where to look if nothing is near."""
        if self.around.position:
            return Around(self.around.position, FAR_METERS)
        return Around(area=self.around.area[:CITY_DIGITS])


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list, its moments local; `meters` and `minutes` are None at the place itself, or if unknown."""

    number: int
    coming: Coming
    title: str
    begins_at: datetime
    ends_at: datetime
    meters: float | None
    minutes: int | None


async def say_meals(update: Update, context: Context) -> None:
    """Say what there is around the place that is kept: a station, a district, or else everything."""
    template, keys, values = await _page(context, Topic.MEALS, _where(context))
    context.say(template, keys, **values)


async def turn(update: Update, context: Context) -> None:
    """Turn the list to meals or to other events, from where it was."""
    _, parts = pressed_in(update)
    await _show(context, Topic(parts[0]), _where(context, *parts[1:]))


async def remind(update: Update, context: Context) -> None:
    """Switch the topic on; who named no place is asked for a district."""
    _, (_, topic, *place) = pressed_in(update)
    worker = context.remember_worker()
    if lacks_place(worker, Topic(topic)):
        await forms.begin(context, AREA, {"topic": topic}, anew=True)
        return
    await switch_on(context.session, worker.id, (Topic(topic),), context.now)
    context.toast = context.words.word("meals", "reminded")
    await _show(context, Topic(topic), _where(context, *place))


async def ask_place(update: Update, context: Context) -> None:
    """Ask from where to look: it is used for this answer and not kept."""
    _, (_, topic) = pressed_in(update)
    await forms.begin(context, MEALS, {"topic": topic}, anew=True)


async def look_from(context: Context, answers: Answers) -> None:
    """Say what there is around the place that was shared or named."""
    given, topic = answers["place"], Topic(answers["topic"])
    if isinstance(given, str):
        found = (context.services.stations.door(each, context.now) for each in named(context, given))
        position = next((door.position for door in found if door), None)
    else:
        position = Position(*given)
    if position is None:
        await forms.begin(context, MEALS, {"topic": topic, "missed": given})
        return
    template, keys, values = await _page(context, topic, _here(geohash(position)))
    context.say(template, keys, **values)


# --- from where ----------------------------------------------------------------------------------------


def _where(context: Context, place: str = "") -> Where:
    """From the place that a key carries, else from the station, else from the district that is kept."""
    worker = context.worker
    if place:
        return _here(place)
    station_id = worker.near_station_id if worker else None
    door = None if station_id is None else context.services.stations.door(station_id, context.now)
    if worker and door:
        return Where(Around(door.position, worker.near_meters), "near", door.name, geohash(door.position))
    district = area_of(context)
    if district:
        return Where(Around(area=digits_of(district.adcode) or ""), "district", district.full_name)
    return Where(Around(), "all")


def _here(place: str) -> Where:
    return Where(Around(from_geohash(place), NEAR_METERS), "here", place=place)


# --- the list ------------------------------------------------------------------------------------------


async def _show(context: Context, topic: Topic, where: Where) -> None:
    template, keys, values = await _page(context, topic, where)
    context.show(template, keys, **values)


async def _page(context: Context, topic: Topic, where: Where) -> tuple[str, Keyboard, Mapping[str, Any]]:
    today, now = context.local_now.date(), context.now
    found = await coming(context.session, context.services.days, where.around, topic, now)
    is_soon = bool(found) and (found[0].day - today).days <= 1
    if not is_soon:
        found = (await coming(context.session, context.services.days, where.wider(), topic, now))[:1]
    entries = [_entry(context, *each) for each in enumerate(shown(found, today, MOST), start=1)]
    days = [(day, [*of_day]) for day, of_day in groupby(entries, key=lambda entry: entry.coming.day)]
    values = {"days": days, "topic": topic, "where": where, "travel": travel_of(context), "now": context.local_now}
    return "meals" if is_soon else "meals-none", await _keys(context, topic, where, entries), values


def _entry(context: Context, number: int, each: Coming) -> Entry:
    zone = context.services.zone
    title = each.title if each.event_id else context.words.word("supply", each.title)
    meters = None if each.meters is None or each.meters < THERE_METERS else each.meters
    minutes = None if meters is None else travel_of(context).minutes(meters)
    return Entry(number, each, title, each.begins_at.astimezone(zone), each.ends_at.astimezone(zone), meters, minutes)


async def _keys(context: Context, topic: Topic, where: Where, entries: Sequence[Entry]) -> Keyboard:
    word, suffix = context.words.word, f":{where.place}" if where.words == "here" else ""
    go = [press(word("button", "go", number=entry.number), _way_to(entry, where)) for entry in entries]
    keep_id = next((entry.coming.keep_id for entry in entries if entry.coming.keep_id), None)
    keep = [press(word("button", "keep_one"), f"keep:{keep_id}")] if keep_id else []
    is_on = topic in await topics_of(context.session, context.person_id)
    remind = [] if is_on else [press(word("meals", "remind"), f"meals:remind:{topic}{suffix}")]
    place = [] if where.place else [press(word("meals", "place"), f"meals:place:{topic}")]
    other = next(each for each in LISTED if each is not topic)
    turns: list[Key] = [press(word("meals", f"see_{other}"), f"meals:{other}{suffix}")]
    return inline(*(go[at : at + IN_A_ROW] for at in range(0, len(go), IN_A_ROW)), [*keep, *remind], [*place, *turns])


def _way_to(entry: Entry, where: Where) -> str:
    """Where it is known from where somebody goes, the door's card leads back to what is near there."""
    return f"go:{entry.coming.station_id}:{where.place}" if where.place else f"told_go:0:{entry.coming.station_id}"


MEALS: Final = Guided(
    Outline("meals", (Step("place", readers=(SHARED, text_up_to(NAME_CHARACTERS))),), known=("topic", "missed")),
    look_from,
)
_TOPICS: Final = "|".join(LISTED)

HANDLERS = [
    CommandHandler("meals", say_meals, TYPED),
    MessageHandler(KeyWords("keyboard", "meals"), say_meals),
    CallbackQueryHandler(turn, pattern=rf"^meals:(?:{_TOPICS})(?::{PLACE})?\Z"),
    CallbackQueryHandler(remind, pattern=rf"^meals:remind:(?:{_TOPICS})(?::{PLACE})?\Z"),
    CallbackQueryHandler(ask_place, pattern=rf"^meals:place:(?:{_TOPICS})\Z"),
]

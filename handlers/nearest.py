"""Nearest station: a worker shares a place and gets doors that will be open on arrival."""

from functools import partial
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers.context import Context, Keyboard
from handlers.keyboards import inline, main_keyboard, press
from handlers.messages import TYPED, KeyWords, message_in, position_in, pressed_in
from services.occupations import named_first
from services.places.position import Position, from_geohash, geohash, is_in_china
from services.places.travel import REACH_SECONDS, Travel
from services.stations.offer import Found, Offer

IMPRECISE_METERS = 200
FAR_METERS = 10_000
SHOWN = 3
FEWER = 2  # where the card must say more than where the doors are
FARTHEST = 96  # doors that a card can be turned to
PLACE = r"[0-9b-hjkmnp-z]{9}"
"""A geohash as our keys carry it."""

Entries = list[tuple[int, Offer]]
"""Stations under the numbers that the card and its keys give them."""


async def show_nearest(update: Update, context: Context) -> None:
    """Answer a shared position with the open stations around it; nothing of it is kept."""
    location = message_in(update).location
    accuracy = location.horizontal_accuracy if location else None
    imprecise = accuracy if accuracy and accuracy > IMPRECISE_METERS else None
    template, keyboard, values = card(context, position_in(update), imprecise=imprecise)
    context.say(template, keyboard or main_keyboard(context.words), **values)


async def show_again(update: Update, context: Context) -> None:
    """Answer the place that a station's own card carries; that card stays, for the kerb."""
    _, (place,) = pressed_in(update)
    template, keyboard, values = card(context, from_geohash(place))
    context.say(template, keyboard or main_keyboard(context.words), **values)


async def turn_card(update: Update, context: Context) -> None:
    """Show farther stations, or the nearest again, on the card itself: its keys carry the place."""
    _, (place, skip) = pressed_in(update)
    template, keyboard, values = card(context, from_geohash(place), skip=int(skip))
    context.show(template, keyboard, **values)


async def explain(update: Update, context: Context) -> None:
    """Say how to share a place: a client that cannot sent the key's words instead."""
    context.say("location-prompt", main_keyboard(context.words))


def travel_of(context: Context) -> Travel:
    """How this person gets around; on foot, the slowest, until they say so."""
    worker = context.worker
    return Travel(worker.travel) if worker and worker.travel else Travel.WALK


def card(
    context: Context, position: Position, *, skip: int = 0, imprecise: float | None = None
) -> tuple[str, Keyboard | None, dict[str, Any]]:
    """The template that answers a position, with its keys (None if there is nothing to press) and values."""
    if not is_in_china(position):
        return "nearest-outside", None, {}
    found = context.services.stations.near(position, travel_of(context), context.local_now, skip=skip)
    if found.nearest_meters is None:
        return "nearest-empty", None, {}
    template, entries = _choose(found, skip)
    values = {
        "found": found,
        "entries": entries,
        "wanted": partial(named_first, occupation=context.worker.occupation if context.worker else ""),
        "reach": REACH_SECONDS // 60,
        "few": len(found.offers) if not skip and len(found.offers) < SHOWN else 0,
        "accuracy": imprecise,
    }
    return template, _keys(context, position, found, entries, skip), values


def _choose(found: Found, skip: int) -> tuple[str, Entries]:
    """Which words fit what was found, and the stations they name; what opens first is number 1 and stands apart."""
    first = skip + 1 + (found.earliest is not None)
    entries = list(enumerate((*found.offers, *found.beyond), start=first))
    if skip:
        return ("nearest" if entries else "nearest-no-more"), entries
    if any(offer.hours_known for offer in found.offers):
        return "nearest", entries
    is_far = found.nearest_meters is not None and found.nearest_meters > FAR_METERS
    return ("nearest-far" if is_far else "nearest-none"), entries[:FEWER]


def _keys(context: Context, position: Position, found: Found, entries: Entries, skip: int) -> Keyboard | None:
    word, place = context.words.word, geohash(position)
    earliest = [(1, found.earliest)] if found.earliest and not skip else []
    go = [
        press(word("button", "go", number=number), f"go:{offer.station_id}:{place}")
        for number, offer in (*earliest, *entries)
    ]
    turn = [press(word("button", "first"), f"near:{place}:0")] if skip else []
    shown = skip + len(entries)
    if shown <= FARTHEST and (found.has_more or len(entries) < len(found.offers) + len(found.beyond)):
        turn.append(press(word("button", "more"), f"near:{place}:{shown}"))
    return inline(go, turn) if go or turn else None


HANDLERS = [
    MessageHandler(TYPED & (filters.LOCATION | filters.VENUE), show_nearest),
    CallbackQueryHandler(show_again, pattern=rf"^again:{PLACE}\Z"),
    CallbackQueryHandler(turn_card, pattern=rf"^near:{PLACE}:[0-9]{{1,2}}\Z"),
    CommandHandler("nearest", explain, TYPED),
    MessageHandler(KeyWords("keyboard", "nearest") | KeyWords("button", "find"), explain),
]

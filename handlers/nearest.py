"""Nearest station: a worker shares a place and gets doors that will be open on arrival."""

from functools import partial
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers.context import Context, Keyboard
from handlers.keyboards import inline, main_keyboard, press
from handlers.messages import KeyWords, message_in, position_in, pressed_in
from services.occupations import named_first
from services.offer import Found, Offer
from services.position import Position, from_geohash, geohash, is_in_china
from services.travel import REACH_SECONDS, Travel

IMPRECISE_METERS = 200
FAR_METERS = 10_000
SHOWN = 3


async def show_nearest(update: Update, context: Context) -> None:
    """Answer a shared position with the open stations around it; nothing of it is kept."""
    position = position_in(update)
    location = message_in(update).location
    accuracy = location.horizontal_accuracy if location else None
    imprecise = accuracy if accuracy and accuracy > IMPRECISE_METERS else None
    template, keyboard, values = card(context, position, imprecise=imprecise)
    context.say(template, keyboard, **values)


async def turn_card(update: Update, context: Context) -> None:
    """Show farther stations, or the nearest again, on the card itself: its keys carry the place."""
    _, (place, skip) = pressed_in(update)
    template, keyboard, values = card(context, from_geohash(place), skip=int(skip))
    context.show(template, keyboard, **values)


async def explain(update: Update, context: Context) -> None:
    """Say how to share a place: a client that cannot sent the key's words instead."""
    context.say("location-prompt", main_keyboard(context.words))


def card(
    context: Context, position: Position, *, skip: int = 0, imprecise: float | None = None
) -> tuple[str, Keyboard | None, dict[str, Any]]:
    """The template that answers a position, with its keys and values."""
    if not is_in_china(position):
        return "nearest-outside", main_keyboard(context.words), {}
    worker = context.worker
    travel = Travel(worker.travel) if worker and worker.travel else Travel.WALK
    found = context.services.stations.near(position, travel, context.local_now, skip=skip)
    template, shown = _template(found, skip)
    keys = _keys(context, position, shown, found.has_more, skip) if shown or skip else None
    occupation = worker.occupation if worker else ""
    values = {
        "found": found,
        "few": partial(named_first, occupation=occupation),
        "skip": skip,
        "reach": REACH_SECONDS // 60,
        "accuracy": imprecise,
    }
    return template, keys or main_keyboard(context.words), values


def _template(found: Found, skip: int) -> tuple[str, list[Offer]]:
    """Which words fit what was found, and the stations they name, in the order of their numbers."""
    if found.nearest_meters is None:
        return "nearest-empty", []
    if skip:
        shown = [*found.offers, *found.beyond]
        return ("nearest" if shown else "nearest-no-more"), shown
    if found.nearest_meters > FAR_METERS:
        return "nearest-far", list(found.beyond)
    if any(offer.hours_known for offer in found.offers):
        return "nearest", [*found.offers, *found.beyond]
    earliest = [found.earliest] if found.earliest else []
    return "nearest-none", [*earliest, *found.beyond, *found.offers]


def _keys(context: Context, position: Position, shown: list[Offer], has_more: bool, skip: int) -> Keyboard:
    word, place = context.words.word, geohash(position)
    go = [
        press(word("button", "go", number=skip + number), f"go:{offer.station_id}:{place}")
        for number, offer in enumerate(shown, start=1)
    ]
    back = [press(word("button", "first"), f"near:{place}:0")] if skip else []
    more = [press(word("button", "more"), f"near:{place}:{skip + SHOWN}")] if has_more else []
    return inline(go, [*back, *more])


HANDLERS = [
    MessageHandler(filters.UpdateType.MESSAGE & (filters.LOCATION | filters.VENUE), show_nearest),
    CallbackQueryHandler(turn_card, pattern=r"^near:[0-9a-z]{9}:\d{1,4}$"),
    CommandHandler("nearest", explain, filters.UpdateType.MESSAGE),
    MessageHandler(filters.UpdateType.MESSAGE & KeyWords("keyboard", "nearest"), explain),
    CallbackQueryHandler(explain, pattern="^find$"),
]

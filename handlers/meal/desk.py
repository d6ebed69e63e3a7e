"""Desk: what a keeper's stations offer, one card for each, and the keys that stop, add or end it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers import forms
from handlers.context import Context
from handlers.count import say_card
from handlers.keyboards import Key, inline, press
from handlers.meal import compose
from handlers.meal.cards import editor, key, show_event
from handlers.messages import TYPED, pressed_in
from handlers.rights import is_allowed, unions_allowed
from models import Event, Station
from services.events.desk import events_of, outlook
from services.events.servings import serving_of
from services.staff.rights import Action
from services.staff.unions import covering_union

A_PAGE: Final = 6
IN_A_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class Press:
    """A key of an event that was pressed; `day` is the one it is about, if it is about one."""

    event: Event
    station: Station
    day: date | None


async def say_desk(update: Update, context: Context) -> None:
    """Show what their stations offer; who may not hears why, a stranger nothing."""
    if await unions_allowed(update, context, Action.KEEP_MEALS):
        await _show_list(context, 0)


async def turn(update: Update, context: Context) -> None:
    """Show another page of it."""
    _, (_, skip) = pressed_in(update)
    if await unions_allowed(update, context, Action.KEEP_MEALS):
        await _show_list(context, int(skip))


async def add(update: Update, context: Context) -> None:
    """Ask for something new."""
    if await unions_allowed(update, context, Action.KEEP_MEALS):
        await compose.begin(context)


async def take_press(update: Update, context: Context) -> None:
    """Do what a key of an event says, if who pressed it may (still), and nothing has changed since it was shown."""
    _, (number, version, word, *day) = pressed_in(update)
    event = await context.session.get(Event, int(number))
    station = await context.session.get(Station, event.station_id) if event else None
    if event is None or station is None:
        await forms.answer_old(context)
        return
    union = await covering_union(context.session, station.adcode)
    if union is None or not await is_allowed(context, union.id, Action.KEEP_MEALS):
        return
    pressed = Press(event, station, date.fromordinal(int(day[0])) if day else None)
    if event.version == int(version) and event.ended_at is None:
        await DEEDS[word](context, pressed)
    elif word == "show":
        await show_event(context, event)
    else:
        context.toast = context.words.render("count-stale")
        await show_event(context, event)


# --- what the keys do ----------------------------------------------------------------------------------


async def _ask_off(context: Context, pressed: Press) -> None:
    await _ask_whether(context, pressed, "off")


async def _ask_end(context: Context, pressed: Press) -> None:
    await _ask_whether(context, pressed, "ended")


async def _ask_whether(context: Context, pressed: Press, word: str) -> None:
    keys = [key(context, pressed.event, word, pressed.day), key(context, pressed.event, "show")]
    context.show("meal-sure", inline(keys), event=pressed.event, day=pressed.day, now=context.local_now)


async def _call_off(context: Context, pressed: Press) -> None:
    await _say_day(context, pressed, takes_place=False)


async def _call_on(context: Context, pressed: Press) -> None:
    await _say_day(context, pressed, takes_place=True)


async def _say_day(context: Context, pressed: Press, *, takes_place: bool) -> None:
    if pressed.day is not None:
        await editor(context).say_day(context.session, pressed.event, pressed.day, takes_place=takes_place)
    await show_event(context, pressed.event)


async def _end(context: Context, pressed: Press) -> None:
    await editor(context).end(context.session, pressed.event)
    context.show("meal-no-more", inline([press(context.words.word("meal_desk", "list"), "meal:list:0")]))


async def _change(context: Context, pressed: Press) -> None:
    await compose.change(context, pressed.event, pressed.station)


async def _count(context: Context, pressed: Press) -> None:
    found = (await outlook(context.session, context.services.days, pressed.event, context.now)).of_today
    if found is None:
        await show_event(context, pressed.event)
    else:
        await say_card(context, await serving_of(context.session, found), pressed.event)


async def _show(context: Context, pressed: Press) -> None:
    await show_event(context, pressed.event)


DEEDS: Final[dict[str, Callable[[Context, Press], Awaitable[None]]]] = {
    "show": _show, "stop": _ask_off, "off": _call_off, "on": _call_on, "end": _ask_end, "ended": _end,
    "change": _change, "count": _count,
}  # fmt: skip


# --- the cards -----------------------------------------------------------------------------------------


async def _show_list(context: Context, skip: int) -> None:
    lines = await events_of(context.session, context.person_id, skip, A_PAGE + 1)
    shown, word = list(enumerate(lines[:A_PAGE], start=skip + 1)), context.words.word
    numbers = [press(str(number), f"meal:{event.id}:{event.version}:show") for number, (event, _) in shown]
    more = [press(word("meal_desk", "more"), f"meal:list:{skip + A_PAGE}")] if len(lines) > A_PAGE else []
    keys = inline(*_rows(numbers), [press(word("meal_desk", "add"), "meal:add"), *more])
    context.show("meal-desk", keys, lines=shown, zone=context.services.zone)


def _rows(keys: list[Key]) -> list[list[Key]]:
    return [keys[at : at + IN_A_ROW] for at in range(0, len(keys), IN_A_ROW)]


HANDLERS = [
    CommandHandler("meal", say_desk, TYPED),
    CallbackQueryHandler(turn, pattern=r"^meal:list:[0-9]{1,6}\Z"),
    CallbackQueryHandler(add, pattern=r"^meal:add\Z"),
    CallbackQueryHandler(
        take_press, pattern=rf"^meal:[0-9]{{1,9}}:[0-9]{{1,9}}:(?:{'|'.join(DEEDS)})(?::7[0-9]{{5}})?\Z"
    ),
]

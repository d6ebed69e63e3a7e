"""Count: a keeper says how much is left of what they serve, and who came with a number."""

from collections.abc import Collection
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import Context
from handlers.guided import Guided
from handlers.keep import teller
from handlers.messages import pressed_in
from handlers.rights import is_allowed
from models import Event, Reservation, Serving, Station
from services.events.counter import keys_of, remember_card, values_of
from services.events.counting import Counted, Ruling, fetch, hand_out, say_gone, say_left
from services.events.course import Course, course_of
from services.events.reservations import kept_for
from services.forms.outline import Answers, Deed, Outline, Step
from services.forms.readers import number_between
from services.staff.rights import Action
from services.staff.unions import covering_union

MOST: Final = 9_999


async def take_press(update: Update, context: Context) -> None:
    """Count off, ask for the number, or say that nothing is left, if who pressed may (still)."""
    _, (number, version, word) = pressed_in(update)
    serving_id = int(number)
    if not await _may_count(context, serving_id):
        return
    if word in ("say", "more"):
        await forms.begin(context, COUNT, {"serving": serving_id}, anew=True)
    elif word == "gone":
        await _show_counted(context, await say_gone(context.session, serving_id, int(version), context.now))
    else:
        counted = await hand_out(context.session, serving_id, int(word), int(version), context.now)
        await _show_counted(context, counted)


async def take_fetched(update: Update, context: Context) -> None:
    """Somebody came with their number."""
    _, (number,) = pressed_in(update)
    reservation = await context.session.get(Reservation, int(number))
    if reservation is None:
        await forms.answer_old(context)
    elif await _may_count(context, reservation.serving_id):
        await _show_counted(context, await fetch(context.session, reservation.id, context.now))


async def say_card(context: Context, serving: Serving, event: Event) -> None:
    """Bring the card to count with; from now on it is the one that is kept true."""
    course = await course_of(context.session, context.services.days, serving, event, context.now)
    kept = await kept_for(context.session, serving.id, context.now)
    keys = keys_of(course, serving.version, kept, context.words)
    parcel = context.say("meal-counter", keys, **values_of(course, kept))
    await remember_card(context.session, serving.id, context.person_id, parcel.id)


async def _may_count(context: Context, serving_id: int) -> bool:
    """Whether who speaks may look after this; who may not hears why."""
    serving = await context.session.get(Serving, serving_id)
    if serving is None:
        await forms.answer_old(context)
        return False
    event = await context.session.get_one(Event, serving.event_id)
    station = await context.session.get_one(Station, event.station_id)
    union = await covering_union(context.session, station.adcode)
    return union is not None and await is_allowed(context, union.id, Action.KEEP_MEALS)


async def _show_counted(context: Context, counted: Counted | None) -> None:
    """Show on the pressed card how it stands now, and tell the others."""
    if counted is None:
        await forms.answer_old(context)
        return
    course = await _told(context, counted, but=(context.person_id,))
    kept = await kept_for(context.session, counted.serving.id, context.now)
    keys = keys_of(course, counted.serving.version, kept, context.words)
    context.show("meal-counter", keys, **values_of(course, kept))


async def _told(context: Context, counted: Counted, but: Collection[int] = ()) -> Course:
    """How it stands; what changed is told to the others, and whose portion was lost."""
    if counted.ruling is not Ruling.DONE:
        context.toast = context.words.render(f"count-{counted.ruling}")
        return await course_of(context.session, context.services.days, counted.serving, counted.event, context.now)
    course = await teller(context).note(context.session, counted.serving, counted.event, context.now, but=but)
    for reservation in counted.lost:
        await teller(context).tell_lost(context.session, reservation, course, "meal-lost", context.now)
    return course


async def _finish(context: Context, answers: Answers) -> None:
    """Take the number that was typed."""
    if not await _may_count(context, answers["serving"]):
        return
    counted = await say_left(context.session, answers["serving"], answers["left"], context.now)
    if counted is None:
        await forms.answer_old(context)
        return
    await _told(context, counted)
    await say_card(context, counted.serving, counted.event)


COUNT: Final = Guided(
    Outline("count", (Step("left", readers=(number_between(0, MOST),)),), known=("serving",)), _finish,
    shows=(Deed.DROP,),
)  # fmt: skip

HANDLERS = [
    CallbackQueryHandler(take_press, pattern=r"^count:[1-9][0-9]{0,8}:[0-9]{1,9}:(?:1|5|10|say|more|gone)\Z"),
    CallbackQueryHandler(take_fetched, pattern=r"^fetched:[1-9][0-9]{0,8}\Z"),
]

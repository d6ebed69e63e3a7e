"""Day off: on its eve somebody who looks after an event says whether it takes place."""

from datetime import date

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import Context
from handlers.meal.cards import editor
from handlers.messages import pressed_in
from handlers.rights import is_allowed
from models import Event, EventDay, Station
from services.events.asking import keys_of, values_of
from services.events.days import Occurrence, Standing, hours_on
from services.staff.rights import Action
from services.staff.unions import covering_union


async def take_answer(update: Update, context: Context) -> None:
    """Write down what was said, if who pressed may (still); the later word wins, until it begins."""
    _, (event_id, day, answer) = pressed_in(update)
    time = await _time_of(context, int(event_id), day)
    if time is None or time.event.ended_at or time.begins_at <= context.now:
        await forms.answer_old(context)
        return
    event = time.event
    station = await context.session.get_one(Station, event.station_id)
    union = await covering_union(context.session, station.adcode)
    if union is None or not await is_allowed(context, union.id, Action.KEEP_MEALS):
        return  # they have heard why; without a union there is nobody to hear it
    takes_place = answer == "1"
    said = await context.session.get(EventDay, (event.id, time.day))
    if said is None or said.takes_place is not takes_place:
        await editor(context).say_day(context.session, event, time.day, takes_place=takes_place)
    keys = keys_of(time, context.words, takes_place)
    context.show("meal-ask", keys, **values_of(time, station, context.services.days, context.now, takes_place))


async def _time_of(context: Context, event_id: int, day: str) -> Occurrence | None:
    """The time that a key is about, which may be forged or years old."""
    event = await context.session.get(Event, event_id)
    try:
        its_day = date.fromisoformat(day)
    except ValueError:
        return None
    zone = context.services.zone
    return None if event is None else Occurrence(event, its_day, *hours_on(event, its_day, zone), Standing.ON)


HANDLERS = [CallbackQueryHandler(take_answer, pattern=r"^mealday:[1-9][0-9]{0,8}:20[0-9]{6}:[01]\Z")]

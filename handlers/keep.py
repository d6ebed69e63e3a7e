"""Keep: a worker has a portion kept for a quarter of an hour, and gets the number to say at the counter."""

from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.card import travel_of
from handlers.context import Context
from handlers.keyboards import inline, press
from handlers.messages import pressed_in
from models import Event, Reservation, Serving
from services.events.course import Course, course_of
from services.events.reservations import Answer, Asked, give_back, keep
from services.events.telling import Teller


async def ask(update: Update, context: Context) -> None:
    """Keep one, or say why there is none to be kept."""
    _, (serving_id,) = pressed_in(update)
    minutes = await _minutes_to(context, int(serving_id))
    asked = await keep(context.session, int(serving_id), context.person_id, minutes, context.now)
    if asked.serving is None or asked.event is None:
        await forms.answer_old(context)
    elif asked.answer is Answer.KEPT and asked.reservation is not None:
        context.remember_worker()
        course = await teller(context).note(context.session, asked.serving, asked.event, context.now)
        _say_kept(context, course, asked.reservation, minutes)
    else:
        await _say_why_not(context, asked, asked.serving, asked.event, minutes)


async def give(update: Update, context: Context) -> None:
    """Let it be somebody else's."""
    _, (number,) = pressed_in(update)
    reservation = await give_back(context.session, int(number), context.person_id, context.now)
    if reservation is None:
        await forms.answer_old(context)
        return
    serving = await context.session.get_one(Serving, reservation.serving_id)
    event = await context.session.get_one(Event, serving.event_id)
    await teller(context).note(context.session, serving, event, context.now)
    context.show("meal-given-back", number=reservation.number)


def teller(context: Context) -> Teller:
    """Who tells others what changed."""
    return Teller(context.services.days, context.services.language)


def _say_kept(context: Context, course: Course, reservation: Reservation, minutes: int | None) -> None:
    word = context.words.word
    keys = [
        press(word("button", "go_there"), f"told_go:0:{course.station_id}"),
        press(word("button", "drop"), f"unkeep:{reservation.id}"),
    ]
    context.say("meal-reserved", inline(keys), course=course, **_values(context, reservation, minutes))


async def _say_why_not(context: Context, asked: Asked, serving: Serving, event: Event, minutes: int | None) -> None:
    course = await course_of(context.session, context.services.days, serving, event, context.now)
    values = {"answer": asked.answer, "course": course, **_values(context, asked.reservation, minutes)}
    context.toast = context.words.render("meal-not-kept", **values)


def _values(context: Context, reservation: Reservation | None, minutes: int | None) -> dict[str, Any]:
    until = reservation.held_until.astimezone(context.services.zone) if reservation else context.local_now
    number = reservation.number if reservation else 0
    return {
        "number": number, "until": until, "minutes": minutes, "travel": travel_of(context), "now": context.local_now
    }  # fmt: skip


async def _minutes_to(context: Context, serving_id: int) -> int | None:
    """How long the way takes from the station they named; None where they named none."""
    serving = await context.session.get(Serving, serving_id)
    near_id = context.worker.near_station_id if context.worker else None
    stations = context.services.stations
    near = None if near_id is None else stations.door(near_id, context.now)
    if serving is None or near is None:
        return None
    event = await context.session.get_one(Event, serving.event_id)
    offer = stations.offer(event.station_id, near.position, travel_of(context), context.local_now)
    return offer.minutes if offer else None


HANDLERS = [
    CallbackQueryHandler(ask, pattern=r"^keep:[1-9][0-9]{0,8}\Z"),
    CallbackQueryHandler(give, pattern=r"^unkeep:[1-9][0-9]{0,8}\Z"),
]

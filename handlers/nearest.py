"""Nearest station: a worker shares a place and gets doors that will be open on arrival."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers import area, forms, live
from handlers.card import card
from handlers.context import Context
from handlers.keyboards import Key, main_keyboard, with_row
from handlers.messages import TYPED, KeyWords, message_in, position_in, pressed_in
from handlers.question import MARKS, PLACE, Question
from services.clock import machine_now

IMPRECISE_METERS: Final = 200
LATE: Final = timedelta(minutes=3)  # a question that waited so long was asked before an outage


async def show_nearest(update: Update, context: Context) -> None:
    """Answer a shared position with the open stations around it; nothing of it is kept."""
    if await forms.takes_place(update, context):
        return
    message = message_in(update)
    if message.location and message.location.live_period:
        await live.begin(update, context)
        return
    accuracy = message.location.horizontal_accuracy if message.location else None
    question = Question.at(position_in(update))
    more = area.offer(context, question.position)
    say_card(context, question, note=note_on(message, context.now), accuracy=accuracy, more=more)


async def show_again(update: Update, context: Context) -> None:
    """Answer the place that a station's own card carries; that card stays, for the kerb."""
    _, parts = pressed_in(update)
    say_card(context, Question.read(*parts))


async def turn_card(update: Update, context: Context) -> None:
    """Filter, show farther stations or the nearest again, on the card itself: its keys carry the question."""
    query, (place, skip, *marks) = pressed_in(update)
    question = Question.read(place, "".join(marks), skip)
    answer = card(context, question, note=await live.note_on_press(query, question, context))
    context.show(answer.template, answer.keyboard, **answer.values)


async def explain(update: Update, context: Context) -> None:
    """Say how to share a place: a client that cannot sent the key's words instead."""
    context.say("location-prompt", main_keyboard(context.words))


def say_card(
    context: Context, question: Question, *, note: str = "", accuracy: float | None = None, more: Sequence[Key] = ()
) -> None:
    """Answer with a card of its own, with `more` keys under those it has; without any, the keyboard comes along."""
    answer = card(context, question, note=note, accuracy=accuracy)
    keyboard = answer.keyboard and with_row(answer.keyboard, more)
    context.say(answer.template, keyboard or main_keyboard(context.words), **answer.values)


def note_on(message: Message, now: datetime) -> str:
    """What the last line must say of a shared place: that the fix is poor, or that the answer comes late."""
    accuracy = message.location.horizontal_accuracy if message.location else None
    if accuracy and accuracy > IMPRECISE_METERS:
        return "imprecise"
    # Telegram dates by the machine's clock, a playground by one that is turned: it is the one which is nearer.
    waited = min(machine_now() - message.date, now - message.date, key=abs)
    return "late" if waited > LATE else ""


HANDLERS = [
    MessageHandler(TYPED & (filters.LOCATION | filters.VENUE), show_nearest),
    CallbackQueryHandler(show_again, pattern=rf"^again:{PLACE}{MARKS}\Z"),
    CallbackQueryHandler(turn_card, pattern=rf"^near:{PLACE}:[0-9]{{1,2}}{MARKS}\Z"),
    CommandHandler("nearest", explain, TYPED),
    MessageHandler(KeyWords("keyboard", "nearest") | KeyWords("button", "find"), explain),
]

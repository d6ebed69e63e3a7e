"""Door: the keys under an announcement that lead to its station; that somebody pressed one is counted once."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.keyboards import main_keyboard
from handlers.messages import pressed_in
from handlers.navigate import lead_to
from handlers.question import Question
from handlers.station import show_station
from services.broadcasts.progress import note_tap


async def go(update: Update, context: Context) -> None:
    """Send what one needs at the kerb of the announced station; where the worker is, nobody knows."""
    station_id = await _pressed(update, context)
    offer = context.services.stations.door(station_id, context.now)
    if offer is None:
        context.say("station-gone", main_keyboard(context.words))
    else:
        lead_to(context, offer, Question.at(offer.position))


async def see(update: Update, context: Context) -> None:
    """Show all of the announced station."""
    await show_station(context, await _pressed(update, context))


async def _pressed(update: Update, context: Context) -> int:
    """The station whose key was pressed; under a preview, which is of no notice, nothing is counted."""
    _, (notice_id, station_id) = pressed_in(update)
    if int(notice_id):
        await note_tap(context.session, int(notice_id), context.person_id, context.now)
    return int(station_id)


HANDLERS = [
    CallbackQueryHandler(go, pattern=r"^told_go:[0-9]{1,9}:[0-9]{1,9}\Z"),
    CallbackQueryHandler(see, pattern=r"^told_see:[0-9]{1,9}:[0-9]{1,9}\Z"),
]

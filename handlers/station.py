"""Station: one door with all that is known of it, and its picture."""

from typing import Final

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context, Keyboard
from handlers.keyboards import copy, inline, main_keyboard, press
from handlers.messages import pressed_in
from handlers.question import MARKS, PLACE, Question
from locales import cut, first_number, visible
from models import Station
from services.keeping.supplies import standing
from services.staff.audit import Act, write_down
from services.staff.rights import may_edit_station
from services.staff.unions import covering_union
from services.stations.full import FullStation, full_station, station_with_code

MOST_THINGS: Final = 24  # on the full card, which must stay one message whatever a list brings


async def show_full(update: Update, context: Context) -> None:
    """Show all of the station whose key was pressed; the message with the maps stays, for the kerb."""
    _, (station_id, *parts) = pressed_in(update)
    await show_station(context, int(station_id), Question.read(*parts))


async def show_station(context: Context, station_id: int, question: Question | None = None) -> None:
    """Say all of one station; back leads to the card of `question`, or to what is near the station."""
    full = await full_station(context.session, station_id, context.local_now)
    door = context.services.stations.door(station_id, context.now)
    if full is None or door is None:
        context.say("station-gone", main_keyboard(context.words))
        return
    union = await covering_union(context.session, full.station.adcode)
    keys = _keys(context, full.station, question or Question.at(door.position))
    supplies = (await standing(context.session, [station_id], context.now)).get(station_id, ())
    values = {"supplies": supplies, **_values(context, full)}
    context.say("station", keys, door=door, now=context.local_now, union=union, **values)


def _values(context: Context, full: FullStation) -> dict[str, object]:
    word, station = context.words.word, full.station
    things = [*filter(None, (cut(word("amenity", code)) for code in station.amenities.split(";")))]
    facts = [word("star", str(station.star)) if station.star else "", word("kind", station.kind)]
    return {
        "station": station,
        "facts": [*filter(None, map(visible, facts)), word("list", "code", number=visible(station.code))],
        "things": things if len(things) <= MOST_THINGS else [*things[:MOST_THINGS], "…"],
        "week": full.week,
        "today": full.today,
    }


def _keys(context: Context, station: Station, question: Question) -> Keyboard:
    word = context.words.word
    go = [press(word("button", "go_there"), f"go:{station.id}:{question.here}")]
    photo = [press(word("button", "photo"), f"photo:{station.id}")] if station.photo else []
    phone = [copy(word("button", "copy"), first_number(station.phone))] if station.phone else []
    report = [press(word("button", "report"), f"complain:{station.id}")]
    return inline([*go, *photo], report, [*phone, press(word("button", "back"), question.page(0))])


async def show_photo(update: Update, context: Context) -> None:
    """Send the station's picture."""
    _, (station_id,) = pressed_in(update)
    station = await context.session.get(Station, int(station_id))
    if station is None or not station.photo:
        context.say("station-gone", main_keyboard(context.words))
        return
    caption = f"{visible(station.name)} · {context.words.word('list', 'code', number=visible(station.code))}"
    instead = context.words.word("list", "no_photo", name=visible(station.name))
    context.owe("sendPhoto", {"photo": station.photo, "caption": caption, "instead": instead})


async def takes_photo(message: Message, context: Context) -> bool:
    """Whether a picture is a station's: its code as the caption, from somebody who may edit it; then it is kept."""
    if not (message.photo and message.caption and message.from_user):
        return False
    station = await station_with_code(context.session, message.caption.strip())
    if station is None or not await may_edit_station(context.session, message.from_user.id, station):
        return False
    station.photo = message.photo[-1].file_id
    write_down(context.session, Act.CHANGED_PHOTO, station.code, context.now, actor_id=message.from_user.id)
    context.say("station-photo-kept", station=station)
    return True


HANDLERS = [
    CallbackQueryHandler(show_full, pattern=rf"^full:[0-9]{{1,9}}:{PLACE}{MARKS}\Z"),
    CallbackQueryHandler(show_photo, pattern=r"^photo:[0-9]{1,9}\Z"),
]

"""Board: a keeper's stations, how each stands today, and which ones are theirs."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers import forms
from handlers.context import Context, Keyboard
from handlers.guided import Guided
from handlers.keyboards import Key, inline, press
from handlers.messages import TYPED, pressed_in
from handlers.near import LABEL_CHARACTERS, MOST, NAME_CHARACTERS, named
from handlers.noon import ask_below, may_keep
from handlers.rights import unions_allowed
from locales import cut
from models import Station
from services.forms.outline import Answers, Choice, Deed, Outline, Step
from services.forms.readers import PLACE, text_up_to
from services.keeping.board import StationToday, today_of
from services.keeping.keepers import allowed_of, give_up, keep, stations_of
from services.places.position import Position
from services.staff.rights import Action

LOOKED_AT: Final = 40
"""So many of the nearest stations are looked through for those that somebody may keep."""


async def show_board(update: Update, context: Context) -> None:
    """Show what somebody keeps; who keeps nothing yet is asked which station is theirs."""
    if not await unions_allowed(update, context, Action.EDIT_STATION):
        return
    kept = await stations_of(context.session, context.person_id)
    if not kept:
        await forms.begin(context, KEEP)
    elif len(kept) == 1:
        await show_station(context, kept[0])
    else:
        entries = [await _today(context, station) for station in kept]
        keys = [[press(cut(station.name), f"board:{station.id}")] for station in kept]
        context.show("board", inline(*keys, [_add(context)]), entries=entries, now=context.local_now)


async def show_one(update: Update, context: Context) -> None:
    """Show one station that somebody may keep."""
    station = await pressed_station(update, context)
    if station:
        await show_station(context, station)


async def ask_which(update: Update, context: Context) -> None:
    """Ask for another station."""
    if await unions_allowed(update, context, Action.EDIT_STATION):
        await forms.begin(context, KEEP)


async def take_asked(update: Update, context: Context) -> None:
    """Keep the station that was tapped under a question, and ask about it below."""
    station = await pressed_station(update, context)
    if station:
        await keep(context.session, context.person_id, station, context.now)
        await show_station(context, station)
        await ask_below(context, station)


async def drop(update: Update, context: Context) -> None:
    """Keep a station no more."""
    _, (*_, number) = pressed_in(update)
    station = await context.session.get(Station, int(number))
    if station:
        await give_up(context.session, context.person_id, station, context.now)
    await show_board(update, context)


async def pressed_station(update: Update, context: Context) -> Station | None:
    """The station whose key was pressed, for somebody who may keep it; None: it was said why not."""
    _, (*_, number) = pressed_in(update)
    station = await context.session.get(Station, int(number))
    if station is None or not station.listed:
        await forms.answer_old(context)
        return None
    return station if await may_keep(update, context, station) else None


async def show_station(context: Context, station: Station) -> None:
    """Turn the card that was pressed to a station as it stands now, or say it anew."""
    today = await _today(context, station)
    context.show("board-station", await _keys(context, today), today=today, now=context.local_now)


async def _today(context: Context, station: Station) -> StationToday:
    return await today_of(context.session, context.services.stations, station, context.now)


async def _keys(context: Context, today: StationToday) -> Keyboard:
    word, station = context.words.word, today.station
    kept = await stations_of(context.session, context.person_id)
    asked = [press(word("board", "noon"), f"noon:{question.id}:ask") for question in today.questions]
    put_out = press(word("board", "put_out"), f"supply:put:{station.id}")
    is_mine = station.id in {each.id for each in kept}
    mine = [press(word("board", "drop"), f"board:drop:{station.id}")] if is_mine else []
    further = _add(context) if len(kept) < 2 else press(word("button", "back"), "board")
    return inline(*_supply_keys(context, today), [*asked, put_out], [*mine, further])


def _supply_keys(context: Context, today: StationToday) -> list[list[Key]]:
    """A row for each thing: fewer, fewer by five, gone; each key carries what was left when it was made."""
    word, rows = context.words.word, []
    for supply in today.supplies:
        seen = "x" if supply.left is None else supply.left
        name, data = cut(word("supply", supply.what), 8), f"supply:{supply.id}:{seen}"
        fewer = [] if supply.left is None else [press(f"{name} -1", f"{data}:1"), press("-5", f"{data}:5")]
        rows.append(
            [*fewer, press(word("board", "gone") if fewer else f"{name} {word('board', 'gone')}", f"{data}:all")]
        )
    return rows


def _add(context: Context) -> Key:
    return press(context.words.word("board", "add"), "board:add")


# --- which stations are theirs -------------------------------------------------------------------------


async def find(context: Context, answers: Answers) -> None:
    """Look for the stations that were meant, among those that this person may keep."""
    given, stations = answers["place"], context.services.stations
    if isinstance(given, str):
        found: Sequence[int] = named(context, given)
    else:
        found = stations.nearest_ids(Position(*given), LOOKED_AT)
    rows = [await context.session.get(Station, number) for number in found]
    allowed = await allowed_of(context.session, context.person_id, [each for each in rows if each and each.listed])
    if not allowed:
        note = {"refused": True} if found else {"missed": given if isinstance(given, str) else ""}
        await forms.begin(context, KEEP, note)
        return
    choices = [[str(each.id), each.name] for each in islice(allowed, MOST)]
    only = {"station": choices[0][0]} if len(choices) == 1 else {}
    if only:
        await take(context, {"stations": choices, **only})
    else:
        await forms.begin(context, KEPT, {"stations": choices})


async def take(context: Context, answers: Answers) -> None:
    """Keep the station that was chosen, if this person still may."""
    station = await context.session.get(Station, int(answers["station"]))
    allowed = await allowed_of(context.session, context.person_id, [station] if station else [])
    if not allowed:
        await forms.begin(context, KEEP, {"refused": True})
        return
    await keep(context.session, context.person_id, allowed[0], context.now)
    await show_station(context, allowed[0])
    await ask_below(context, allowed[0])


def _choices(answers: Answers) -> list[Choice]:
    return [Choice(number, label=cut(name, LABEL_CHARACTERS)) for number, name in answers["stations"]]


KEEP: Final = Guided(
    Outline("keep", (Step("place", readers=(PLACE, text_up_to(NAME_CHARACTERS))),), known=("missed", "refused")),
    find,
    shows=(Deed.DROP,),
)
KEPT: Final = Guided(Outline("kept", (Step("station", _choices),), known=("stations",)), take, shows=(Deed.DROP,))

HANDLERS: list[Any] = [
    CommandHandler("board", show_board, TYPED),
    CallbackQueryHandler(show_board, pattern=r"^board\Z"),
    CallbackQueryHandler(ask_which, pattern=r"^board:add\Z"),
    CallbackQueryHandler(take_asked, pattern=r"^board:keep:[0-9]{1,9}\Z"),
    CallbackQueryHandler(drop, pattern=r"^board:drop:[0-9]{1,9}\Z"),
    CallbackQueryHandler(show_one, pattern=r"^board:[0-9]{1,9}\Z"),
]

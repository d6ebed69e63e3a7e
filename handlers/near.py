"""Near: the station around which a worker wants to hear of meals and events: a door they name, not where they are."""

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler

from handlers import forms
from handlers.context import Context
from handlers.guided import Guided
from handlers.messages import KeyWords
from handlers.notices import near_name, show_card
from locales import cut
from services.forms.outline import Answers, Choice, Deed, Outline, Step, choices
from services.forms.readers import PLACE, text_up_to
from services.notices.subscriptions import switch_off_placeless
from services.places.position import Position

MOST: Final = 6
AROUND: Final = 3
NAME_CHARACTERS: Final = 60
LABEL_CHARACTERS: Final = 24
METERS: Final = ("1000", "3000", "5000")


async def ask(update: Update, context: Context) -> None:
    """Ask around which station."""
    await forms.begin(context, NEAR)


async def find(context: Context, answers: Answers) -> None:
    """Look for the stations that were meant; the place that was shared is used here and not kept."""
    given = answers["place"]
    if given is None:
        worker = context.remember_worker()
        worker.near_station_id = None
        await switch_off_placeless(context.session, worker)
        await show_card(context)
        return
    found = (
        named(context, given)
        if isinstance(given, str)
        else context.services.stations.nearest_ids(Position(*given), MOST)
    )
    doors = (context.services.stations.door(station_id, context.now) for station_id in found)
    stations = [[str(door.station_id), door.name] for door in doors if door]
    if not stations:
        await forms.begin(context, NEAR, {"missed": given if isinstance(given, str) else ""})
        return
    only = {"station": stations[0][0]} if len(stations) == 1 else {}
    await forms.begin(context, NEARBY, {"stations": stations, **only})


def named(context: Context, text: str) -> Sequence[int]:
    """The stations with this code, of this name, or around the place that is called so."""
    stations = context.services.stations
    with_code = stations.names.with_code(text)
    if with_code is not None:
        return [with_code]
    found = (
        [place.station_id] if place.station_id is not None else stations.nearest_ids(place.position, AROUND)
        for place in stations.names.places(text)
    )
    return list(islice(dict.fromkeys(chain.from_iterable(found)), MOST))


async def keep(context: Context, answers: Answers) -> None:
    """Keep the station and how far from it is still near."""
    worker = context.remember_worker()
    worker.near_station_id, worker.near_meters = int(answers["station"]), int(answers["meters"])
    await show_card(context)


def _choices(answers: Answers) -> list[Choice]:
    return [Choice(station_id, label=cut(name, LABEL_CHARACTERS)) for station_id, name in answers["stations"]]


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    return {"near": near_name(context)}


async def _name(context: Context, answers: Answers) -> Mapping[str, Any]:
    return {"station": dict(answers["stations"]).get(answers.get("station", ""), "")}


NEAR: Final = Guided(
    Outline(
        "near", (Step("place", readers=(PLACE, text_up_to(NAME_CHARACTERS)), skip="near_none"),), known=("missed",)
    ),
    find,
    values=_values,
)
NEARBY: Final = Guided(
    Outline("nearby", (Step("station", _choices), Step("meters", choices("near", METERS))), known=("stations",)),
    keep,
    values=_name,
    shows=(Deed.BACK, Deed.DROP),
)

HANDLERS = [
    CallbackQueryHandler(ask, pattern=r"^near\Z"),
    MessageHandler(KeyWords("button", "near"), ask),
]

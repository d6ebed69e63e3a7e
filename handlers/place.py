"""Place: a worker types where they are, or where they want to go."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from handlers import forms
from handlers.card import card
from handlers.context import Context
from handlers.guided import Guided
from handlers.keyboards import main_keyboard
from handlers.question import Question
from handlers.station import show_station
from locales import cut
from services.errands.owing import Body
from services.errors import ErrandError, TooLate
from services.forms.outline import Answers, Choice, Deed, Outline, Step
from services.places.geocoding import Place
from services.places.position import Position
from services.places.typed import ends_like_a_place, place_in
from services.stations.district import districts_called
from services.stations.names import names_a_station

PLACE: Final = "place"
MOST_CHOICES: Final = 8
NEAR_METERS: Final = 30_000.0  # a place of that name near our stations is meant rather than one far away
LABEL_CHARACTERS: Final = 24


async def takes_typed(text: str, context: Context) -> bool:
    """Whether a typed text is a station's code or names a place; then it is answered, or looked for outside."""
    stations, name = context.services.stations, place_in(text)
    station_id = stations.names.with_code(text)
    places = (stations.names.places(name) or districts_called(stations, name)) if name else ()
    if station_id is not None:
        await show_station(context, station_id)
    elif places:
        await _answer(name, places, context)
    elif name and context.services.geocodes:
        context.send_for(PLACE, text=name)
    elif name and ends_like_a_place(name):
        _say(context, "place-not-found", name)
    else:
        return False
    return True


async def tell(body: Body, answer: Any, context: Context) -> None:
    """Say what the geocoder found for a text."""
    match answer:
        case TooLate():
            _say(context, "place-late", body["text"])
        case ErrandError():
            _say(context, "place-service-down", body["text"])
        case [] | ():
            _say(context, "place-not-found", body["text"])
        case _:
            near = [
                place for place in answer if context.services.stations.meters_to_nearest(place.position) < NEAR_METERS
            ]
            await _answer(body["text"], (near or answer)[:MOST_CHOICES], context)


async def _answer(name: str, places: Sequence[Place], context: Context) -> None:
    if len(places) == 1:
        await _show(name, places[0], context)
    elif len(places) > MOST_CHOICES:
        _say(context, "place-too-many", name)
    else:
        await forms.begin(context, WHICH, {"name": name, "places": [asdict(place) for place in places]})


async def _show(name: str, place: Place, context: Context) -> None:
    """Answer a place with the open stations around it; who typed a station's name is shown that station."""
    if place.station_id is not None and names_a_station(name):
        await show_station(context, place.station_id)
        return
    answer = card(context, Question.at(place.position), note="typed")
    context.show(answer.template, answer.keyboard, **answer.values, place=place)


def _say(context: Context, template: str, name: str) -> None:
    context.say(template, main_keyboard(context.words), text=name)


# --- several of one name ---------------------------------------------------------------------------


def _choices(answers: Answers) -> list[Choice]:
    return [Choice(str(number), label=_label(place)) for number, place in enumerate(answers["places"])]


def _label(place: Mapping[str, Any]) -> str:
    area, name = place["area"], place["name"]
    return cut(f"{name}，{area}" if place["station_id"] and area else f"{area}{name}", LABEL_CHARACTERS)


async def _finish(context: Context, answers: Answers) -> None:
    if answers["which"] is None:
        _say(context, "place-not-found", answers["name"])
        return
    chosen = answers["places"][int(answers["which"])]
    await _show(answers["name"], Place(**chosen | {"position": Position(**chosen["position"])}), context)


WHICH = Guided(
    Outline("place", (Step("which", _choices, skip="none_of_these"),), known=("name", "places")),
    _finish,
    shows=(Deed.SKIP,),
)
TELLERS = {PLACE: tell}

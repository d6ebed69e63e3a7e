"""Place: a worker types where they are, or where they want to go."""

from typing import Any, Final

from handlers.card import card
from handlers.context import Context
from handlers.keyboards import main_keyboard
from handlers.question import Question
from services.errands.owing import Body
from services.errors import ErrandError, TooLate
from services.places.geocoding import Place
from services.places.typed import place_in

PLACE: Final = "place"


def takes_typed(text: str, context: Context) -> bool:
    """Whether a typed text may be a place; then it is answered, or looked for outside."""
    name = place_in(text)
    if not name or not context.services.geocodes:
        return False
    context.send_for(PLACE, text=name)
    return True


async def tell(body: Body, answer: Any, context: Context) -> None:
    """Say what the geocoder found for a text."""
    if isinstance(answer, ErrandError):
        template = "place-late" if isinstance(answer, TooLate) else "place-service-down"
        context.say(template, main_keyboard(context.words), text=body["text"])
    elif not answer:
        context.say("place-not-found", main_keyboard(context.words), text=body["text"])
    else:
        show(answer[0], context)


def show(place: Place, context: Context) -> None:
    """Answer a place with the open stations around it."""
    answer = card(context, Question.at(place.position), note="typed")
    context.say(answer.template, answer.keyboard or main_keyboard(context.words), **answer.values, place=place)


TELLERS = {PLACE: tell}

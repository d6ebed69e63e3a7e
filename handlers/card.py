"""The card that answers a question about what is near: which words, which stations, which keys."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final

from handlers.context import Context, Keyboard
from handlers.keyboards import Key, inline, press
from handlers.question import LETTERS, Question
from services.occupations import asked_first, named_first
from services.places.position import is_in_china
from services.places.travel import REACH_SECONDS, Travel
from services.stations.finder import ALL_DAY
from services.stations.offer import Found, Offer

FAR_METERS: Final = 10_000
SHOWN: Final = 3
FEWER: Final = 2  # where the card must say more than where the doors are
FARTHEST: Final = 96  # doors that a card can be turned to
FIRST_FILTERS: Final = 5  # beside them the key to all others
IN_A_ROW: Final = 3

Entries = list[tuple[int, Offer]]
"""Stations under the numbers that the card and its keys give them."""


@dataclass(frozen=True, slots=True)
class Card:
    """Words with their values, and keys; `keyboard` is None where there is nothing to press."""

    template: str
    keyboard: Keyboard | None
    values: dict[str, Any]


def travel_of(context: Context) -> Travel:
    """How this person gets around; on foot, the slowest, until they say so."""
    worker = context.worker
    return Travel(worker.travel) if worker and worker.travel else Travel.WALK


def occupation_of(context: Context) -> str:
    """What this person does for a living, "" until they say so."""
    return context.worker.occupation if context.worker else ""


def card(context: Context, question: Question, *, note: str = "", accuracy: float | None = None) -> Card:
    """Answer a question; `note` names what the last line must say, if anything, `accuracy` is in meters."""
    if not is_in_china(question.position):
        return Card("nearest-outside", None, {})
    needs = question.needs
    found = _found(context, question, needs)
    if found.nearest_meters is None:
        return Card("nearest-empty", None, {})
    template, entries = _choose(found, question)
    without = _found(context, question, ()).confirmed if template == "nearest-filter-none" else 0
    few = len(found.offers) if not question.skip and len(found.offers) < SHOWN else 0
    values = {
        "found": found,
        "entries": entries,
        "wanted": partial(named_first, occupation=occupation_of(context), needs=needs),
        "reach": REACH_SECONDS // 60,
        "needs": needs,
        "without": without,
        "few": few,
        "accuracy": accuracy,
        "note": note or ("filter" if needs else "few" if few else ""),
    }
    return Card(template, _keys(context, question, found, entries, without), values)


def _found(context: Context, question: Question, needs: tuple[str, ...]) -> Found:
    stations, moment = context.services.stations, context.local_now
    return stations.near(question.position, travel_of(context), moment, need=needs, skip=question.skip)


def _choose(found: Found, question: Question) -> tuple[str, Entries]:
    """Which words fit what was found, and the stations they name; what opens first is number 1 and stands apart."""
    first = question.skip + 1 + (found.earliest is not None)
    entries = list(enumerate((*found.offers, *found.beyond), start=first))
    if question.skip:
        return ("nearest" if entries else "nearest-no-more"), entries
    if found.confirmed:
        return "nearest", entries
    if question.letters:
        return "nearest-filter-none", entries[: FEWER - (found.earliest is not None)]
    is_far = found.nearest_meters is not None and found.nearest_meters > FAR_METERS
    return ("nearest-far" if is_far else "nearest-none"), entries[:FEWER]


def _keys(context: Context, question: Question, found: Found, entries: Entries, without: int) -> Keyboard:
    word = context.words.word
    earliest = [(1, found.earliest)] if found.earliest and not question.skip else []
    here = question.here
    go = [
        press(word("button", "go", number=number), f"go:{offer.station_id}:{here}")
        for number, offer in (*earliest, *entries)
    ]
    drop = [press(word("button", "without", number=without), question.plain())] if without else []
    turn = [press(word("button", "first"), question.page(0))] if question.skip else []
    shown = question.skip + len(entries)
    if shown <= FARTHEST and (found.has_more or len(entries) < len(found.offers) + len(found.beyond)):
        turn.append(press(word("button", "more"), question.page(shown)))
    return inline(go, drop, *_filter_keys(context, question), turn)


def _filter_keys(context: Context, question: Question) -> list[list[Key]]:
    """The filters, those first that this trade asks for; the chosen ones always among them, each in its place."""
    word, needs = context.words.word, question.needs
    codes = _filters(occupation_of(context))
    shown = codes if question.is_wide else [*codes[:FIRST_FILTERS], *(c for c in codes[FIRST_FILTERS:] if c in needs)]
    keys = []
    for code in shown:
        label = word("filter", code)
        keys.append(press(f"{label} ✓" if code in needs else label, question.switched(code)))
    keys.append(press(word("button", "fewer_filters" if question.is_wide else "other_filters"), question.widened()))
    return [keys[first : first + IN_A_ROW] for first in range(0, len(keys), IN_A_ROW)]


@lru_cache
def _filters(occupation: str) -> tuple[str, ...]:
    return (ALL_DAY, *asked_first([code for code in LETTERS if code != ALL_DAY], occupation))

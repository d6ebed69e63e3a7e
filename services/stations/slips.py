"""Slips of a finger: a pattern for the words that somebody may have meant."""

import re
from collections.abc import Iterator
from typing import Final

from services.places.typed import ends_like_a_place

SHORTEST: Final = 3  # characters; in two of them one wrong leaves too little
SHORTEST_LONG: Final = 4  # from here on a character may be one too many
_ROADS: Final = ("大道", "大街", "路", "街", "巷", "弄", "道")


def meant_by(word: str) -> re.Pattern[str]:
    """Finds what a word may have been meant to be: another kind of road, or one character wrong, missing or swapped.

    The end that says what kind of place it is stays as it was typed. The pattern finds nothing for a short word.
    """
    choices = [*_other_roads(word), *(_slips(word) if len(word) >= SHORTEST else ())]
    return re.compile("|".join(choices) if choices else "(?!)")


def stem(word: str) -> str:
    """A road's name without the kind of road, "" if it is none."""
    road = next((road for road in _ROADS if word.endswith(road)), "")
    return word.removesuffix(road) if road and len(word) - len(road) >= 2 else ""


def _other_roads(word: str) -> Iterator[str]:
    if stem(word):
        yield re.escape(stem(word)) + f"(?:{'|'.join(_ROADS)})"


def _slips(word: str) -> Iterator[str]:
    letters = [re.escape(letter) for letter in word]
    last = len(letters) - ends_like_a_place(word)
    for place in range(last):
        before, after = "".join(letters[:place]), "".join(letters[place + 1 :])
        yield f"{before}\\w{after}"
        if place:
            yield f"{before}\\w{letters[place]}{after}"
        if len(letters) >= SHORTEST_LONG:
            yield before + after
        if place + 1 < last:
            yield f"{before}{letters[place + 1]}{letters[place]}{''.join(letters[place + 2 :])}"

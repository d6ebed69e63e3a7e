"""A question: where, beyond how many doors, and what must be there; each key under a card carries one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from services.places.position import Position, from_geohash, geohash
from services.stations.finder import ALL_DAY

# Every letter keeps its meaning: a card of last month is still pressed.
LETTERS: Final[Mapping[str, str]] = {
    ALL_DAY: "a",
    "battery_swap": "b",
    "microwave": "c",
    "toilet": "d",
    "air_conditioning": "e",
    "water": "f",
    "phone_charging": "g",
    "seat": "h",
    "first_aid": "i",
    "shower": "j",
    "parking": "k",
    "ebike_charging": "l",
    "ev_charging": "m",
    "heating": "n",
    "bed": "o",
}
"""What a card can be filtered for."""
WIDE: Final = "z"
"""Stands behind the letters where all filters hang under the card, not only the first."""

PLACE: Final = r"[0-9b-hjkmnp-z]{9}"
"""A geohash as our keys carry it."""
MARKS: Final = r"(?::[a-o]{1,15}z?|:z)?"
"""The filters of a question as our keys carry them; the keys of cards before there were filters end here."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a card answers; `place` is the position's geohash, `letters` stand for what must be there, in order."""

    position: Position
    place: str
    letters: str = ""
    is_wide: bool = False
    skip: int = 0

    @classmethod
    def at(cls, position: Position, needs: Iterable[str] = ()) -> "Question":
        """What is near, and has all of `needs` (amenity codes, or 24h)?"""
        return cls(position, geohash(position), "".join(sorted(LETTERS[code] for code in needs)))

    @classmethod
    def read(cls, place: str, marks: str = "", skip: str = "0") -> "Question":
        """Take it out of a key's parts; the position is the middle of the place's cell, at most 4 meters off."""
        return cls(from_geohash(place), place, marks.removesuffix(WIDE), marks.endswith(WIDE), int(skip))

    @property
    def needs(self) -> tuple[str, ...]:
        """The amenity codes, or 24h, that were asked for."""
        return tuple(code for code, letter in LETTERS.items() if letter in self.letters) if self.letters else ()

    @property
    def here(self) -> str:
        """The place and the filters, as a key carries them that leads away from the card and back."""
        return self.place + _marks(self.letters, self.is_wide)

    # --- what the keys carry that turn the card ----------------------------------------------------

    def page(self, skip: int) -> str:
        """The same, beyond so many doors."""
        return f"near:{self.place}:{skip}{_marks(self.letters, self.is_wide)}"

    def switched(self, code: str) -> str:
        """The same with one filter switched, from the nearest on."""
        letters = "".join(sorted({*self.letters} ^ {LETTERS[code]})) if self.letters else LETTERS[code]
        return f"near:{self.place}:0{_marks(letters, self.is_wide)}"

    def widened(self) -> str:
        """The same with all filters under the card, or only the first again."""
        return f"near:{self.place}:{self.skip}{_marks(self.letters, not self.is_wide)}"

    def plain(self) -> str:
        """The same without any filter."""
        return f"near:{self.place}:0{_marks('', self.is_wide)}"


def _marks(letters: str, is_wide: bool) -> str:
    return f":{letters}{WIDE * is_wide}" if letters or is_wide else ""

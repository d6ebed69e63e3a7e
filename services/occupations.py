"""What a worker does for a living: it decides which amenities a card names, and offers to filter for, first."""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

OCCUPATIONS: Final = ("food_delivery", "courier", "cleaner", "taxi", "truck", "other")

# Three of these fit on the line; the first a station has are named.
_ANYBODY: Final = ("water", "phone_charging", "air_conditioning", "toilet", "microwave", "seat", "heating", "first_aid")
_WANTED_FIRST: Final = {
    "food_delivery": ("battery_swap", "microwave", "phone_charging"),
    "courier": ("battery_swap", "microwave", "phone_charging"),
    "cleaner": ("water", "toilet", "air_conditioning"),
    "taxi": ("toilet", "parking", "ev_charging", "shower"),
    "truck": ("toilet", "parking", "shower", "bed"),
}
_ASKED_BY_ANYBODY: Final = ("toilet", "air_conditioning", "water", "microwave")
SHOWN: Final = 3
LISTS_KEPT: Final = 4_096  # stations are equipped much alike


@lru_cache(LISTS_KEPT)
def named_first(amenities: tuple[str, ...], occupation: str, needs: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The amenities to name where three have room: those asked for, this trade's, then anybody's."""
    order = (*needs, *_WANTED_FIRST.get(occupation, ()), *_ANYBODY, *amenities)
    return tuple(dict.fromkeys(code for code in order if code in amenities))[:SHOWN]


def asked_first(codes: Collection[str], occupation: str) -> tuple[str, ...]:
    """What can be asked for, ordered: what this trade wants, then what anybody asks for on the way, then the rest."""
    order = (*_WANTED_FIRST.get(occupation, ()), *_ASKED_BY_ANYBODY, *codes)
    return tuple(dict.fromkeys(code for code in order if code in codes))

"""What a worker does for a living: it decides what a station's short line names first."""

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
SHOWN: Final = 3


def named_first(amenities: tuple[str, ...], occupation: str) -> tuple[str, ...]:
    """The amenities to name where three have room: what this trade asks for, then what anybody does."""
    order = (*_WANTED_FIRST.get(occupation, ()), *_ANYBODY, *amenities)
    return tuple(dict.fromkeys(code for code in order if code in amenities))[:SHOWN]

"""Bands: what the Measures of 2012 ask of employers, by the day's forecast maximum; and when it is hottest.

防暑降温措施管理办法, 安监总安健〔2012〕89号, article 8. They go by the temperature, never by a warning's color.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from services.hours.opening_hours import Span


class Band(StrEnum):
    """From how many degrees on something is asked of employers."""

    WARM = "35"
    HOT = "37"
    EXTREME = "40"


USUAL: Final[Span] = (12 * 60, 16 * 60)
"""When it is hottest on most days, in minutes of the day."""
NEAR_PEAK: Final = 2.0  # degrees below the maximum that still count as the hottest hours
FEWEST_HOURS, MOST_HOURS = 3, 8


def band_of(maximum: float) -> Band | None:
    """The band that a maximum in °C lies in, as it is shown, with one decimal; None below all of them."""
    return next((band for band in reversed(Band) if round(maximum, 1) >= float(band)), None)


def hottest(hours: Sequence[float]) -> Span | None:
    """From when until when a day is hottest, in minutes, of the temperatures of its 24 hours; None if they say nothing.

    The unbroken time around the maximum that comes within two degrees of it, three hours at least.
    """
    if not hours:
        return None
    peak = max(range(len(hours)), key=hours.__getitem__)
    first = last = peak
    while (side := _warmer_side(hours, first, last)) is not None:
        is_near = hours[side] >= hours[peak] - NEAR_PEAK
        if not is_near and last - first + 1 >= FEWEST_HOURS:
            break
        first, last = min(first, side), max(last, side)
    return (first * 60, (last + 1) * 60) if last - first < MOST_HOURS else None


def _warmer_side(hours: Sequence[float], first: int, last: int) -> int | None:
    """The hour before the first or after the last one, whichever is warmer; None where the day is over."""
    sides = [side for side in (first - 1, last + 1) if 0 <= side < len(hours)]
    return max(sides, key=hours.__getitem__, default=None)

"""What all readers of the weather share: words, moments and numbers out of answers that may be of any shape."""

import json
import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import structlog

from services.errors import WeatherSilent

log = structlog.get_logger(__name__)

LASTS: Final = timedelta(hours=24)
"""How long a warning holds that does not say until when: the bureaus' signals are about the next 24 hours."""
LONGEST: Final = timedelta(days=7)
"""What says that it holds for longer, as until the year 9999, does not know: nobody foresees heat for so long."""
LONGEST_NAME: Final = 180  # characters of a source's id, so that with an adcode it has room in its row

# What one stumbles over in an answer of another shape.
_STUMBLES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

Item = TypeVar("Item")
Read = TypeVar("Read")


@contextmanager
def of_known_shape() -> Iterator[None]:
    """Raise WeatherSilent for whatever a reader stumbles over within."""
    try:
        yield
    except _STUMBLES as error:
        raise WeatherSilent(f"an answer of an unknown shape ({type(error).__name__})") from None


def json_in(body: bytes | None) -> Any:
    """What a body says; ValueError if it is no JSON, NaN and Infinity included."""
    return json.loads(body or b"", parse_constant=_no_constant)


def readable(items: Iterable[Item], read: Callable[[Item], Read | None]) -> list[Read]:
    """What can be read of a list; None is nothing to us.

    One broken item does not hide the others, but is logged. WeatherSilent if all that matter are broken.
    """
    found, broken = [], 0
    for item in items:
        try:
            each = read(item)
        except _STUMBLES as error:
            broken += 1
            log.error("a warning cannot be read", error=type(error).__name__)
        else:
            found += [] if each is None else [each]
    if broken and not found:
        raise WeatherSilent("warnings of an unknown shape")
    return found


def words(value: Any) -> str:
    """A text, "" for null, without what no database and no phone takes; TypeError if it is something else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("this is no text")
    kept = (letter for letter in value if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def name(value: Any) -> str:
    """A source's id; ValueError if it is none or too long."""
    said = words(value)
    if not 0 < len(said) <= LONGEST_NAME:
        raise ValueError("this is no id")
    return said


def moment(value: Any) -> datetime:
    """An ISO moment, with seconds or without, as aware UTC; ValueError if it names no zone."""
    read = datetime.fromisoformat(words(value))
    if read.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return read.astimezone(UTC)


def span(onset: Any, expires: Any, issued_at: datetime) -> tuple[datetime | None, datetime]:
    """From when, if that is said, until when a warning holds; what would begin after its end says no beginning."""
    ends = min(moment(expires), issued_at + LONGEST) if expires else issued_at + LASTS
    begins = moment(onset) if onset else None
    return (begins if begins and begins < ends else None), ends


def degrees(value: Any) -> float:
    """A temperature on this planet, in °C; ValueError otherwise."""
    read = float(value)
    if not (math.isfinite(read) and -90 < read < 65):
        raise ValueError("nowhere is it so hot or cold")
    return read


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")

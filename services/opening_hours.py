"""Opening hours in OSM syntax; the only module that knows the library which reads them."""

import re

from opening_hours import validate

from services.errors import UnreadableHours

LONGEST = 1_000  # characters; real hours need fewer than 200, and a hostile cell must not cost seconds

_QUOTED_OR_HOLIDAY = re.compile(r'"[^"]*"|\bPH\b')


def normalize(text: str) -> str:
    """The hours without blanks around them, if they can be read; UnreadableHours, one sentence, if not."""
    stripped = text.strip()
    if not stripped:
        # The library reads blanks as open round the clock.
        raise UnreadableHours("there are no opening hours in it")
    if len(stripped) > LONGEST:
        raise UnreadableHours(f"opening hours of {len(stripped)} characters are too long, {LONGEST} are enough")
    if not validate(stripped) or not validate(on_a_holiday(stripped)):
        shown = stripped if len(stripped) <= 60 else stripped[:59] + "…"
        raise UnreadableHours(f"“{shown}” is not OSM opening hours, such as “Mo-Fr 08:00-18:00; PH off”")
    return stripped


def on_a_holiday(rule: str) -> str:
    """The rule with its PH (public holiday) selectors, outside quotes, turned into every day of the week."""
    return _QUOTED_OR_HOLIDAY.sub(lambda found: found[0] if found[0].startswith('"') else "Mo-Su", rule)

"""Opening-hours rules for a day that counts as another weekday: a holiday as a Sunday, a make-up day as a workday.

The day itself stays where it is in the year, so seasons and dated rules of the station still hold.
"""

import re
from typing import Final

NAMES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6

_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_ITEM = rf"(?:{_DAY}(?:-{_DAY})?(?:\[[^\]]*\])?|PH|SH)"
_SELECTOR = re.compile(rf"\b{_ITEM}(?:,{_ITEM})*(?: [+-]?\d+ days?)?")
_BETWEEN_ITEMS = re.compile(r",(?![^\[]*\])")  # not the comma of Sa[1,3]


def as_weekday(rules: str, actual: int, pretended: int, is_off: bool) -> str:
    """The rules for a day of weekday `actual` (Monday is 0) that counts as `pretended`; PH holds when `is_off`.

    `rules` in the library's own spelling, without remarks.
    """

    def selector(found: re.Match[str]) -> str:
        if " " in found[0]:  # "PH +1 day" speaks of a neighbor of the day
            return NAMES[(actual + 1) % 7]
        items = _BETWEEN_ITEMS.split(found[0])
        kept = [item for item in items if "[" in item and actual == pretended]
        if any(_covers(item, pretended, is_off) for item in items):
            kept.append(NAMES[actual])
        return ",".join(kept) or NAMES[(actual + 1) % 7]

    return _SELECTOR.sub(selector, rules)


def _covers(item: str, weekday: int, is_off: bool) -> bool:
    if item in ("PH", "SH"):
        return item == "PH" and is_off
    if "[" in item:
        return False
    first, _, last = item.partition("-")
    start, end = NAMES.index(first), NAMES.index(last or first)
    return (weekday - start) % 7 <= (end - start) % 7

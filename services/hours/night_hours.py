"""Opening-hours rules of night shifts, cut at midnight: the evening of a day, and the morning after it.

The library lets a day that is off still run into the next morning, and lets a day off cut the shift that began the
evening before. Evaluated apart, each part belongs to the day on which it began.
"""

import re
from typing import Final

# What the library takes for the sun where it knows no place.
SUN: Final = {"dawn": 360, "sunrise": 420, "sunset": 1_140, "dusk": 1_200}

_EVENT = "(?:dawn|sunrise|sunset|dusk)"
_CLOCK = rf"(?:\d\d:\d\d|{_EVENT}|\({_EVENT}[+-]\d\d:\d\d\))"
_SPAN = re.compile(rf"({_CLOCK})-({_CLOCK})(\+|/\d\d:\d\d)?")
_TIMES = re.compile(rf"(?<![\d\w]){_CLOCK}[^ ]*")
_SEPARATOR = re.compile(r"(; | \|\| |, )")


def evening_of(rules: str) -> str:
    """The rules with every shift ending at midnight; `rules` in the library's own spelling, without remarks."""
    return _SPAN.sub(lambda found: f"{found[1]}-24:00" if _crosses(found) else found[0], rules)


def morning_after(rules: str) -> str:
    """What the shifts of a day leave for the next one, as rules for the day itself; empty if nothing does."""
    if not any(_crosses(found) for found in _SPAN.finditer(rules)):
        return ""
    parts = ["; ", *_SEPARATOR.split(rules)]
    kept = [(mark, _morning(mark, rule)) for mark, rule in zip(parts[::2], parts[1::2], strict=True)]
    return "".join(mark + rule for mark, rule in kept if rule).removeprefix("; ").removeprefix(", ")


def _morning(mark: str, rule: str) -> str:
    """One rule's share of the next morning; empty if it has no say in it."""
    mornings = [_rest(found) for found in _SPAN.finditer(rule) if _crosses(found)]
    rests = [f"00:00-{rest}" for rest in mornings if rest]
    if rests:
        return _TIMES.sub(lambda _: ",".join(rests), rule, count=1)
    has_times = _TIMES.search(rule)
    if rule.endswith("closed"):
        return "" if has_times else rule
    if mark != "; ":
        return ""
    # A day with other hours has no night shift either.
    days = rule[: has_times.start()] if has_times else rule.removesuffix("unknown")
    return f"{days.strip()} off".strip()


def _crosses(found: re.Match[str]) -> bool:
    start, end = _minutes(found[1]), _minutes(found[2])
    return end <= start or end > 1_440


def _rest(found: re.Match[str]) -> str:
    """When the shift ends on the next day, empty if at its first minute."""
    if not found[2][0].isdigit():
        return found[2]
    end = _minutes(found[2])
    rest = end - 1_440 if end > 1_440 else end
    return f"{rest // 60:02}:{rest % 60:02}" if rest else ""


def _minutes(clock: str) -> int:
    """Minutes after midnight of 08:00, sunset or (sunset+01:00)."""
    if clock[0].isdigit():
        return int(clock[:2]) * 60 + int(clock[3:])
    event, sign, shift = re.fullmatch(r"\(?([a-z]+)(?:([+-])(\d\d:\d\d))?\)?", clock).groups()  # type: ignore[union-attr]
    return SUN[event] + (int(f"{sign}1") * _minutes(shift) if sign else 0)

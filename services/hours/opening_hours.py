"""Opening hours in OSM syntax; the only module that knows the library which reads them."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from opening_hours import OpeningHours, State, validate

from services.errors import UnreadableHours
from services.hours.holidays import DayKind
from services.hours.night_hours import evening_of, morning_after
from services.hours.weekdays import FRIDAY, MONDAY, SATURDAY, SUNDAY, as_weekday

LONGEST: Final = 1_000  # characters; real hours need fewer than 200, and a hostile cell must not cost seconds
MINUTES_A_DAY: Final = 1_440

Span = tuple[int, int]
"""From and until, in minutes after a day's midnight; what runs past the night ends beyond 1,440."""

_REMARK = re.compile(r'"[^"]*"')
_REMARK_ALONE = re.compile(r'((?:^|[;,]|\|\|)[^";,|:]*)"x"')
_STATED = re.compile(r"24/7|\b(?:open|off|closed|unknown|dawn|sunrise|sunset|dusk)\b")


def normalize(text: str) -> str:
    """The hours without blanks around them, if they can be read; UnreadableHours, one sentence, if not."""
    stripped = text.strip()
    if not stripped:
        # The library reads blanks as open round the clock.
        raise UnreadableHours("there are no opening hours in it")
    if len(stripped) > LONGEST:
        raise UnreadableHours(f"opening hours of {len(stripped)} characters are too long, {LONGEST} are enough")
    if not _is_readable(stripped):
        shown = stripped if len(stripped) <= 60 else stripped[:59] + "…"
        raise UnreadableHours(f"“{shown}” is not OSM opening hours, such as “Mo-Fr 08:00-18:00; PH off”")
    return stripped


class Hours:
    """One opening_hours text, read day by day: what begins on a day belongs to that day."""

    def __init__(self, text: str) -> None:
        """UnreadableHours unless `normalize` takes the text."""
        rules = _canonical(normalize(text))
        self._evening, self._morning = evening_of(rules), morning_after(rules)
        # Hours of which every part is "unknown" promise nothing.
        self.is_vague = " unknown" in f" {rules}" and not _is_ever_open(rules)

    def on(self, day: date, kind: DayKind = DayKind.ORDINARY) -> tuple[Span, ...]:
        """The open spans that begin on `day`, in order; on a day off PH rules hold and it counts as a Sunday.

        A make-up workday counts as the workday beside it, an unknown day as an ordinary one.
        """
        pretended = _pretended(day, kind)
        spans = _open(as_weekday(self._evening, day.weekday(), *pretended) if pretended else self._evening, day)
        if self._morning:
            rules = as_weekday(self._morning, day.weekday(), *pretended) if pretended else self._morning
            spans += [(start + MINUTES_A_DAY, end + MINUTES_A_DAY) for start, end in _open(rules, day)]
        return joined(spans)


def _pretended(day: date, kind: DayKind) -> tuple[int, bool] | None:
    """The weekday that the day counts as and whether PH rules hold; None for an ordinary day."""
    if kind is DayKind.OFF:
        return SUNDAY, True
    if kind is DayKind.MAKEUP:
        return {SATURDAY: FRIDAY, SUNDAY: MONDAY}.get(day.weekday(), day.weekday()), False
    return None


def _canonical(text: str) -> str:
    """The library's own spelling, without remarks."""
    return str(OpeningHours(_bare(text))).replace(' "x"', "").replace('"x"', "")


def _bare(text: str) -> str:
    """The text with an x for every remark; a rule that is only a remark says `unknown`.

    The library takes `Sa "by appointment"` for open all day, where the specification says unknown.
    """

    def stated(found: re.Match[str]) -> str:
        return found[0] if _STATED.search(found[1]) else f'{found[1]}unknown "x"'

    return _REMARK_ALONE.sub(stated, _REMARK.sub('"x"', text))


def _is_readable(text: str) -> bool:
    """Whether the text and everything that is made of it on special days can be parsed."""
    if not (validate(text) and validate(_bare(text))):
        return False
    rules = _canonical(text)
    made = [evening_of(rules), morning_after(rules) or "off"]
    pretended = [as_weekday(each, 3, weekday, is_off) for each in made for weekday, is_off in ((6, True), (0, False))]
    return all(validate(each) for each in made + pretended)


def _is_ever_open(rules: str) -> bool:
    return any(not re.search(r"\b(?:unknown|closed)$", rule.strip()) for rule in re.split(r";|\|\||, ", rules))


@lru_cache(maxsize=4_096)
def _compiled(rules: str) -> OpeningHours:
    # Without max_interval_days some rules are scanned to the year 9999.
    return OpeningHours(rules, max_interval_days=366)


def _open(rules: str, day: date) -> list[Span]:
    # A naive moment is taken as local, which spares the library's trouble with zones.
    midnight = datetime.combine(day, time())
    spans = _compiled(rules).intervals(midnight, midnight + timedelta(days=1))
    return [(_minutes(a - midnight), _minutes(b - midnight)) for a, b, state, _ in spans if state == State.OPEN]


def _minutes(since_midnight: timedelta) -> int:
    return round(since_midnight.total_seconds() / 60)


def osm_of(spans: Iterable[Span]) -> str:
    """The hours of a day as a text that `Hours` reads; without spans it is shut."""
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans) or "off"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch made one."""
    together: list[Span] = []
    for start, end in sorted(spans):
        if together and start <= together[-1][1]:
            together[-1] = together[-1][0], max(end, together[-1][1])
        else:
            together.append((start, end))
    return tuple(together)

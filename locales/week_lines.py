"""The lines of a week: on which days, and from when until when."""

from collections.abc import Sequence
from itertools import groupby

from locales.labels import Labels

DAY_MINUTES = 24 * 60
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
MOST_SPANS = 4  # of a day on a card: a rule may have a hundred, and seven such days are no message any more

Span = tuple[int, int]
"""From and until, in minutes after midnight; what runs past the night ends beyond 1,440."""


class WeekLines:
    """What one language says of a week of opening hours."""

    def __init__(self, labels: Labels) -> None:
        """`labels` are the language's."""
        self._word = labels.word

    def days(self, days: Sequence[int]) -> str:
        """周一到周五, 周六周日, 每天; Monday is 0."""
        if tuple(days) == EVERY_DAY:
            return self._word("week", "every_day")
        runs = groupby(enumerate(days), lambda each: each[1] - each[0])
        return self._word("list", "comma").join(self._run([day for _, day in run]) for _, run in runs)

    def spans(self, spans: Sequence[Span]) -> str:
        """08:00–12:00，13:30–18:00; 全天; 关 where there are none."""
        if tuple(spans) == ((0, DAY_MINUTES),):
            return self._word("week", "all_day")
        told = [*map(self._span, spans[:MOST_SPANS]), *(["…"] if len(spans) > MOST_SPANS else [])]
        return self._word("week", "and").join(told) or self._word("week", "shut")

    def _run(self, days: Sequence[int]) -> str:
        first, last = (self._word("weekday", str(day + 1)) for day in (days[0], days[-1]))
        form = {1: "one", 2: "two"}.get(len(days), "many")
        return self._word("week", form, first=first, last=last)

    def _span(self, span: Span) -> str:
        start, end = span
        is_late = end > DAY_MINUTES
        until = self._word("week", "next_day", clock=_clock(end - DAY_MINUTES)) if is_late else _clock(end)
        return f"{_clock(start)}–{until}"


def span_of(begins: int, ends: int) -> str:
    """Two minutes of one day: 12:00–15:00."""
    return f"{_clock(begins)}–{_clock(ends)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

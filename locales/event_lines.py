"""The lines of an event: on which day, and from when until when."""

from datetime import date, datetime
from typing import Any

from locales.labels import Labels


class EventLines:
    """What one language says of the time of an event; its `begins_at` and `ends_at` are local, as `now` is."""

    def __init__(self, labels: Labels) -> None:
        """`labels` are the language's."""
        self._labels, self._word = labels, labels.word

    def day(self, day: date, now: datetime) -> str:
        """今天, 明天, 7月17日（周五）, with its year if that is another."""
        days = (day - now.date()).days
        if days in (0, 1):
            return self._word("on_day", "tomorrow" if days else "today")
        return self.dated_in(day, now)

    def dated(self, day: date) -> str:
        """7月17日（周五）: so it is true as well for who reads it tomorrow."""
        return self._dated("later", day)

    def dated_in(self, day: date, now: datetime) -> str:
        """The same, with the year if that is another than now."""
        return self.dated(day) if day.year == now.year else self._dated("in_year", day)

    def month(self, day: date) -> str:
        """The month of a day, with its year: 2026年7月."""
        return self._word("on_day", "month", month=self._word("month", str(day.month)), year=day.year)

    def _dated(self, form: str, day: date) -> str:
        month, weekday = self._word("month", str(day.month)), self._word("weekday", str(day.isoweekday()))
        return self._word("on_day", form, day=day.day, month=month, weekday=weekday, year=day.year)

    def hours(self, time: Any, now: datetime) -> str:
        """06:30–08:30, 22:00–次日02:00; what has begun only until when: 到15:00."""
        if time.begins_at <= now:
            return self._word("on_day", "until", until=self._labels.till(time.ends_at, now))
        return f"{time.begins_at:%H:%M}–{self._end(time.begins_at.date(), time.ends_at)}"

    def _end(self, day: date, ends_at: datetime) -> str:
        clock = f"{ends_at:%H:%M}"
        if ends_at.date() == day:
            return clock
        return "24:00" if clock == "00:00" else self._word("week", "next_day", clock=clock)

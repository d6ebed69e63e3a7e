"""The words people read: one template for each message and language, labels in words.toml."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from locales.event_lines import EventLines
from locales.labels import ROOM, UNSEEN, Labels, columns, cut, first_number, grouped, plain, visible
from locales.station_lines import StationLines
from locales.week_lines import WeekLines

__all__ = ["LANGUAGES", "ROOM", "Locale", "columns", "cut", "first_number", "locale", "plain", "visible"]

LANGUAGES = tuple(sorted(path.name for path in ROOM.iterdir() if (path / "words.toml").exists()))


class Locale(Labels):
    """One language: renders its messages, knows its labels."""

    def __init__(self, language: str) -> None:
        """Open the folder of templates."""
        super().__init__(language)
        self.station, week, self.event = StationLines(self), WeekLines(self), EventLines(self)
        self._templates = Environment(
            loader=FileSystemLoader(ROOM / language),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_seen,
            auto_reload=False,
            cache_size=-1,
        )
        self._templates.filters |= {
            "distance": self.distance,
            "duration": self.duration,
            "lasting": self.lasting,
            "grouped": grouped,
            "moment": self.moment,
            "at": self.at,
            "till": self.till,
            "until_date": self.until_date,
            "day": self.day,
            "full_day": self.full_day,
            "word": lambda code, table: self.word(table, code),
            "cut": cut,
            "visible": visible,
            "number": first_number,
            "way": self.station.way,
            "hours": self.station.hours,
            "ways_in": self.station.ways_in,
            "how_in": self.station.how_in,
            "inside": self.station.inside,
            "wish": self.station.wish,
            "door": self.station.door,
            "weekdays": week.days,
            "spans": week.spans,
            "on_day": self.event.day,
            "dated": self.event.dated,
            "dated_in": self.event.dated_in,
            "month_of": self.event.month,
            "between": self.event.hours,
        }

    def render(self, template: str, **values: Any) -> str:
        """The message as Telegram's HTML; every value is escaped."""
        return self._templates.get_template(f"{template}.html").render(**values).strip()


@lru_cache
def locale(language: str) -> Locale:
    """The locale of a language; KeyError if there is none."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Locale(language)


def _seen(value: Any) -> Any:
    return UNSEEN.sub("", value) if type(value) is str else value

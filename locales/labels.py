"""Labels: the short words of a language, and numbers, distances and moments as people say them."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOM = Path(__file__).parent

# Marks that turn or hide the text around them, and halves of characters: a name must not carry them into a line.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_NUMBER = re.compile(r"\+?\d[\d -]*\d(?:转\d+)?")
METERS_A_KILOMETER = 1000
WEEK_DAYS = 7
NAME_CHARACTERS = 14  # of a name in a list
NUMBER_CHARACTERS = 24  # of a telephone number with its extension
LONGEST_ASKED = 200  # characters of the words of a key, a number or a name
NAMES_KEPT = 4_096  # of those cut to their line


class Labels:
    """The words.toml of one language, and what is said with it."""

    def __init__(self, language: str) -> None:
        """Read words.toml."""
        self.language = language
        self._words: Mapping[str, Any] = tomllib.loads((ROOM / language / "words.toml").read_text("utf-8"))

    def word(self, table: str, code: str, **values: Any) -> str:
        """A label; a code without one stands for itself, as what a union wrote in its own words does."""
        label = str(self._words[table].get(code, code))
        return label.format(**values) if values else label

    def labels(self, table: str) -> Mapping[str, str]:
        """All labels of a table, in order."""
        return dict(self._words[table])

    def distance(self, meters: float) -> str:
        """How far: 350米, from 1000 meters on 1.3公里, from 10 kilometers on whole ones."""
        tens = max(10, round(meters / 10) * 10)
        if tens < METERS_A_KILOMETER:
            return self.word("unit", "meters", number=tens)
        kilometers = meters / METERS_A_KILOMETER
        number = f"{kilometers:.1f}".removesuffix(".0") if kilometers < 10 else f"{kilometers:.0f}"
        return self.word("unit", "kilometers", number=number)

    def duration(self, minutes: int) -> str:
        """How long: 24分钟, 1小时17分钟."""
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self.word("unit", "minutes", number=minutes)
        return self.word("unit", "hours_minutes" if rest else "hours", hours=hours, minutes=rest)

    def lasting(self, seconds: int) -> str:
        """How long something takes to the second: 45秒, 2分35秒, from an hour on 1小时17分钟."""
        minutes, rest = divmod(seconds, 60)
        if minutes >= 60 or (minutes and not rest):
            return self.duration(minutes)
        return self.word("unit", "minutes_seconds" if minutes else "seconds", minutes=minutes, seconds=rest)

    def moment(self, moment: datetime, now: datetime) -> str:
        """When, as seen from `now`: 18:00, 明天02:00, 周五08:30, 7月14日08:30; both in the same zone."""
        return self._clock(moment.date(), now.date(), f"{moment.hour:02}:{moment.minute:02}")

    def until_date(self, moment: datetime, now: datetime) -> str:
        """When, in words that are still true tomorrow: 18:00 for today, else 7月15日10:30."""
        clock = f"{moment.hour:02}:{moment.minute:02}"
        return clock if moment.date() == now.date() else self._on(moment.date(), clock)

    def at(self, moment: datetime) -> str:
        """When, in words that are true on any day of the year: 7月14日17:38."""
        return self._on(moment.date(), f"{moment.hour:02}:{moment.minute:02}")

    def till(self, moment: datetime, now: datetime) -> str:
        """Until when: midnight belongs to the day that ends with it, as 24:00."""
        if (moment.hour, moment.minute) == (0, 0):
            return self._clock(moment.date() - timedelta(days=1), now.date(), "24:00")
        return self.moment(moment, now)

    def day(self, moment: datetime, now: datetime) -> str:
        """On which day, by the zone of `now`: 7月14日, with its year if that is another."""
        local = moment.astimezone(now.tzinfo)
        form = "day" if local.year == now.year else "day_and_year"
        return self.word("day", form, day=local.day, month=self.word("month", str(local.month)), year=local.year)

    def full_day(self, day: date) -> str:
        """A day with its year, whatever the year is now: 2026年7月14日."""
        return self.word("day", "day_and_year", day=day.day, month=self.word("month", str(day.month)), year=day.year)

    def _clock(self, day: date, today: date, clock: str) -> str:
        days = (day - today).days
        if days == 0:
            return clock
        if days == 1:
            return self.word("day", "tomorrow", clock=clock)
        if 1 < days < WEEK_DAYS:
            return self.word("day", f"weekday_{day.isoweekday()}", clock=clock)
        return self._on(day, clock)

    def _on(self, day: date, clock: str) -> str:
        return self.word("day", "date", clock=clock, month=self.word("month", str(day.month)), day=day.day)


def plain(text: str) -> str:
    """The letters and digits of a text: width, case, blanks, signs and punctuation do not change what it asks for.

    Of a text longer than anything that can be asked for so there are none: it is looked at dozens of times.
    """
    if len(text) > LONGEST_ASKED:
        return ""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def visible(text: str) -> str:
    """What a person sees of a text that others wrote, on one line."""
    return " ".join(UNSEEN.sub("", text).split())


@lru_cache(NAMES_KEPT)
def cut(text: str, characters: int = NAME_CHARACTERS) -> str:
    """A name that fits its line."""
    seen = visible(text)
    return seen if len(seen) <= characters else f"{seen[: characters - 1]}…"


def first_number(phone: str) -> str:
    """The first of the telephone numbers in a cell, without the words around it."""
    found = _NUMBER.search(visible(phone))
    return cut(found[0] if found else phone, NUMBER_CHARACTERS)


def grouped(number: int) -> str:
    """A number as it is read fast: 4,318."""
    return f"{number:,}"


def columns(text: str) -> int:
    """How wide a text is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1 for letter in text)

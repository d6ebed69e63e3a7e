"""The words people read: one template for each message and language, labels in words.toml."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOM = Path(__file__).parent
LANGUAGES = tuple(sorted(path.name for path in ROOM.iterdir() if (path / "words.toml").exists()))

# Marks that turn or hide the text around them, and halves of characters: a name must not carry them into a line.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
METERS_FROM_KILOMETERS = 1000
WEEK_DAYS = 7


class Locale:
    """One language: renders its messages, knows its labels."""

    def __init__(self, language: str) -> None:
        """Read words.toml and open the folder of templates."""
        self.language = language
        self._words: Mapping[str, Any] = tomllib.loads((ROOM / language / "words.toml").read_text("utf-8"))
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
            "moment": self.moment,
            "word": lambda code, table: self.word(table, code),
            "cut": cut,
            "ways_in": self.ways_in,
            "things": self.things,
        }

    def render(self, template: str, **values: Any) -> str:
        """The message as Telegram's HTML; every value is escaped."""
        return self._templates.get_template(f"{template}.html").render(**values).strip()

    def word(self, table: str, code: str, **values: Any) -> str:
        """A label; a code without one stands for itself, as what a union wrote in its own words does."""
        label = str(self._words[table].get(code, code))
        return label.format(**values) if values else label

    def labels(self, table: str) -> Mapping[str, str]:
        """All labels of a table, in order."""
        return dict(self._words[table])

    def distance(self, meters: float) -> str:
        """How far: 350米, from 1000 meters on 1.3公里, from 10 kilometers on whole ones."""
        if meters < METERS_FROM_KILOMETERS:
            return self.word("unit", "meters", number=max(10, round(meters / 10) * 10))
        kilometers = meters / 1000
        return self.word("unit", "kilometers", number=f"{kilometers:.1f}" if kilometers < 10 else f"{kilometers:.0f}")

    def ways_in(self, entries: Sequence[str]) -> str:
        """How one gets in; who says nothing lets everybody in."""
        return self.word("list", "or").join(self.word("entry", code) for code in entries or ("walk_in",))

    def things(self, amenities: Sequence[str]) -> str:
        """What there is."""
        return self.word("list", "and").join(self.word("amenity", code) for code in amenities)

    def duration(self, minutes: int) -> str:
        """How long: 24分钟, 1小时17分钟."""
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self.word("unit", "minutes", number=minutes)
        return self.word("unit", "hours_minutes" if rest else "hours", hours=hours, minutes=rest)

    def moment(self, moment: datetime, now: datetime) -> str:
        """When, as seen from `now`: 18:00, 明天02:00, 周五08:30, 7月14日08:30; both in the same zone."""
        clock = f"{moment:%H:%M}"
        days = (moment.date() - now.date()).days
        if days == 0:
            return clock
        if days == 1:
            return self.word("day", "tomorrow", clock=clock)
        if 1 < days < WEEK_DAYS:
            return self.word("day", f"weekday_{moment.isoweekday()}", clock=clock)
        return self.word("day", "date", clock=clock, month=moment.month, day=moment.day)


@lru_cache
def locale(language: str) -> Locale:
    """The locale of a language; KeyError if there is none."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Locale(language)


def cut(text: str, characters: int = 14) -> str:
    """A name that fits its line."""
    return text if len(text) <= characters else f"{text[: characters - 1]}…"


def _seen(value: Any) -> Any:
    return _UNSEEN.sub("", value) if type(value) is str else value

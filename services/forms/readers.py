"""Readers: what an answer in a person's own words, or a shared place, is taken for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from locales import plain
from services.places.position import Position

LONGEST_TEXT: Final = 4_096
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_ENGLISH: Final = {
    word: number
    for number, words in enumerate(
        ("one first", "two second", "three third", "four fourth", "five fifth", "six sixth", "seven seventh",
         "eight eighth", "nine ninth"), start=1,
    )
    for word in words.split()
}  # fmt: skip
_NUMERAL: Final = "[0-9]{1,9}|[〇零一二两三四五六七八九十]{1,3}"
_SPOKEN: Final = re.compile(rf"(?:我?[选要点]|number|the)?第?({_NUMERAL}|{'|'.join(_ENGLISH)})[个项号条家处]?(?:one)?")
_DATE: Final = re.compile(rf"(?:([0-9]{{4}})[年./-])?({_NUMERAL})[月./-]({_NUMERAL})[日号]?")
_DAYS_AGO: Final = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person wrote; `html` is the same with its formatting, None where a key stands for the words."""

    text: str
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that a person sent, by its file_id, with the words under it as HTML.

    `album` is what it shares with what was sent as one with it, `unique` is the same however often the file is sent.
    """

    kind: ClassVar[str] = ""
    file_id: str
    html: str = ""
    album: str = ""
    unique: str = ""


class Pictured(Filed):
    """A picture."""

    kind = "photo"


class Voiced(Filed):
    """A spoken message."""

    kind = "voice"


class Filmed(Filed):
    """A round film, the kind that is recorded in Telegram itself."""

    kind = "video_note"


@dataclass(frozen=True, slots=True)
class Shared:
    """A place that a person shared; `adcode` is the district it lies in, "" if that is not known."""

    position: Position
    adcode: str = ""


Given = Typed | Filed | Shared


@dataclass(frozen=True, slots=True)
class Reader:
    """`read` gives what an answer stands for, as JSON can hold it, or None where it is no answer.

    `kind` names what would be right, for the sentence that says so. The date is today's.
    """

    kind: str
    read: Callable[[Given, date], Any]


def numeral(text: str) -> int | None:
    """The number that is written so: 2, ２, 二, 两, 十二; None if it is none."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if any(letter not in _DIGITS for letter in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0) if text else None


def spoken_number(text: str) -> int | None:
    """The number that a person names to choose by: 2, 二, 两, 第二个, 选2, "2.", number two; None if it is none."""
    found = _SPOKEN.fullmatch(plain(text))
    return None if found is None else _ENGLISH.get(found[1]) or numeral(found[1])


def text_up_to(characters: int = LONGEST_TEXT) -> Reader:
    """Any words."""

    def read(given: Given, today: date) -> str | None:
        text = given.text.strip() if isinstance(given, Typed) else ""
        return text if 0 < len(text) <= characters else None

    return Reader("text", read)


def number_between(lowest: int, highest: int) -> Reader:
    """A whole number, both ends included."""

    def read(given: Given, today: date) -> int | None:
        number = spoken_number(given.text) if isinstance(given, Typed) else None
        return number if number is not None and lowest <= number <= highest else None

    return Reader("number", read)


def past_day() -> Reader:
    """A day up to today, as 2026-07-10; without a year it is the latest such day."""

    def read(given: Given, today: date) -> str | None:
        day = day_in(given.text, today) if isinstance(given, Typed) else None
        return None if day is None or day > today else day.isoformat()

    return Reader("day", read)


def day_in(text: str, today: date) -> date | None:
    """The day that is written so: 7.10, 7月10日, 2026-07-10, 七月十号, 昨天; None if it is none."""
    written = (
        re.sub(r"\s+", "", text).translate(str.maketrans("０１２３４５６７８９．／－。", "0123456789./-.")).rstrip(".")
    )
    if plain(written) in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[plain(written)])
    found = _DATE.fullmatch(written)
    if found is None:
        return None
    year, month, day = found.groups()
    return _latest(int(year) if year else None, numeral(month) or 0, numeral(day) or 0, today)


def _latest(year: int | None, month: int, day: int, today: date) -> date | None:
    for possible in (year,) if year else range(today.year, today.year - 8, -1):
        try:
            found = date(possible, month, day)
        except ValueError:
            continue
        if year or found <= today:
            return found
    return None


def _place(given: Given, today: date) -> list[float] | None:
    return [given.position.latitude, given.position.longitude] if isinstance(given, Shared) else None


PLACE: Final = Reader("place", _place)
"""A place as [latitude, longitude], WGS-84 degrees."""

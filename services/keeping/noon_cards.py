"""Noon cards: what a keeper reads of the question, and of what was answered, with the keys under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from locales import Locale, cut
from models import NoonQuestion, Station
from services.keeping.noon import HotHours, partly

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a keeper is asked: the color of a warning, "" for a forecast alone, and the day's maximum in °C if known."""

    color: str = ""
    celsius: float | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A template with its values, and its keys as the Bot API takes them."""

    template: str
    values: Mapping[str, Any]
    keyboard: Mapping[str, Any]

    def message(self, words: Locale) -> Params:
        """The parameters of a message in somebody's words, without the chat."""
        text = words.render(self.template, **self.values)
        return {"text": text, "parse_mode": "HTML", "reply_markup": self.keyboard}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose card it is: their words, the clock on their wall, and the moment."""

    words: Locale
    zone: ZoneInfo
    now: datetime

    def is_tomorrow(self, hot: HotHours) -> bool:
        """Whether these hours are those of the next day."""
        return hot.day == self.now.astimezone(self.zone).date() + timedelta(days=1)


def asked(reader: Reader, station: Station, question: NoonQuestion, why: Why | None = None, wanted: int = 0) -> Card:
    """The question; `wanted` are the workers near who want to hear of heat."""
    word = reader.words.word
    yes_no = [
        _press(word("noon", "yes"), f"noon:{question.id}:{question.ends}"),
        _press(word("noon", "no"), f"noon:{question.id}:{question.begins}"),
    ]
    parts = [
        _press(word("noon", "till", clock=f"{minute // 60:02}:{minute % 60:02}"), f"noon:{question.id}:{minute}")
        for minute in partly(question)
    ]
    values = {"why": why, "wanted": wanted, **_values(reader, station, question)}
    return Card("keeper-noon", values, _keyboard(yes_no, parts))


def answered(reader: Reader, station: Station, question: NoonQuestion, who: str) -> Card:
    """What was answered; `who` is "" where the reader did."""
    change = _press(reader.words.word("noon", "change"), f"noon:{question.id}:ask")
    said_at = question.answered_at.astimezone(reader.zone) if question.answered_at else None
    now = reader.now.astimezone(reader.zone)
    values = {"who": who, "until": question.open_until, "said_at": said_at, "now": now}
    return Card("keeper-noon-said", {**values, **_values(reader, station, question)}, _keyboard([change]))


def which(reader: Reader, stations: Sequence[Station], hot: HotHours, why: Why) -> Card:
    """For a keeper who has not said yet which station is theirs: those that are to be asked."""
    keys = [[_press(cut(station.name), f"board:keep:{station.id}")] for station in stations]
    other = [_press(reader.words.word("board", "other"), "board:add")]
    values = {"is_tomorrow": reader.is_tomorrow(hot), "why": why, "hours": (hot.begins, hot.ends)}
    return Card("keeper-which", values, _keyboard(*keys, other))


def _values(reader: Reader, station: Station, question: NoonQuestion) -> Mapping[str, Any]:
    hot = HotHours(question.day, question.begins, question.ends)
    return {"station": station, "is_tomorrow": reader.is_tomorrow(hot), "hours": (hot.begins, hot.ends)}


def _keyboard(*rows: Sequence[Params]) -> Params:
    return {"inline_keyboard": [list(row) for row in rows if row]}


def _press(label: str, data: str) -> Params:
    return {"text": label, "callback_data": data}

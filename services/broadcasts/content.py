"""The content of a broadcast: what its author wrote, and the messages that workers get of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from html import unescape
from typing import Any, Final
from urllib.parse import urlsplit

from locales import LANGUAGES, Locale, locale
from models import Station
from services.errors import InputFault

TEXT_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
"""Both in UTF-16 units after the markup is read. core.telegram.org/bots/api#sendmessage, #sendphoto"""
MOST_LINKS: Final = 5
LABEL_CHARACTERS: Final = 40
SAME_ENOUGH: Final = 0.9
"""How much of a text stays where only a slip is mended."""

Params = dict[str, Any]


class Flaw(StrEnum):
    """Why something cannot go out."""

    EMPTY = "empty"
    TEXT_TOO_LONG = "text_too_long"
    CAPTION_TOO_LONG = "caption_too_long"
    NO_HTTPS = "no_https"
    NO_LABEL = "no_label"
    TOO_MANY_LINKS = "too_many_links"


class ContentRefused(InputFault):
    """What was written cannot go out as it is; `flaw` says why, `units` how long it is where that is why."""

    def __init__(self, flaw: Flaw, units: int = 0) -> None:
        """The sentence people read about it is in their locale."""
        super().__init__(f"this cannot go out: {flaw}")
        self.flaw = flaw
        self.units = units


@dataclass(frozen=True)
class Content:
    """A text in Telegram's HTML, with a photo (its file_id), a station (its code) and links (label, https address)."""

    text: str = ""
    photo: str = ""
    station_code: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_json(cls, text: str) -> "Content":
        """Read what `as_json` wrote."""
        content = cls(**json.loads(text))
        return replace(content, links=tuple((label, url) for label, url in content.links))

    @property
    def as_json(self) -> str:
        """The content as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def method(self) -> str:
        """The call that sends it."""
        return "sendPhoto" if self.photo else "sendMessage"

    @property
    def editing_method(self) -> str:
        """The call that changes its words where they have arrived."""
        return "editMessageCaption" if self.photo else "editMessageText"

    @property
    def most_units(self) -> int:
        """How long its text may be."""
        return CAPTION_UNITS if self.photo else TEXT_UNITS

    def check(self) -> None:
        """Raises ContentRefused for the first thing that Telegram would refuse to everybody."""
        units = _units(self.text)
        if not (units or self.photo):
            raise ContentRefused(Flaw.EMPTY)
        if self.photo and units > CAPTION_UNITS:
            raise ContentRefused(Flaw.CAPTION_TOO_LONG, units)
        if units > TEXT_UNITS:
            raise ContentRefused(Flaw.TEXT_TOO_LONG, units)
        if len(self.links) > MOST_LINKS:
            raise ContentRefused(Flaw.TOO_MANY_LINKS)
        for label, url in self.links:
            if not 0 < len(label.strip()) <= LABEL_CHARACTERS:
                raise ContentRefused(Flaw.NO_LABEL)
            if not _is_https(url):
                raise ContentRefused(Flaw.NO_HTTPS)


def letters_of(content: Content, notice_id: int, station: Station | None = None) -> Mapping[str, Params]:
    """The parameters of the message, without a chat, by language: one text, and the fixed keys in each of them.

    `station` is the one of the content's code, None if it is not listed any more. In a preview `notice_id` is 0.
    """
    return {language: letter_of(content, notice_id, station, locale(language)) for language in LANGUAGES}


def letter_of(content: Content, notice_id: int, station: Station | None, words: Locale) -> Params:
    """The same in one language."""
    markup = {"parse_mode": "HTML", "reply_markup": _keyboard(content, notice_id, station, words)}
    if content.photo:
        return {"photo": content.photo, "caption": content.text, **markup}
    return {"text": content.text, "link_preview_options": {"is_disabled": True}, **markup}


def _keyboard(content: Content, notice_id: int, station: Station | None, words: Locale) -> Params:
    """Its own keys first; the two that stand under every push last."""
    word = words.word
    doors = (
        [
            _press(word("button", "go_there"), f"told_go:{notice_id}:{station.id}"),
            _press(word("button", "see_station"), f"told_see:{notice_id}:{station.id}"),
        ]
        if station
        else []
    )
    links = [[{"text": label, "url": url}] for label, url in content.links]
    hushes = [
        _press(word("button", "hush"), f"hush:{notice_id}"),
        _press(word("button", "fewer"), f"fewer:{notice_id}"),
    ]
    return {"inline_keyboard": [row for row in (doors, *links, hushes) if row]}


def _press(label: str, data: str) -> Params:
    return {"text": label, "callback_data": data}


def _units(text: str) -> int:
    """The length that Telegram counts, of a text in its HTML."""
    return len(unescape(re.sub(r"<[^<>]*>", "", text)).strip().encode("utf-16-le", "surrogatepass")) // 2


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and not re.search(r"\s", url)


def is_slip(old: Content, new: Content) -> bool:
    """Whether nothing but a few letters differ: what two people agreed to is still said."""
    is_same = (old.links, old.station_code) == (new.links, new.station_code)
    return is_same and SequenceMatcher(None, old.text, new.text, autojunk=False).ratio() >= SAME_ENOUGH

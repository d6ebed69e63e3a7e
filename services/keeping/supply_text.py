"""Supply text: what a keeper writes in one line about what they give away."""

import re
import unicodedata
from datetime import date
from typing import Any, Final

from locales import LANGUAGES, locale, plain, visible
from services.forms.moments import moment_in
from services.forms.readers import Given, Reader, Typed, numeral
from services.keeping.supplies import LONGEST, MOST, USUAL

_LINE: Final = re.compile(
    r"(?P<what>.+?)"
    r"(?:[\s,]*(?P<left>[0-9]{1,6}|[一二三四五六七八九十两]{1,3})\s*(?:[份碗瓶杯盒个支根箱包片块袋]|portions?|cups?|bottles?)?)?"
    r"(?:[\s,]*(?:到|至|until|till)\s*(?P<until>.+))?",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"@|://|\.[A-Za-z]{2}")
"""What a phone makes a link of: a thousand people read this, and none of it is checked."""


def read_supply(text: str, today: date) -> dict[str, Any] | None:
    """What is given away (a code where it is a usual thing), how many and until when; what is not said is None.

    None where it names nothing or an address, or a number or an hour that cannot be.
    """
    found = _LINE.fullmatch(visible(unicodedata.normalize("NFKC", text)))
    if found is None or not any(letter.isalpha() for letter in found["what"]) or len(found["what"]) > LONGEST:
        return None
    if _ADDRESS.search(found["what"]):
        return None
    left = numeral(found["left"]) if found["left"] else None
    until = moment_in(found["until"], today) if found["until"] else None
    if (found["left"] and not 0 < (left or 0) <= MOST) or (found["until"] and until is None):
        return None
    return {"what": _code_of(found["what"]), "left": left, "until": until}


def _code_of(words: str) -> str:
    usual = {plain(locale(language).word("supply", code)): code for language in LANGUAGES for code in USUAL}
    return words if words in USUAL else usual.get(plain(words), words)


def _read(given: Given, today: date) -> dict[str, Any] | None:
    return read_supply(given.text, today) if isinstance(given, Typed) else None


SUPPLY: Final = Reader("supply", _read)
"""A line such as 绿豆汤 28份 到15:00."""

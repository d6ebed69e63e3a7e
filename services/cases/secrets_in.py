"""Secrets in a text: numbers of identity cards and bank cards, which belong into no chat and are not kept."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){14,}(?: ?[Xx])?(?![0-9A-Za-z])")
_PIECES: Final = re.compile(r"[ -]")
_ID: Final = re.compile(r"[1-9][0-9]{5}((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]")
_CARD: Final = re.compile(r"[4569][0-9]{15,18}")  # how the cards in use in China begin
_LONGEST: Final = 19
_CHECKS: Final = "10X98765432"  # GB 11643-1999: ISO 7064, MOD 11-2


def holds_secret(text: str) -> bool:
    """Whether a text holds the number of an identity card or of a bank card, in one piece or in groups.

    Both are checked by their check digit and what they begin with, so that the number of an order seldom is one.
    """
    return any(_is_id(number) or _is_card(number) for number in _numbers(unicodedata.normalize("NFKC", text)))


def _numbers(text: str) -> Iterator[str]:
    """The numbers in a text; groups of digits may be one number or stand beside another."""
    for found in _DIGITS.finditer(text):
        pieces = _PIECES.split(found[0].upper())
        for start in range(len(pieces)):
            number = ""
            for piece in pieces[start:]:
                number += piece
                if len(number) > _LONGEST:
                    break
                yield number


def _is_id(number: str) -> bool:
    found = _ID.fullmatch(number)
    if found is None:
        return False
    try:
        date(*map(int, found.groups()))  # the day of birth
    except ValueError:
        return False
    weighed = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return number[17] == _CHECKS[weighed % 11]


def _is_card(number: str) -> bool:
    """Luhn's check, ISO/IEC 7812-1."""
    if not _CARD.fullmatch(number):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0

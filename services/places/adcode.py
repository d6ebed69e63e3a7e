"""Administrative codes 行政区划代码: which area one names, and which areas lie around it."""

import re
from typing import Final

COUNTRY: Final = "100000"
LEVELS: Final = (12, 9, 6, 4, 2, 0)  # digits: community, street, district, city, province, the country
_CODE: Final = re.compile(r"\d{6}(?:\d{3}|\d{6})?", re.ASCII)


def area_of(adcode: str) -> str | None:
    """The digits of a code that say something: 330300 is 3303, the country is ""; None if it is no code.

    One area lies within another if its digits begin with the other's.
    """
    if not _CODE.fullmatch(adcode):
        return None
    if adcode in (COUNTRY, "000000"):
        return ""
    while len(adcode) > 6 and adcode.endswith("000"):
        adcode = adcode[:-3]
    while len(adcode) <= 6 and adcode.endswith("00"):
        adcode = adcode[:-2]
    return adcode


def adcode_of(area: str) -> str:
    """The one code by which we name an area: six digits, of a street nine, of a community twelve."""
    return area.ljust(6, "0") if area else COUNTRY


def around(adcode: str) -> list[str]:
    """The codes of the areas that hold the one of a code, its own first; none if it is no code."""
    area = area_of(adcode)
    return [] if area is None else list(dict.fromkeys(adcode_of(area[:digits]) for digits in LEVELS))

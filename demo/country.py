"""The invented country around the city, for a bot that must not name a real district."""

from demo.city import CITY, DISTRICTS
from services.places.districts import Districts


def districts() -> Districts:
    """The city and its districts, and no other place near or far."""
    name, code = CITY
    areas = {code: name for reach in DISTRICTS for name, code in reach}
    return Districts({code[:2]: "虚构省"}, {code[:4]: name}, areas)

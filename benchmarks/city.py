"""A synthetic city: as many stations as asked for, so many per cent of them open at noon and at night."""

import math
import random
from collections.abc import Iterator
from typing import Any, Final

CENTER: Final = (28.0, 120.65)
STATIONS_PER_SQUARE_KILOMETER: Final = 0.6
AMENITIES: Final = ("water", "phone_charging", "air_conditioning", "microwave", "seat", "toilet", "first_aid", "wifi")
DAY_HOURS: Final = tuple(
    f"{days} {opens:02}:{minute:02}-{closes}:{minute:02}{holidays}"
    for days in ("Mo-Fr", "Mo-Sa", "Mo-Su")
    for opens in (6, 7, 8)
    for minute in (0, 30)
    for closes in (18, 20, 22)
    for holidays in ("", "; PH off")
)
NIGHT_HOURS: Final = ("Mo-Su 19:00-05:00", "Mo-Su 20:00-02:00", "Mo-Su 18:30-23:30")


def stations(count: int, open_share: float, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Rows for the station table; `open_share` of them are open on a Tuesday at 14:00, the others only by night."""
    chance = random.Random(seed)
    half = math.sqrt(count / STATIONS_PER_SQUARE_KILOMETER) / 2 / 111.0
    for number in range(1, count + 1):
        latitude = CENTER[0] + chance.uniform(-half, half)
        longitude = CENTER[1] + chance.uniform(-half, half) / math.cos(math.radians(CENTER[0]))
        hours = chance.choice(DAY_HOURS if chance.random() < open_share else NIGHT_HOURS)
        never_shuts = hours in DAY_HOURS and number % 20 == 0
        yield _station(number, latitude, longitude, "24/7" if never_shuts else hours, chance)


def _station(number: int, latitude: float, longitude: float, hours: str, chance: random.Random) -> dict[str, Any]:
    return {
        "id": number,
        "code": f"B{number:06}",
        "name": f"第{number}号驿站",
        "latitude": latitude,
        "longitude": longitude,
        "address": f"河东区人民路{number}号，营业厅一楼",
        "adcode": "330302",
        "opening_hours": hours,
        "amenities": ";".join(word for word in AMENITIES if chance.random() < 0.7),
        "entry": "walk_in",
        "phone": f"0000-{number:08}",
    }

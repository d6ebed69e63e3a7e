"""Places: whom a notice of the clock or the weather is for; of those, one message says the same to everybody."""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, true

from models import Notice, Subscription, Worker

_TEXT: Final = re.compile(r"(?P<area>\d*)(?:@(?P<station>\d+)(?:~(?P<meters>\d+))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """The workers of a district who named no station, or those who named this one, in that district if it is given.

    Of the latter only who wants to hear of things at least `meters` from it.
    """

    area: str = ""
    station_id: int | None = None
    meters: int = 0

    def __str__(self) -> str:
        """As Notice.place says it: 330302, 330302@17, @17~950."""
        if self.station_id is None:
            return self.area
        return f"{self.area}@{self.station_id}{f'~{self.meters}' if self.meters else ''}"

    @classmethod
    def of(cls, text: str) -> "Place":
        """Read it back."""
        parts = _TEXT.fullmatch(text)
        if parts is None or not text:
            raise ValueError(f"{text!r} is no place")
        station = parts["station"]
        return cls(parts["area"], int(station) if station else None, int(parts["meters"] or 0))


def subscribers(notice: Notice) -> ColumnElement[bool]:
    """What is true of the workers a notice is for."""
    place = Place.of(notice.place)
    return and_(
        exists().where(Subscription.worker_id == Worker.id, Subscription.topic == notice.topic),
        Worker.area == place.area if place.area else true(),
        Worker.near_station_id.is_(None) if place.station_id is None else Worker.near_station_id == place.station_id,
        Worker.near_meters >= place.meters if place.meters else true(),
    )

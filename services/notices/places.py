"""Places: whom a notice of the clock or the weather is for; of those, one message says the same to everybody."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, CompoundSelect, exists, select, union_all

from models import Notice, Subscription, Worker

NO_STATION: Final = 0
"""The number of no station: what a notice is for stands in an index, where nothing is unequal to nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """The workers of a district who named no station, or those who named this one, in that district if it is given.

    Of the latter only who wants to hear of things at least `meters` from it.
    """

    area: str = ""
    station_id: int | None = None
    meters: int = 0

    @classmethod
    def of(cls, notice: Notice) -> "Place":
        """Whom a notice is for."""
        return cls(notice.area, notice.station_id or None, notice.meters)


def subscribers(are_meant: ColumnElement[bool]) -> CompoundSelect[int, int, int]:
    """Rank and id of these notices, each with the workers it is for, but for those who shut the bot out."""
    wants = exists().where(Subscription.worker_id == Worker.id, Subscription.topic == Notice.topic)
    of_all = (are_meant, wants, Worker.near_meters >= Notice.meters, Worker.blocked_at.is_(None))
    pairs = select(Notice.rank, Notice.id.label("notice_id"), Worker.id.label("worker_id")).where(*of_all)
    has_station, has_area = Notice.station_id != NO_STATION, Notice.area != ""
    in_area, named = Worker.area == Notice.area, Worker.near_station_id == Notice.station_id
    # Three questions, each answered by an index: of an OR a database would look at everybody.
    return union_all(
        pairs.where(has_area, ~has_station, in_area, Worker.near_station_id.is_(None)),
        pairs.where(has_area, has_station, in_area, named),
        pairs.where(~has_area, has_station, named),
    )

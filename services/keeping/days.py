"""Days: from when until when a station is open on one, by its list and what was said of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import OpeningOverride, Station
from services.errors import UnreadableHours
from services.hours.holidays import Calendar
from services.hours.opening_hours import Hours, Span

Said = Mapping[int, Sequence[OpeningOverride]]
"""What was said of a day, by station, the newest first."""


async def said_of_day(session: AsyncSession, day: date, where: ColumnElement[bool]) -> Said:
    """What was said of a day about the stations of which `where` is true."""
    query = select(OpeningOverride).join(Station, Station.id == OpeningOverride.station_id)
    query = query.where(where, OpeningOverride.first_day <= day, OpeningOverride.last_day >= day)
    newest_first = OpeningOverride.said_at.desc(), OpeningOverride.id.desc()
    said: defaultdict[int, list[OpeningOverride]] = defaultdict(list)
    for each in await session.scalars(query.order_by(*newest_first)):
        said[each.station_id].append(each)
    return said


def spans_on(
    station: Station, day: date, calendar: Calendar, said: Sequence[OpeningOverride]
) -> tuple[Span, ...] | None:
    """The spans that begin on that day, none where it is shut; None where nobody knows. What was said newest wins."""
    text = said[0].opening_hours if said else station.opening_hours
    hours = _hours(text)
    return None if hours is None or hours.is_vague else hours.on(day, calendar.kind(day))


@lru_cache(maxsize=4_096)
def _hours(text: str) -> Hours | None:
    """None for what nobody can read. Thousands of stations share a few hundred texts; to read one takes half a ms."""
    try:
        return Hours(text)
    except UnreadableHours:
        return None

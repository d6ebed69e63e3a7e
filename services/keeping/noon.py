"""Noon: can a cool station stay open through the hot hours? Its keepers are asked, and what they say are its hours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import NoonQuestion, OpeningOverride, Station
from models.revision import STATIONS, raise_revision
from services.hours.opening_hours import Span, joined, osm_of
from services.keeping.days import said_of_day, spans_on
from services.places.adcode import area_of
from services.staff.audit import Act, write_down
from services.stations.finder import StationFinder

COOL: Final = "air_conditioning"
WAKES: Final = 7 * 60
SLEEPS: Final = 21 * 60
"""Between these nobody is asked, whatever the warning: keepers have no quiet hours to set, and sleep."""
LAST_CHANCE: Final = timedelta(hours=1)
"""What is left of the hot hours where it is still worth asking."""
PARTS: Final = 4
"""Into so many the hot hours are cut at most, for who can stay open for some of them."""


@dataclass(frozen=True, slots=True)
class HotHours:
    """A local day and the minutes of it, from and until."""

    day: date
    begins: int
    ends: int

    def end(self, zone: ZoneInfo) -> datetime:
        """The moment when they are over."""
        return datetime.combine(self.day, time(), zone) + timedelta(minutes=self.ends)


@dataclass(frozen=True, slots=True)
class Said:
    """What a keeper said: open from `begins` to `open_until`, in minutes of the day."""

    begins: int
    open_until: int
    answered_at: datetime


def hours_of(question: NoonQuestion) -> HotHours:
    """The hours that a question is about."""
    return HotHours(question.day, question.begins, question.ends)


def partly(question: NoonQuestion) -> list[int]:
    """The whole hours until which somebody may stay open who cannot all the time."""
    step = -(-(question.ends - question.begins) // 60 // PARTS) * 60
    first = (question.begins // 60) * 60 + step
    return [minute for minute in range(first, question.ends, step) if minute > question.begins]


def is_over(question: NoonQuestion, now: datetime, zone: ZoneInfo) -> bool:
    """Whether its hours are past."""
    return now >= hours_of(question).end(zone)


def is_time_to_ask(hot: HotHours, now: datetime, zone: ZoneInfo) -> bool:
    """Whether keepers are awake, and something of the hours is left."""
    local = now.astimezone(zone)
    return WAKES <= local.hour * 60 + local.minute < SLEEPS and now <= hot.end(zone) - LAST_CHANCE


async def questions_for(
    session: AsyncSession, stations: StationFinder, area: str, hot: HotHours, now: datetime
) -> list[tuple[Station, NoonQuestion]]:
    """What is to be asked now, of the cool stations of an area that would shut within these hours.

    A station is asked about a day once, and once more on the day itself if nobody answered the evening before.
    """
    digits = area_of(area)
    if digits is None:
        return []
    where = and_(Station.listed, Station.adcode.startswith(digits), Station.amenities.contains(COOL))
    said = await said_of_day(session, hot.day, where)
    found = (await session.scalars(select(Station).where(where).order_by(Station.id))).all()
    shut = [
        each for each in found if _would_shut(spans_on(each, hot.day, stations.calendar, said.get(each.id, ())), hot)
    ]
    known = await _known(session, hot.day, [each.id for each in shut])
    today = now.astimezone(stations.zone).date()
    asked = []
    for station in shut:
        question = known.get(station.id)
        if question is None:
            question = NoonQuestion(station_id=station.id, day=hot.day)
            session.add(question)
        elif question.answered_at or question.asked_at.astimezone(stations.zone).date() == today:
            continue
        question.begins, question.ends, question.asked_at = hot.begins, hot.ends, now
        asked.append((station, question))
    await session.flush()
    return asked


async def answer(
    session: AsyncSession, stations: StationFinder, question: NoonQuestion, open_until: int, by: int, now: datetime
) -> bool:
    """Write down what somebody, who may, said; whether it differs from what was said before. The later one wins.

    The day's hours are then those it would have without any answer, and these; a no gives them back.
    """
    await session.refresh(question, with_for_update=True)
    if question.open_until == open_until:
        return False
    station = await session.get_one(Station, question.station_id)
    question.open_until, question.answered_at, question.answered_by = open_until, now, by
    await _set_hours(session, stations, station, question, now)
    subject = f"{station.code} {question.day} {osm_of([(question.begins, open_until)])}"
    write_down(session, Act.ANSWERED_NOON, subject, now, actor_id=by)
    await raise_revision(session, STATIONS)
    return True


async def said_of(session: AsyncSession, station_ids: Collection[int], day: date) -> Mapping[int, Said]:
    """Which of these stations stay open through hot hours of a day that they would be shut in."""
    return {
        station_id: Said(each.begins, each.open_until, each.answered_at)
        for station_id, each in (await _known(session, day, station_ids)).items()
        if each.open_until is not None and each.answered_at and each.open_until > each.begins
    }


async def open_questions(session: AsyncSession, station_id: int, now: datetime, zone: ZoneInfo) -> list[NoonQuestion]:
    """What a station was asked of today and tomorrow, and is not over, answered or not."""
    today = now.astimezone(zone).date()
    query = select(NoonQuestion).where(NoonQuestion.station_id == station_id, NoonQuestion.day >= today)
    questions = await session.scalars(query.order_by(NoonQuestion.day))
    return [each for each in questions if not is_over(each, now, zone)]


async def _known(session: AsyncSession, day: date, station_ids: Collection[int]) -> dict[int, NoonQuestion]:
    ids: BindParameter[list[int]] = bindparam("ids", [*station_ids], expanding=True, literal_execute=True)
    query = select(NoonQuestion).where(NoonQuestion.day == day, NoonQuestion.station_id.in_(ids))
    return {each.station_id: each for each in await session.scalars(query)}


def _would_shut(spans: Sequence[Span] | None, hot: HotHours) -> bool:
    """Whether it is open on that day, but not all through these hours; of unknown hours nobody can tell."""
    return bool(spans) and not any(begins <= hot.begins and ends >= hot.ends for begins, ends in spans or ())


async def _set_hours(
    session: AsyncSession, stations: StationFinder, station: Station, question: NoonQuestion, now: datetime
) -> None:
    """Make the day's hours what it has without the answer, and the answer."""
    said = (await said_of_day(session, question.day, Station.id == station.id)).get(station.id, ())
    ours = next((each for each in said if each.id == question.override_id), None)
    others = [each for each in said if each is not ours]
    if question.open_until is None or question.open_until <= question.begins:
        if ours:
            question.override_id = None
            await session.flush()
            await session.delete(ours)
        return
    spans = spans_on(station, question.day, stations.calendar, others) or ()
    if ours is None:
        ours = OpeningOverride(station_id=station.id, first_day=question.day, last_day=question.day)
        session.add(ours)
    ours.opening_hours = osm_of(joined([*spans, (question.begins, question.open_until)]))
    ours.said_at = now
    await session.flush()
    question.override_id = ours.id

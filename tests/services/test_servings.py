"""The row of one time an event takes place: one, whoever needs it at the same moment."""

import asyncio
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from models import Event, Serving, Station
from models.database import Database
from services.events.days import Days, Occurrence
from services.events.servings import serving_of, serving_on
from services.hours.holidays import Calendar

NOW = datetime(2026, 7, 14, tzinfo=UTC)
FRIDAY = date(2026, 7, 17)


async def test_two_who_need_it_at_the_same_moment_get_the_same_row(database: Database) -> None:
    async with database.writing() as session, session.begin():
        station = Station(code="QD03", name="东侧驿站", latitude=28.0, longitude=120.0)
        session.add(station)
        await session.flush()
        event = Event(
            station_id=station.id, kind="meal", title="免费早餐", rule="每周五", serves_from=390, serves_until=510,
            weather_exempt=False, on_holiday="run", made_at=NOW,
        )  # fmt: skip
        session.add(event)
    [friday] = Days(Calendar.load(), ZoneInfo("Asia/Shanghai")).of(event, {}, FRIDAY, FRIDAY, NOW)

    async def needs(occurrence: Occurrence) -> int:
        async with database.writing() as session, session.begin():
            return (await serving_of(session, occurrence)).id

    assert len(set(await asyncio.gather(*(needs(friday) for _ in range(5))))) == 1
    async with database.reading() as session:
        [serving] = await session.scalars(select(Serving))
        assert (serving.begins_at, serving.version, serving.left) == (
            datetime(2026, 7, 16, 22, 30, tzinfo=UTC),
            1,
            None,
        )
        assert await serving_on(session, event.id, date(2026, 7, 24)) is None

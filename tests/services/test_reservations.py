"""Reservations: a portion is kept for who asks, for a quarter of an hour, and never one more than there are."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import Event, Reservation, Station
from models.database import Database
from services.events.counting import fetch
from services.events.days import Occurrence, Standing
from services.events.reservations import HELD_FOR, Answer, Asked, give_back, keep, kept_for, run_out
from services.events.servings import serving_of
from tests.city import station

ANA, BAO = 1, 2
BEGINS = datetime.fromisoformat("2026-07-17T06:30:00+08:00")
ENDS = BEGINS + timedelta(hours=2)
SEVEN = BEGINS + timedelta(minutes=30)
FRIDAY = date(2026, 7, 17)


async def breakfast(database: Database, portions: int | None = 5, **columns: Any) -> int:
    """The serving of Friday's free breakfast."""
    async with database.writing() as session, session.begin():
        place: Station = station("总工会大楼东侧驿站")
        session.add(place)
        await session.flush()
        event = Event(
            station_id=place.id, kind="meal", title="免费早餐", rule="每周五", serves_from=390, serves_until=510,
            portions=portions, made_at=BEGINS,
        )  # fmt: skip
        session.add(event)
        await session.flush()
        serving = await serving_of(session, Occurrence(event, FRIDAY, BEGINS, ENDS, Standing.ON))
        for column, value in columns.items():
            setattr(serving, column, value)
        return serving.id


async def asks(
    database: Database, serving_id: int, worker_id: int = ANA, minutes: int | None = None, now: datetime = SEVEN
) -> Asked:
    async with database.writing() as session, session.begin():
        return await keep(session, serving_id, worker_id, minutes, now)


async def kept(database: Database, serving_id: int, now: datetime = SEVEN) -> list[tuple[int, int]]:
    """Who has a portion kept, by which number."""
    async with database.reading() as session:
        return [(each.worker_id, each.number) for each in await kept_for(session, serving_id, now)]


async def test_of_fifty_workers_who_press_at_once_for_five_portions_five_get_one(database: Database) -> None:
    serving_id = await breakfast(database, portions=5)
    asked = await asyncio.gather(*(asks(database, serving_id, worker_id) for worker_id in range(1, 51)))
    numbers = [each.reservation.number for each in asked if each.reservation]
    assert sorted(numbers) == [101, 102, 103, 104, 105]
    assert [each.answer for each in asked].count(Answer.NONE_LEFT) == 45
    assert len(await kept(database, serving_id)) == 5


async def test_a_second_tap_gives_the_same_number_also_at_the_same_moment(database: Database) -> None:
    serving_id = await breakfast(database)
    asked = await asyncio.gather(*(asks(database, serving_id) for _ in range(6)))
    assert {each.reservation.number for each in asked if each.reservation} == {101}
    assert await kept(database, serving_id) == [(ANA, 101)]


async def test_a_portion_is_kept_for_a_quarter_of_an_hour_but_not_beyond_the_end(database: Database) -> None:
    serving_id = await breakfast(database)
    ana = await asks(database, serving_id)
    bao = await asks(database, serving_id, BAO, now=ENDS - timedelta(minutes=4))
    assert ana.reservation is not None
    assert bao.reservation is not None
    assert ana.reservation.held_until == SEVEN + timedelta(minutes=15)
    assert bao.reservation.held_until == ENDS


async def test_what_nobody_came_for_is_free_again_and_told_once(database: Database) -> None:
    serving_id = await breakfast(database, portions=1)
    await asks(database, serving_id)
    later = SEVEN + timedelta(minutes=15)
    assert (await asks(database, serving_id, BAO)).answer is Answer.NONE_LEFT
    assert (await asks(database, serving_id, BAO, now=later)).answer is Answer.KEPT
    for told in ([101], []):
        async with database.writing() as session, session.begin():
            assert [each.number for each in await run_out(session, later)] == told


async def test_when_somebody_late_gets_the_last_one_it_is_kept_for_nobody_else(database: Database) -> None:
    serving_id = await breakfast(database, portions=1)
    ana = (await asks(database, serving_id)).reservation
    late = SEVEN + HELD_FOR
    await asks(database, serving_id, BAO, now=late)
    async with database.writing() as session, session.begin():
        assert ana is not None
        counted = await fetch(session, ana.id, late)
        assert counted is not None
        assert [each.worker_id for each in counted.lost] == [BAO]
    assert await kept(database, serving_id, late) == []


async def test_what_is_given_back_is_for_the_next_and_only_by_who_has_it(database: Database) -> None:
    serving_id = await breakfast(database, portions=1)
    reservation = (await asks(database, serving_id)).reservation
    assert reservation is not None
    given = []
    for who in (BAO, ANA, ANA):
        async with database.writing() as session, session.begin():
            given.append(await give_back(session, reservation.id, who, SEVEN) is not None)
    assert given == [False, True, False]
    assert (await asks(database, serving_id, BAO)).answer is Answer.KEPT


async def test_who_has_fetched_theirs_gets_no_second_one(database: Database) -> None:
    serving_id = await breakfast(database)
    await asks(database, serving_id)
    async with database.writing() as session, session.begin():
        [reservation] = await session.scalars(select(Reservation))
        reservation.fetched_at = SEVEN
    assert (await asks(database, serving_id)).answer is Answer.FETCHED


@pytest.mark.parametrize(("minutes", "answer"), [(15, Answer.KEPT), (16, Answer.TOO_FAR), (None, Answer.KEPT)])
async def test_a_portion_is_not_kept_for_a_longer_way_than_it_lasts(
    database: Database, minutes: int | None, answer: Answer
) -> None:
    assert (await asks(database, await breakfast(database), minutes=minutes)).answer is answer


@pytest.mark.parametrize(
    ("now", "columns", "answer"),
    [
        (BEGINS - timedelta(seconds=1), {}, Answer.NOT_YET),
        (ENDS, {}, Answer.OVER),
        (SEVEN, {"closed_at": BEGINS}, Answer.OVER),
        (SEVEN, {"left": 0, "closed_at": BEGINS}, Answer.NONE_LEFT),
        (SEVEN, {"left": 1}, Answer.KEPT),
        (SEVEN, {"portions": None}, Answer.UNCOUNTED),
        (SEVEN, {"portions": None, "left": 1}, Answer.KEPT),
    ],
    ids=["before", "after", "called off", "gone", "one left", "uncounted", "counted by its keeper"],
)
async def test_a_portion_is_kept_only_while_there_is_one(
    database: Database, now: datetime, columns: dict[str, Any], answer: Answer
) -> None:
    serving_id = await breakfast(database, **columns)
    assert (await asks(database, serving_id, now=now)).answer is answer

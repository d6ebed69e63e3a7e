"""Supplies: they stand until gone or until their hour, and nobody takes one bowl twice."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import AuditEntry, Station, Supply
from models.database import Database
from services.keeping.supplies import count_down, put_out, standing
from services.keeping.supply_text import read_supply
from tests.city import ZONE, station

CHEN, LIN = 11, 12
NOW = datetime(2026, 7, 14, 11, 0, tzinfo=ZONE)


async def puts_out(database: Database, what: str = "mung_bean_soup", left: int | None = 28, hours: int = 4) -> int:
    """The number of what was put out at the only station."""
    async with database.writing() as session, session.begin():
        place = await session.scalar(select(Station))
        if place is None:
            place = station("红旗路")
            session.add(place)
            await session.flush()
        supply = await put_out(session, place, what, left, NOW + timedelta(hours=hours), CHEN, NOW)
        return supply.id


async def takes(database: Database, number: int, seen: int | None, less: int | None, by: int = CHEN) -> bool:
    async with database.writing() as session, session.begin():
        supply = await session.get_one(Supply, number)
        return await count_down(session, supply, seen, less, by, NOW + timedelta(minutes=1))


async def stands(database: Database, after: timedelta = timedelta(minutes=2)) -> list[tuple[str, int | None]]:
    async with database.reading() as session:
        found = await standing(session, list(await session.scalars(select(Station.id))), NOW + after)
        return [(each.what, each.left) for supplies in found.values() for each in supplies]


async def test_what_is_put_out_stands_until_its_hour_and_said_again_it_is_the_newer_word(database: Database) -> None:
    first = await puts_out(database)
    await puts_out(database, "凉茶", None, hours=1)
    assert await puts_out(database, left=50) == first
    assert await stands(database) == [("mung_bean_soup", 50), ("凉茶", None)]
    assert await stands(database, timedelta(hours=1)) == [("mung_bean_soup", 50)]
    assert await stands(database, timedelta(hours=4)) == []


async def test_two_taps_at_one_moment_take_once(database: Database) -> None:
    number = await puts_out(database)
    taken = await asyncio.gather(takes(database, number, 28, 5), takes(database, number, 28, 5, LIN))
    assert sorted(taken) == [False, True]
    assert await stands(database) == [("mung_bean_soup", 23)]


@pytest.mark.parametrize(("seen", "less"), [(28, None), (3, 5), (None, None)])
async def test_what_is_gone_stands_no_more(database: Database, seen: int | None, less: int | None) -> None:
    number = await puts_out(database, left=seen)
    assert await takes(database, number, seen, less)
    assert await stands(database) == []
    assert not await takes(database, number, 0 if seen else None, less)
    again = await puts_out(database)
    assert again != number
    async with database.reading() as session:
        acts = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert acts == ["put_out_supply", "ended_supply", "put_out_supply"]


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("evil.cn 5份", False),
        ("汤 ＠evil_bot", False),
        ("https://e", False),
        ("1.5L水 5份", True),
        ("绿豆汤/西瓜", True),
    ],
)
def test_what_is_put_out_leads_nobody_elsewhere(text: str, is_taken: bool) -> None:
    assert (read_supply(text, NOW.date()) is not None) == is_taken

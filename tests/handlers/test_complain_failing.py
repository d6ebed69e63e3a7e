"""A complaint when filing itself fails: the worker hears a number, and nothing that they gave is lost."""

from sqlalchemy import text

from tests.city import City, station
from tests.handlers.complaining import cases_in, said_of, taps_through
from tests.handlers.hearing import hears
from tests.handlers.staff import hire


async def renames(city: City, table: str, to: str) -> None:
    """Give a table another name, so that what needs it fails."""
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        await session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))


async def test_a_complaint_that_could_not_be_filed_is_sent_from_where_it_was(quiet_city: City) -> None:
    city = quiet_city
    async with city.at_work():
        await city.has(station("红旗路驿站", code="D0127", adcode="330302"))
        await hire(city, city.phone("Chidi"), "caseworker", "鹿城区")
        ana = city.phone("Ana")
        await ana.types("/complain")
        await ana.reads()
        await taps_through(ana, "同意，开始写")
        await ana.types("门口有水")
        await ana.reads()
        await taps_through(ana, "脏")
        await ana.types("D0127")
        await ana.reads()
        await renames(city, "case_number", "elsewhere")
        await ana.taps("发送")
        await hears(ana, "编号E")
        assert await cases_in(city) == []
        await renames(city, "elsewhere", "case_number")
        await ana.taps("发送")
        await hears(ana, "A1 收到")
        (case,) = await cases_in(city)
        assert [said.text for said in await said_of(city, case)] == ["门口有水"]

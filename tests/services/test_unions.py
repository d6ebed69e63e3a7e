"""The tree of unions: which one answers for a place."""

import pytest

from models import Union
from models.database import Database
from services.staff.unions import covering_union, line_of, root_union, union_of, unions_within
from tests.unions import found_unions


@pytest.mark.parametrize(("adcode", "name"), [
    ("330302", "鹿城区"), ("330302001", "五马街道"), ("330302001005", "五马街道"), ("330302002", "鹿城区"),
    ("330303", "温州市"), ("330300", "温州市"), ("330100", "杭州市"), ("330500", "浙江省"), ("330302000000", "鹿城区"),
])  # fmt: skip
async def test_a_place_belongs_to_the_lowest_union_around_it(database: Database, adcode: str, name: str) -> None:
    await found_unions(database)
    async with database.reading() as session:
        union = await covering_union(session, adcode)
        assert union is not None
        assert union.name == name


@pytest.mark.parametrize("adcode", ["110101", "", "鹿城区"])
async def test_what_no_union_covers_is_the_roots(database: Database, adcode: str) -> None:
    await found_unions(database)
    async with database.reading() as session:
        union = await covering_union(session, adcode)
        assert union is not None
        assert union.name == "浙江省"


async def test_without_any_union_a_place_belongs_to_none(database: Database) -> None:
    async with database.reading() as session:
        assert await covering_union(session, "330302") is None
        assert await root_union(session) is None
        assert await line_of(session, None) == []


async def test_a_union_is_found_by_its_code_however_that_is_written(database: Database) -> None:
    await found_unions(database)
    async with database.reading() as session:
        street = await union_of(session, "330302001000")
        assert street is not None
        assert street.name == "五马街道"
        assert await union_of(session, "330305") is None


async def test_the_line_leads_from_a_union_up_to_the_root(database: Database) -> None:
    unions = await found_unions(database)
    async with database.reading() as session:
        street = await session.get_one(Union, unions["五马街道"])
        assert await line_of(session, street) == [unions[name] for name in ("五马街道", "鹿城区", "温州市", "浙江省")]


async def test_within_a_union_are_itself_and_all_below_it(database: Database) -> None:
    unions = await found_unions(database)
    async with database.reading() as session:
        within = await unions_within(session, [unions["温州市"]])
    assert [union.name for union in within] == ["温州市", "鹿城区", "瓯海区", "五马街道"]

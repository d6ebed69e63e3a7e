"""The people who work for the unions: they come, they go, and one admin stays."""

import pytest
from sqlalchemy import select

from models import AuditEntry, Role, StaffMember, Station, StationKeeper, Union
from models.database import Database
from services.errors import InputFault
from services.forgetting import kept_of
from services.staff.people import LastAdmin, add_staff, remove_staff, staff_of
from services.staff.rights import NOBODY
from services.staff.unions import unions_within
from tests.city import StoppedClock, station
from tests.homes import Home
from tests.unions import appoint, found_unions

CHIDI, DINA = 700_001, 700_002
NOW = StoppedClock().now()


async def posts(database: Database) -> list[tuple[int, str]]:
    async with database.reading() as session:
        return [(post.telegram_id, post.role) for post in await session.scalars(select(StaffMember))]


async def removes(database: Database, who: int, role: Role | None = None, union_id: int | None = None) -> int:
    async with database.writing() as session, session.begin():
        union = await session.get(Union, union_id) if union_id else None
        return len(await remove_staff(session, who, role, union, NOW, actor_id=DINA))


async def test_somebody_gets_a_post_once(database: Database) -> None:
    unions = await found_unions(database)
    async with database.writing() as session, session.begin():
        union = await session.get_one(Union, unions["鹿城区"])
        assert await add_staff(session, CHIDI, "Chidi", Role.KEEPER, union, NOW)
        assert not await add_staff(session, CHIDI, "陈师傅", Role.KEEPER, union, NOW)
    async with database.reading() as session:
        [post] = await session.scalars(select(StaffMember))
        assert (post.name, post.role, post.added_at) == ("陈师傅", "keeper", NOW)


@pytest.mark.parametrize("stand_in", sorted(NOBODY))
async def test_a_stand_in_for_whoever_hides_gets_no_post(database: Database, stand_in: int) -> None:
    unions = await found_unions(database)
    async with database.writing() as session:
        with pytest.raises(InputFault, match="stand-in"):
            await add_staff(session, stand_in, "x", Role.ADMIN, await session.get_one(Union, unions["鹿城区"]), NOW)


async def test_a_removal_takes_what_it_names_and_leaves_a_line_for_each(database: Database) -> None:
    unions = await found_unions(database)
    for role, name in (("keeper", "鹿城区"), ("keeper", "瓯海区"), ("lawyer", "鹿城区")):
        await appoint(database, CHIDI, role, unions[name])
    assert await removes(database, CHIDI, Role.KEEPER, unions["瓯海区"]) == 1
    assert await removes(database, CHIDI, Role.KEEPER, unions["瓯海区"]) == 0
    assert await removes(database, CHIDI) == 2
    assert await posts(database) == []
    async with database.reading() as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [(entry.actor_id, entry.action, entry.subject) for entry in entries] == [
        (DINA, "removed_staff", f"{CHIDI} keeper"),
        (DINA, "removed_staff", f"{CHIDI} keeper"),
        (DINA, "removed_staff", f"{CHIDI} lawyer"),
    ]
    assert entries[0].union_id == unions["瓯海区"]


async def test_the_last_admin_of_the_root_stays_with_all_their_posts(database: Database) -> None:
    unions = await found_unions(database)
    await appoint(database, CHIDI, "admin", unions["浙江省"])
    await appoint(database, CHIDI, "keeper", unions["鹿城区"])
    await appoint(database, DINA, "admin", unions["温州市"])
    for role, union in ((None, None), (Role.ADMIN, None), (Role.ADMIN, unions["浙江省"])):
        with pytest.raises(LastAdmin, match="add another one first"):
            await removes(database, CHIDI, role, union)
    assert len(await posts(database)) == 3
    assert await removes(database, CHIDI, Role.KEEPER) == 1
    assert await removes(database, DINA) == 1


async def test_with_the_last_post_the_stations_go_that_somebody_kept(database: Database) -> None:
    unions = await found_unions(database)
    for name in ("鹿城区", "瓯海区"):
        await appoint(database, CHIDI, "keeper", unions[name])
    async with database.writing() as session, session.begin():
        session.add(station("红旗路"))
        await session.flush()
        number = await session.scalar(select(Station.id))
        session.add(StationKeeper(telegram_id=CHIDI, station_id=number, since=NOW))
    for name, left in (("鹿城区", 1), ("瓯海区", 0)):
        await removes(database, CHIDI, Role.KEEPER, unions[name])
        async with database.reading() as session:
            kept = (await session.scalars(select(StationKeeper))).all()
            assert len(kept) == left
            assert (await kept_of(session, CHIDI)).keeps == ("红旗路",) * left


async def test_an_admin_of_the_root_goes_where_another_stays(database: Database) -> None:
    unions = await found_unions(database)
    await appoint(database, CHIDI, "admin", unions["浙江省"])
    await appoint(database, DINA, "admin", unions["浙江省"])
    assert await removes(database, CHIDI) == 1
    with pytest.raises(LastAdmin):
        await removes(database, DINA)


async def test_the_staff_of_a_union_are_those_below_it_too(database: Database) -> None:
    unions = await found_unions(database)
    await appoint(database, CHIDI, "keeper", unions["五马街道"])
    await appoint(database, DINA, "admin", unions["杭州市"])
    async with database.reading() as session:
        found = await staff_of(session, await unions_within(session, [unions["温州市"]]))
    assert [post.telegram_id for post in found] == [CHIDI]


async def test_a_name_is_not_readable_on_the_disk(database: Database, home: Home) -> None:
    unions = await found_unions(database)
    await appoint(database, CHIDI, "keeper", unions["鹿城区"], name="Zzcanaryname")
    assert not any(b"Zzcanaryname" in content for content in home.on_the_disk())

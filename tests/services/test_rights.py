"""Rights: every role, every action, every place, against a table that a person can read."""

from itertools import product

import pytest
from sqlalchemy import delete

from models import Role, StaffMember, Union
from models.database import Database
from services.staff.rights import NOBODY, Action, Post, Verdict, judge, may, may_edit_station, posts_of
from tests.city import station
from tests.unions import appoint, found_unions

CHIDI = 700_001

# What the union agreed on, in words of its own: a cross is a right.
TABLE = """
                caseworker announcer lawyer keeper inspector admin
invite              .          .       .      .        .       x
remove_staff        .          .       .      .        .       x
bind_desk           .          .       .      .        .       x
edit_station        .          .       .      x        .       x
import_stations     .          .       .      .        .       x
keep_meals          .          x       .      x        .       .
inspect             .          .       .      .        x       .
announce            .          x       .      .        .       .
approve             .          x       .      .        .       x
post_heat           .          x       .      .        .       .
read_case           x          .       .      .        .       .
read_legal_aid      .          .       x      .        .       .
answer_case         x          .       x      .        .       .
export              .          .       .      .        .       x
see_audit           .          .       .      .        .       x
"""
PLACES = {  # seen from somebody who has a role in the city
    "own": ("温州市", True),
    "child": ("鹿城区", True),
    "grandchild": ("五马街道", True),
    "parent": ("浙江省", False),
    "sibling": ("杭州市", False),
    "none": (None, False),
}


def agreed() -> set[tuple[str, str]]:
    """The crosses of the table."""
    roles, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {(role, row[0]) for row in rows for role, cross in zip(roles, row[1:], strict=True) if cross == "x"}


def test_the_table_has_every_role_and_every_action() -> None:
    roles, *rows = [line.split() for line in TABLE.strip().splitlines()]
    assert set(roles) == set(Role)
    assert [row[0] for row in rows] == list(Action)


async def test_every_role_may_what_the_table_says_in_its_own_area_and_nothing_elsewhere(database: Database) -> None:
    unions = await found_unions(database)
    people = dict(enumerate(Role, start=CHIDI))
    for telegram_id, role in people.items():
        await appoint(database, telegram_id, role, unions["温州市"])
    rights, wrong, asked = agreed(), [], 0
    async with database.reading() as session:
        for (telegram_id, role), action, (place, (name, inside)) in product(people.items(), Action, PLACES.items()):
            union = await session.get_one(Union, unions[name]) if name else None
            verdict = await may(session, telegram_id, action, union)
            asked += 1
            if verdict.is_yes is not (inside and (role, action) in rights):
                wrong.append((role, action, place, verdict))
    assert wrong == []
    assert asked == 6 * 15 * 6


async def test_a_stranger_may_nothing_anywhere(database: Database) -> None:
    unions = await found_unions(database)
    async with database.reading() as session:
        for action, union_id in product(Action, unions.values()):
            union = await session.get_one(Union, union_id)
            assert await may(session, CHIDI, action, union) is Verdict.STRANGER


@pytest.mark.parametrize("telegram_id", sorted(NOBODY))
async def test_who_hides_behind_a_group_or_a_channel_is_nobody_whatever_the_table_says(
    database: Database, telegram_id: int
) -> None:
    unions = await found_unions(database)
    for role in Role:
        await appoint(database, telegram_id, role, unions["浙江省"])
    async with database.reading() as session:
        for action in Action:
            assert (
                await may(session, telegram_id, action, await session.get(Union, unions["浙江省"])) is Verdict.STRANGER
            )


def test_nobody_is_the_two_ids_that_telegram_documents() -> None:
    assert {1087968824, 136817688} == NOBODY


def test_why_not_is_said() -> None:
    chidi = [Post(Role.CASEWORKER, 3)]
    assert judge(chidi, Action.READ_CASE, [5, 3, 1]) is Verdict.YES
    assert judge(chidi, Action.READ_CASE, [4, 1]) is Verdict.OTHER_PLACE
    assert judge(chidi, Action.ANNOUNCE, [5, 3, 1]) is Verdict.OTHER_ROLE


def test_two_posts_are_not_mixed() -> None:
    posts = [Post(Role.CASEWORKER, 3), Post(Role.ANNOUNCER, 4)]
    assert judge(posts, Action.ANNOUNCE, [3, 1]) is Verdict.OTHER_PLACE
    assert judge(posts, Action.READ_CASE, [3, 1]) is Verdict.YES


async def test_a_removal_holds_at_once(database: Database) -> None:
    unions = await found_unions(database)
    await appoint(database, CHIDI, Role.ADMIN, unions["浙江省"])
    async with database.writing() as session, session.begin():
        union = await session.get(Union, unions["温州市"])
        assert (await may(session, CHIDI, Action.INVITE, union)).is_yes
        await session.execute(delete(StaffMember))
        assert await may(session, CHIDI, Action.INVITE, union) is Verdict.STRANGER
        assert await posts_of(session, CHIDI) == []


@pytest.mark.parametrize(("adcode", "role", "of", "may_edit"), [
    ("330302", Role.KEEPER, "鹿城区", True), ("330302001", Role.KEEPER, "鹿城区", True),
    ("330302", Role.KEEPER, "五马街道", False), ("330304", Role.KEEPER, "鹿城区", False),
    ("330302", Role.ADMIN, "浙江省", True), ("330302", Role.INSPECTOR, "浙江省", False),
    ("", Role.KEEPER, "鹿城区", False), ("", Role.KEEPER, "浙江省", True),
])  # fmt: skip
async def test_a_station_is_edited_by_the_keepers_and_admins_around_it(
    database: Database, adcode: str, role: Role, of: str, may_edit: bool
) -> None:
    unions = await found_unions(database)
    await appoint(database, CHIDI, role, unions[of])
    async with database.reading() as session:
        assert await may_edit_station(session, CHIDI, station("红旗路驿站", adcode=adcode)) is may_edit

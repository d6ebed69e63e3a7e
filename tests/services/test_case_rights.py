"""Rights in cases: every role, every kind of case, every place, against a table that a person can read."""

from datetime import UTC, datetime
from itertools import product

import pytest

from models import Case, CaseKind, Role, Union
from models.database import Database
from services.cases.filing import Filing, file_case
from services.cases.responsible import may_answer, may_read
from services.staff.rights import NOBODY
from tests.cases import Targets
from tests.unions import appoint, found_unions

NOW = datetime(2026, 7, 14, 6, 38, tzinfo=UTC)
ANA, FIRST = 700_000_001, 700_000_101

# What the union agreed on: who may take, pass on, answer and close a case of their area, and who may read its words.
TABLE = """
                       caseworker announcer lawyer keeper inspector admin
answer complaint            x         .       x      .        .       .
read complaint              x         .       .      .        .       .
read complaint taken        x         .       x      .        .       .
answer legal_aid            x         .       x      .        .       .
read legal_aid              .         .       x      .        .       .
read legal_aid taken        x         .       x      .        .       .
"""
PLACES = {"鹿城区": True, "五马街道": True, "浙江省": False, "瓯海区": False}
"""Where a case may lie, seen from somebody with a post in 鹿城区."""


def agreed() -> set[tuple[str, ...]]:
    """The crosses of the table: role, act, kind, and `taken` where they took it."""
    roles, *rows = [line.split() for line in TABLE.strip().splitlines()]
    crosses = ((row[: -len(roles)], zip(roles, row[-len(roles) :], strict=True)) for row in rows)
    return {(role, *words) for words, cells in crosses for role, cell in cells if cell == "x"}


async def filed(database: Database, kind: CaseKind, union_id: int) -> int:
    async with database.writing() as session, session.begin():
        case = await file_case(session, Filing(kind, ANA, ""), Targets(), NOW)
        case.union_id = union_id
        return case.id


async def test_every_role_may_what_the_table_says_in_its_own_area_and_nothing_elsewhere(database: Database) -> None:
    unions, rights, wrong = await found_unions(database), agreed(), []
    people = dict(enumerate(Role, start=FIRST))
    for person, role in people.items():
        await appoint(database, person, role, unions["鹿城区"])
    for kind, (place, is_inside) in product((CaseKind.COMPLAINT, CaseKind.LEGAL_AID), PLACES.items()):
        number = await filed(database, kind, unions[place])
        async with database.reading() as session:
            case = await session.get_one(Case, number)
            for (person, role), taken in product(people.items(), ((), ("taken",))):
                case.taken_by = person if taken else None
                told = {("read", kind, *taken): await may_read(session, person, case)}
                told |= {} if taken else {("answer", kind): await may_answer(session, person, case)}
                wrong += [
                    (role, place, act) for act, may in told.items() if may is not (is_inside and (role, *act) in rights)
                ]
    assert wrong == []


@pytest.mark.parametrize("person", [*sorted(NOBODY), ANA])
async def test_who_hides_and_who_filed_it_act_for_no_union(database: Database, person: int) -> None:
    unions = await found_unions(database)
    if person in NOBODY:
        await appoint(database, person, Role.CASEWORKER, unions["浙江省"])
    number = await filed(database, CaseKind.COMPLAINT, unions["鹿城区"])
    async with database.reading() as session:
        case = await session.get_one(Case, number)
        assert await session.get(Union, case.union_id) is not None
        assert not await may_answer(session, person, case)
        case.taken_by = person
        assert not await may_read(session, person, case)

"""The unions that tests happen in: a province, two cities, two districts, a street."""

from sqlalchemy import select

from models import StaffMember, Union
from models.database import Database
from tests.city import StoppedClock

TREE = (
    ("浙江省", "330000", None),
    ("杭州市", "330100", "浙江省"),
    ("温州市", "330300", "浙江省"),
    ("鹿城区", "330302", "温州市"),
    ("瓯海区", "330304", "温州市"),
    ("五马街道", "330302001", "鹿城区"),
)


async def found_unions(database: Database) -> dict[str, int]:
    """Found those that there are not yet; give their ids by name."""
    async with database.writing() as session, session.begin():
        ids = {union.name: union.id for union in await session.scalars(select(Union))}
        for name, adcode, parent in TREE:
            if name in ids:
                continue
            union = Union(name=name, adcode=adcode, parent_id=ids[parent] if parent else None, hotline="12351")
            session.add(union)
            await session.flush()
            ids[name] = union.id
    return ids


async def appoint(database: Database, telegram_id: int, role: str, union_id: int, name: str = "Chidi") -> None:
    """Give somebody a post."""
    async with database.writing() as session, session.begin():
        session.add(
            StaffMember(telegram_id=telegram_id, name=name, role=role, union_id=union_id, added_at=StoppedClock().now())
        )

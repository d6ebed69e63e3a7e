"""The tree of unions: which one answers for a place, and which ones stand above it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Union
from services.places.adcode import around


async def root_union(session: AsyncSession) -> Union | None:
    """The union above all others; None while there is none."""
    root: Union | None = await session.scalar(select(Union).where(Union.parent_id.is_(None)))
    return root


async def covering_union(session: AsyncSession, adcode: str) -> Union | None:
    """The lowest union whose area holds that of `adcode`; what no union covers is the root's, so that nothing is lost.

    None only while there is no union at all.
    """
    codes = around(adcode)
    found = {union.adcode: union for union in await session.scalars(select(Union).where(Union.adcode.in_(codes)))}
    return next((found[code] for code in codes if code in found), None) or await root_union(session)


async def union_of(session: AsyncSession, adcode: str) -> Union | None:
    """The union that has exactly this code, however it is written; None if there is none."""
    codes = around(adcode)[:1]
    union: Union | None = await session.scalar(select(Union).where(Union.adcode.in_(codes)))
    return union


async def line_of(session: AsyncSession, union: Union | None) -> list[int]:
    """The ids of a union and of those above it, up to the root."""
    line: list[int] = []
    while union is not None and union.id not in line:
        line.append(union.id)
        union = await session.get(Union, union.parent_id) if union.parent_id else None
    return line


async def unions_within(session: AsyncSession, union_ids: Sequence[int]) -> list[Union]:
    """These unions and all below them, from the top down and by code."""
    level = list(await session.scalars(select(Union).where(Union.id.in_(union_ids)).order_by(Union.adcode)))
    within = {union.id: union for union in level}
    while level:
        parents = [union.id for union in level]
        below = await session.scalars(select(Union).where(Union.parent_id.in_(parents)).order_by(Union.adcode))
        level = [union for union in below if union.id not in within]
        within |= {union.id: union for union in level}
    return list(within.values())

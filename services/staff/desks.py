"""Desks: the group of its staff where a union's cases arrive."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Union
from services.staff.audit import Act, write_down


class Bound(StrEnum):
    """What binding a group led to."""

    NEW = "new"
    MOVED = "moved"
    """The union had another group before."""
    SAME = "same"
    TAKEN = "taken"
    """The group is another union's desk, and stays it."""


async def union_at(session: AsyncSession, chat_id: int) -> Union | None:
    """The union whose desk a group is; None if it is nobody's."""
    union: Union | None = await session.scalar(select(Union).where(Union.desk_chat_id == chat_id))
    return union


async def bind_desk(session: AsyncSession, union: Union, chat_id: int, now: datetime, actor_id: int) -> Bound:
    """Make a group the desk of a union; whether this person may, is asked before.

    One that nothing could be shown in is believed to be well again: all that is open is shown there.
    """
    there = await union_at(session, chat_id)
    if there is not None and there.id != union.id:
        return Bound.TAKEN
    union.desk_lost_at = None
    if there is not None:
        await session.flush()
        return Bound.SAME
    bound = Bound.NEW if union.desk_chat_id is None else Bound.MOVED
    union.desk_chat_id = chat_id
    write_down(session, Act.BOUND_DESK, str(chat_id), now, actor_id=actor_id, union_id=union.id)
    await session.flush()
    return bound

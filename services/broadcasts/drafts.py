"""Drafts: what an author writes and changes until it is sent; a restart loses nothing of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast, BroadcastState, Topic, Union
from services.broadcasts.content import Content
from services.errors import InputFault
from services.places.adcode import area_of


async def begin(session: AsyncSession, author_id: int, union: Union, content: Content, now: datetime) -> Broadcast:
    """Begin a draft for the whole area of a union; of the root for everybody. Raises ContentRefused."""
    content.check()
    broadcast = Broadcast(
        version=1, state=BroadcastState.DRAFT, union_id=union.id, author_id=author_id, content=content.as_json,
        topic=Topic.ANNOUNCEMENTS, area=whole_area(union), occupation="", is_urgent=False, head_count=0, left_out=0,
        made_at=now,
    )  # fmt: skip
    session.add(broadcast)
    await session.flush()
    return broadcast


async def drafts_of(session: AsyncSession, author_id: int) -> Sequence[Broadcast]:
    """The drafts of an author, newest first."""
    query = select(Broadcast).where(Broadcast.author_id == author_id, Broadcast.state == BroadcastState.DRAFT)
    return (await session.scalars(query.order_by(Broadcast.id.desc()))).all()


async def change(session: AsyncSession, broadcast: Broadcast, **what: Any) -> bool:
    """Change columns of a draft, `content` as a Content; False, and nothing changed, if it is no draft any more.

    Raises ContentRefused for content, InputFault for an area outside the union's.
    """
    if isinstance(content := what.get("content"), Content):
        content.check()
        what["content"] = content.as_json
    if "area" in what:
        await check_area(session, broadcast, what["area"])
    return await turn(session, broadcast, (BroadcastState.DRAFT,), **what)


async def turn(
    session: AsyncSession, broadcast: Broadcast, states: Sequence[BroadcastState], **values: Any
) -> bool:  # fmt: skip
    """Write to a broadcast if it stands in one of `states` and nobody was quicker; either way it is read anew.

    One statement compares the version: of two people in two processes one has it.
    """
    await session.flush()
    turned = await session.execute(
        update(Broadcast)
        .where(Broadcast.id == broadcast.id, Broadcast.version == broadcast.version, Broadcast.state.in_(states))
        .values(version=Broadcast.version + 1, **values)
        .returning(Broadcast.id)
        .execution_options(synchronize_session=False)
    )
    is_ours = turned.first() is not None
    await session.refresh(broadcast)
    return is_ours


def whole_area(union: Union) -> str:
    """The area that a union speaks to: "", everybody, is the root's."""
    return "" if union.parent_id is None else union.adcode


async def check_area(session: AsyncSession, broadcast: Broadcast, area: str) -> None:
    """Raise InputFault for an area outside the union's."""
    whole = area_of(whole_area(await session.get_one(Union, broadcast.union_id)) or "100000") or ""
    within = area_of(area) if area else ""
    if within is None or not within.startswith(whole):
        raise InputFault(f"{area or 'the whole country'} is outside the area of the union")

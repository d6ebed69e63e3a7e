"""Lost: a desk in whose group nothing can be shown; its cases go to private chats until it is back."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale
from models import CaseTopic, Kind, Role, StaffMember, TopicState, Union
from services.cases.placing import call_clerk
from services.delivery import outbox
from services.delivery.parcel import reply
from services.staff.people import words_of
from services.staff.unions import line_of

log = structlog.get_logger(__name__)


async def lose_desk(session: AsyncSession, chat_id: int, words: Locale, now: datetime) -> None:
    """Note that a group takes nothing any more: the Clerk sends its cards to private chats, and admins hear it once."""
    await _turn(session, chat_id, TopicState.LEAVING, TopicState.LEFT)
    await _turn(session, chat_id, TopicState.OPEN, TopicState.LOST)
    union = await session.scalar(select(Union).where(Union.desk_chat_id == chat_id).with_for_update())
    if union is None or union.desk_lost_at is not None:
        return
    union.desk_lost_at = now
    log.warning("a desk's group is out of reach", union=union.adcode)
    for admin in await admins_of(session, union):
        text = (await words_of(session, admin, words.language)).render("desk-group-lost", union=union.name)
        params = {"text": text, "parse_mode": "HTML"}
        await outbox.store(session, [reply(admin, "sendMessage", params, now, Kind.CASE)])
    await session.flush()
    await call_clerk(session)


async def regain_desk(session: AsyncSession, chat_id: int) -> None:
    """Note that a group can be written in again; what is open goes back there."""
    union = await session.scalar(select(Union).where(Union.desk_chat_id == chat_id, Union.desk_lost_at.is_not(None)))
    if union is not None:
        union.desk_lost_at = None
        await session.flush()
        await call_clerk(session)


async def admins_of(session: AsyncSession, union: Union) -> Sequence[int]:
    """Who may bind a group to a union: its admins and those of the unions above."""
    line = await line_of(session, union)
    posts = select(StaffMember.telegram_id).where(StaffMember.union_id.in_(line), StaffMember.role == Role.ADMIN)
    return (await session.scalars(posts.distinct().order_by(StaffMember.telegram_id))).all()


async def _turn(session: AsyncSession, chat_id: int, was: TopicState, becomes: TopicState) -> None:
    there = select(CaseTopic).where(CaseTopic.chat_id == chat_id, CaseTopic.state == was)
    for topic in await session.scalars(there):
        topic.state = becomes

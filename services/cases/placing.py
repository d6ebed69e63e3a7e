"""Placing: where staff are to see a case; the Clerk makes it so."""

from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseMessage, CaseTopic, TopicState, Union
from models.calling import call

DESK: Final = "nuanyi_desk"
"""What the Clerk listens for."""


async def place(session: AsyncSession, case: Case, now: datetime) -> None:
    """Have a case shown at the desk of the union that answers for it now; where it stood before it says goodbye.

    A union without a desk, or with a lost one, sees it in the private chats of its staff: the Clerk sends the cards.
    """
    union = await session.get_one(Union, case.union_id)
    desk = union.desk_chat_id
    elsewhere = (CaseTopic.case_id == case.id) & (CaseTopic.chat_id != (desk or 0))
    is_there = CaseTopic.state == TopicState.OPEN
    await session.execute(update(CaseTopic).where(elsewhere, is_there).values(state=TopicState.LEAVING))
    if desk is not None:
        topic = await session.get(CaseTopic, (case.id, desk))
        if topic is None:
            topic = CaseTopic(case_id=case.id, chat_id=desk, made_at=now)
            session.add(topic)
        elif topic.state in (TopicState.LEFT, TopicState.LEAVING):
            await _come_back(session, topic)
        topic.state = TopicState.OPEN if union.desk_lost_at is None else TopicState.LOST
    await session.flush()
    await call_clerk(session)


async def _come_back(session: AsyncSession, topic: CaseTopic) -> None:
    """What was said elsewhere meanwhile is to be shown here too; what has left for good gets a topic of its own."""
    if topic.state == TopicState.LEFT:
        topic.begin_anew()
    messages = update(CaseMessage).where(CaseMessage.case_id == topic.case_id)
    await session.execute(messages.values(desk_delivery_id=None, desk_message_id=None))


async def call_clerk(session: AsyncSession) -> None:
    """Have the Clerk look when this is committed: something of a case changed."""
    await call(session, DESK)


async def topic_of(session: AsyncSession, case: Case) -> CaseTopic | None:
    """The topic in which staff talk about a case; None where they see it in private."""
    union = await session.get_one(Union, case.union_id)
    topic = await session.get(CaseTopic, (case.id, union.desk_chat_id or 0))
    return topic if topic is not None and topic.state == TopicState.OPEN else None


async def is_in_private(session: AsyncSession, case: Case) -> bool:
    """Whether staff talk about it in their private chats: legal aid always, the others where there is no group."""
    return case.is_private or await topic_of(session, case) is None


async def case_in_topic(session: AsyncSession, chat_id: int, topic_id: int) -> Case | None:
    """The case of a topic; None if it is none's."""
    here = (CaseTopic.chat_id == chat_id) & (CaseTopic.topic_id == topic_id)
    case: Case | None = await session.scalar(select(Case).join(CaseTopic, CaseTopic.case_id == Case.id).where(here))
    return case

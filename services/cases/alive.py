"""Alive: whether staff can see a case at all: in a group that takes words, or by a card that reached somebody."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseCard, CaseTopic, Role, StaffMember, TopicState, Union
from models.case import OPEN_STATES
from models.delivery import REACHED_STATES
from services.staff.rights import ROLES, Action

A_MOMENT: Final = timedelta(minutes=1)
_LIVE: Final = ("", *REACHED_STATES)
"""A card that is on its way, that came, or that may have come."""
_HELPING: Final = (*ROLES[Action.ANSWER_CASE], Role.ADMIN)
"""Who answers, and who can send for somebody; who was one of these once and only keeps a station now is no way."""


def is_live(outcome: str) -> bool:
    """Whether a card with this outcome is a way to somebody."""
    return outcome in _LIVE


def without_a_way() -> Select[Case]:
    """The open cases that no staff can see: no topic in a group that takes words, no card with who may help."""
    in_group = and_(CaseTopic.case_id == Case.id, CaseTopic.chat_id == Union.desk_chat_id)
    is_shown = exists().where(in_group, CaseTopic.state == TopicState.OPEN, Union.desk_lost_at.is_(None))
    has_card = exists().where(
        CaseCard.case_id == Case.id,
        CaseCard.outcome.in_(_LIVE),
        StaffMember.telegram_id == CaseCard.telegram_id,
        StaffMember.role.in_(_HELPING),
    )
    return select(Case).join(Union, Union.id == Case.union_id).where(Case.state.in_(OPEN_STATES), ~is_shown, ~has_card)


async def count_without_a_way(session: AsyncSession, now: datetime) -> int:
    """How many there are, but for what was filed a moment ago; more than zero has to wake somebody."""
    unseen = without_a_way().where(Case.filed_at <= now - A_MOMENT)
    return await session.scalar(unseen.with_only_columns(func.count())) or 0


def at_the_wrong_place() -> Select[Case]:
    """The open cases whose union has a group that takes words, and that are not shown, nor to be shown, there."""
    there = and_(CaseTopic.case_id == Case.id, CaseTopic.chat_id == Union.desk_chat_id)
    is_there = exists().where(there, CaseTopic.state == TopicState.OPEN)
    has_desk = and_(Union.desk_chat_id.is_not(None), Union.desk_lost_at.is_(None))
    return select(Case).join(Union, Union.id == Case.union_id).where(Case.state.in_(OPEN_STATES), has_desk, ~is_there)

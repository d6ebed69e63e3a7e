"""Forgetting cases: their words, their files and whose they were go; that there was one, with whom and when, stays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    AuditEntry,
    Case,
    CaseCard,
    CaseDeadline,
    CaseFollower,
    CaseMessage,
    CaseState,
    CaseTopic,
    Delivery,
    Kind,
    Side,
)
from services.cases.followers import followers_of
from services.cases.placing import call_clerk
from services.delivery import outbox
from services.delivery.parcel import Parcel, reply
from services.staff.audit import Act
from services.staff.people import name_of

TAKEN_BACK_WITHIN: Final = timedelta(hours=47)
"""Telegram lets a bot delete its own messages for 48 hours, and an hour is for the way.

core.telegram.org/bots/api#deletemessage
"""
AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """That somebody of the staff, by `name` ("" if they left since), read what is written in a case."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case of a person; of legal aid with who read it, the first `readings` first, and how many of them there are."""

    case: Case
    readings: Sequence[Reading] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Cases that ended so, who followed them, and what takes back their words from where staff read them."""

    ended: Sequence[Case]
    followers: Sequence[tuple[int, Case]]
    taken_back: Sequence[Parcel]


async def cases_kept_of(session: AsyncSession, person_id: int) -> list[KeptCase]:
    """The cases that somebody filed, the oldest first."""
    return [
        KeptCase(case, await _readings(session, case) if case.is_private else ())
        for case in await _of(session, person_id)
    ]


async def followed_by(session: AsyncSession, person_id: int) -> tuple[str, ...]:
    """The references of the cases that somebody follows."""
    followed = select(Case).join(CaseFollower, CaseFollower.case_id == Case.id)
    mine = followed.where(CaseFollower.worker_id == person_id).order_by(Case.id)
    return tuple(case.reference for case in await session.scalars(mine))


async def forget_cases(session: AsyncSession, person_id: int, now: datetime) -> Forgotten:
    """Take the person and all that was said out of their cases, and end those that are open.

    Of the cases that they follow their own words go.
    """
    cases = await _of(session, person_id)
    ids = [case.id for case in cases]
    words = CaseMessage.case_id.in_(ids) | ((CaseMessage.author_id == person_id) & (CaseMessage.side == Side.WORKER))
    taken_back = await _taken_back(session, words, now)
    await outbox.cancel(session, Delivery.id.in_(_copies(words)), "forgotten", now)
    ended = [case for case in cases if case.is_open]
    await session.execute(delete(CaseFollower).where(CaseFollower.worker_id == person_id))
    followers = [(worker, case) for case in ended for worker in await followers_of(session, case)]
    await session.execute(delete(CaseMessage).where(words))
    await session.execute(delete(CaseDeadline).where(CaseDeadline.case_id.in_(ids)))
    for case in cases:
        case.worker_id, case.answers, case.revealed = None, "{}", None
        if case.is_open:
            case.state, case.closed_at, case.stopped_at = CaseState.FORGOTTEN, now, None
    await session.flush()
    await call_clerk(session)
    return Forgotten(ended, followers, taken_back)


def held_by_staff(person_id: int) -> ColumnElement[bool]:
    """Which deliveries to somebody brought them the cases of others, since they work for a union."""
    cards = select(CaseCard.delivery_id).where(CaseCard.telegram_id == person_id)
    of_workers = (CaseMessage.side == Side.WORKER) & CaseMessage.delivery_id.is_not(None)
    return Delivery.id.in_(cards.union(select(CaseMessage.delivery_id).where(of_workers)))


async def _of(session: AsyncSession, person_id: int) -> list[Case]:
    return list(await session.scalars(select(Case).where(Case.worker_id == person_id).order_by(Case.id)))


async def _readings(session: AsyncSession, case: Case) -> list[Reading]:
    of_this = (AuditEntry.action == Act.READ_CASE) & (AuditEntry.subject == case.reference)
    entries = await session.scalars(select(AuditEntry).where(of_this).order_by(AuditEntry.id))
    return [Reading(await name_of(session, entry.actor_id), entry.done_at) for entry in entries]


def _copies(words: ColumnElement[bool]) -> CompoundSelect[Any]:
    """What brought, or is to bring, these words to staff, in private and in a group."""
    in_private = select(CaseMessage.delivery_id).where(words, CaseMessage.delivery_id.is_not(None))
    return in_private.union(select(CaseMessage.desk_delivery_id).where(words, CaseMessage.desk_delivery_id > 0))


async def _taken_back(session: AsyncSession, words: ColumnElement[bool], now: datetime) -> list[Parcel]:
    """Calls that delete what Telegram still lets us delete, a hundred messages each; the Clerk turns the cards."""
    is_theirs = words & (Delivery.finished_at > now - TAKEN_BACK_WITHIN)
    # The group is that of the call which showed it there: in another that number is somebody else's message.
    shown = CaseMessage.desk_delivery_id == Delivery.id
    is_here = (CaseTopic.case_id == CaseMessage.case_id) & (CaseTopic.chat_id == Delivery.chat_id)
    in_topics = (
        select(Delivery.chat_id, CaseMessage.desk_message_id)
        .join(CaseMessage, shown)
        .join(CaseTopic, is_here)
        .where(is_theirs, CaseMessage.desk_message_id != func.coalesce(CaseTopic.card_message_id, 0))
    )
    in_private = (
        select(Delivery.chat_id, Delivery.message_id)
        .join(CaseMessage, CaseMessage.delivery_id == Delivery.id)
        .where(is_theirs, CaseMessage.side == Side.WORKER)
    )
    found = sorted((chat, message) for chat, message in await session.execute(in_topics.union(in_private)) if message)
    return [
        parcel
        for chat, messages in groupby(found, lambda each: each[0])
        for parcel in _deletions(chat, [message for _, message in messages], now)
    ]


def _deletions(chat_id: int, message_ids: list[int], now: datetime) -> Iterator[Parcel]:
    for at in range(0, len(message_ids), AT_ONCE):
        some = {"message_ids": message_ids[at : at + AT_ONCE]}
        yield reply(chat_id, "deleteMessages", some, now, Kind.CASE)

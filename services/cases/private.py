"""Private cards: a case that no group shows comes to the private chats of those who may answer it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseCard, Kind, Union
from services.cases.alive import is_live, without_a_way
from services.cases.cards import card_of, look_at
from services.cases.lost import admins_of
from services.cases.responsible import staff_in
from services.cases.telling import Speech
from services.delivery import outbox
from services.delivery.parcel import Parcel, reply
from services.staff.people import words_of
from services.staff.unions import line_of

AGAIN: Final = timedelta(hours=1)
"""After which somebody who could not be reached is tried once more, where nobody else can be either."""
AT_ONCE: Final = 20


async def find_ways(session: AsyncSession, speech: Speech, now: datetime) -> list[Parcel]:
    """Owe cards for some of the cases that staff cannot see: a crash in between loses none."""
    parcels: list[Parcel] = []
    for case in await session.scalars(without_a_way().order_by(Case.is_urgent.desc(), Case.id)):
        parcels += await _find_way(session, case, speech, now)
        if len(parcels) >= AT_ONCE:
            break
    return parcels


async def _find_way(session: AsyncSession, case: Case, speech: Speech, now: datetime) -> list[Parcel]:
    """Cards to those of the first union upwards who have not had one, or to whom one is on its way."""
    cards = {each.telegram_id: each for each in await session.scalars(_cards_of(case))}
    ways = await _from_below(session, case)
    for people in ways:
        fresh = [person for person in people if person not in cards]
        if fresh:
            return await _send(session, case, fresh, speech, now)
        if any(is_live(cards[person].outcome) for person in people):
            return []
    still = {person for people in ways for person in people}  # who lost the role gets no more of the case
    tired = [cards[person] for person in sorted(still) if cards[person].sent_at <= now - AGAIN]
    for card in tired:
        await session.delete(card)
    await session.flush()
    return await _send(session, case, [card.telegram_id for card in tired], speech, now)


def _cards_of(case: Case) -> Select[CaseCard]:
    return select(CaseCard).where(CaseCard.case_id == case.id)


async def _from_below(session: AsyncSession, case: Case) -> list[Sequence[int]]:
    """Who may answer it, union by union upwards; at the end the admins of the highest, who can send for somebody."""
    line = await line_of(session, await session.get_one(Union, case.union_id))
    staff = [await staff_in(session, [union_id], case.kind) for union_id in line]
    return [*staff, await admins_of(session, await session.get_one(Union, line[-1]))]


async def _send(
    session: AsyncSession, case: Case, people: Sequence[int], speech: Speech, now: datetime
) -> list[Parcel]:  # fmt: skip
    parcels = []
    for person in people:
        words = await words_of(session, person, speech.language)
        card = card_of(await look_at(session, case, words), words, speech, is_private=True)
        parcel = reply(person, "sendMessage", card, now, Kind.CASE)
        session.add(CaseCard(case_id=case.id, telegram_id=person, delivery_id=parcel.id, sent_at=now))
        parcels.append(parcel)
    await session.flush()
    await outbox.store(session, parcels, call_courier=False)
    return parcels

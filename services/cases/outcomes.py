"""Outcomes: what became of words that were sent to private chats, and who has to hear of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import locale
from models import Case, CaseCard, CaseMessage, Delivery, DeliveryState, Kind, Side
from models.case import IS_AWAITED
from models.delivery import REACHED_STATES
from services.cases.placing import call_clerk
from services.cases.talk import Said, note_down
from services.cases.telling import Speech, message_of
from services.delivery import outbox
from services.delivery.parcel import Parcel, reply
from services.staff.people import name_of

SHUT = (DeliveryState.BLOCKED, DeliveryState.NOT_FOUND)
"""The person is out of reach, and not only these words."""


def of_messages() -> Select[CaseMessage, str]:
    """The messages whose end is known and not noted yet, with that."""
    ends = select(CaseMessage, Delivery.state).join(Delivery, Delivery.id == CaseMessage.delivery_id)
    return ends.where(IS_AWAITED, Delivery.finished_at.is_not(None)).order_by(CaseMessage.id)


def of_cards() -> Select[CaseCard, str]:
    """The same of private cards."""
    ends = select(CaseCard, Delivery.state).join(Delivery, Delivery.id == CaseCard.delivery_id)
    return ends.where(CaseCard.outcome == "", Delivery.finished_at.is_not(None))


async def note_outcomes(session: AsyncSession, speech: Speech, now: datetime) -> list[Parcel]:
    """Note what became of cards and words; whoever wrote what did not arrive hears of it."""
    for card, state in (await session.execute(of_cards())).all():
        card.outcome = state
    parcels: list[Parcel] = []
    for message, state in (await session.execute(of_messages())).all():
        message.outcome = state
        case = await session.get_one(Case, message.case_id)
        if message.side == Side.WORKER:
            parcels += await _of_workers_words(session, case, message, state, speech, now)
        else:
            parcels += await _of_staffs_words(session, case, message, state, speech, now)
    await session.flush()
    await outbox.store(session, parcels, call_courier=False)
    await call_clerk(session)
    return parcels


async def _of_staffs_words(
    session: AsyncSession, case: Case, message: CaseMessage, state: str, speech: Speech, now: datetime
) -> list[Parcel]:  # fmt: skip
    """What was to reach the worker; whether they can be reached stands on the case."""
    if state in SHUT:
        is_news = case.unreachable_at is None
        case.unreachable_at = case.unreachable_at or now
        return await _say(session, case, message, "desk-blocked", speech, now) if is_news else []
    if state == DeliveryState.SENT:
        case.unreachable_at = None
        return []
    return await _say(session, case, message, "desk-undelivered", speech, now, state=state)


async def _of_workers_words(
    session: AsyncSession, case: Case, message: CaseMessage, state: str, speech: Speech, now: datetime
) -> list[Parcel]:  # fmt: skip
    """What was to reach the one who took the case: where they cannot be reached, others have to be."""
    if state in REACHED_STATES:
        return []
    gone = await session.scalar(select(Delivery.chat_id).where(Delivery.id == message.delivery_id))
    if state in SHUT and gone is not None:
        card = await session.get(CaseCard, (case.id, gone))
        if card is not None:
            card.outcome = state
    text = locale(speech.language).render("desk-unheard", reference=case.reference, name=await name_of(session, gone))
    await note_down(session, case, Side.BOT, Said(text), now)
    return []


async def _say(
    session: AsyncSession, case: Case, message: CaseMessage, template: str, speech: Speech, now: datetime, **values: Any
) -> list[Parcel]:  # fmt: skip
    """Say it to the desk, and to its author where they wrote it in private."""
    at = message.said_at.astimezone(speech.zone)
    values |= {"reference": case.reference, "name": await name_of(session, message.author_id), "at": at}
    text = locale(speech.language).render(template, **values)
    await note_down(session, case, Side.BOT, Said(text), now)
    if message.author_id is None or message.source_chat_id != message.author_id:
        return []
    return [reply(message.author_id, "sendMessage", message_of(text), now, Kind.CASE)]

"""The bell: calls staff to a case, by a line in its topic, or in the private chats where the case is seen."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import locale
from models import Case, Kind, Role, Side, StaffMember
from services.cases.placing import topic_of
from services.cases.responsible import may_answer, staff_in
from services.cases.talk import Said, note_down
from services.cases.telling import Speech, message_of
from services.delivery.parcel import Parcel, reply
from services.staff.people import name_of, words_of
from services.staff.unions import root_union


async def ring(
    session: AsyncSession, case: Case, template: str, speech: Speech, now: datetime, **values: Any
) -> list[Parcel]:
    """Say something about a case to who has it, else to all who may take it; in a topic it is one line with their name.

    What is owed to private chats is given; the line in the topic is the Clerk's to show.
    """
    taker = await name_of(session, case.taken_by)
    known = {"reference": case.reference, "taker": taker, "taker_id": case.taken_by, **values}
    has_topic = await topic_of(session, case) is not None
    if has_topic:
        html = locale(speech.language).render(template, now=now.astimezone(speech.zone), **speech.local(known))
        await note_down(session, case, Side.BOT, Said(html), now)
    has_it = case.taken_by is not None and await may_answer(session, case.taken_by, case)
    people = [case.taken_by] if case.taken_by and has_it else await staff_in(session, [case.union_id], case.kind)
    return (
        await call_people(session, people, template, speech, now, **known) if case.is_private or not has_topic else []
    )


async def alarm(
    session: AsyncSession, case: Case, template: str, speech: Speech, now: datetime, **values: Any
) -> list[Parcel]:
    """Say something about a case to the admins of the root, above whom there is nobody."""
    root = await root_union(session)
    is_admin = (StaffMember.role == Role.ADMIN) & (StaffMember.union_id == (root.id if root else 0))
    admins = (await session.scalars(select(StaffMember.telegram_id).where(is_admin).distinct())).all()
    return await call_people(session, admins, template, speech, now, reference=case.reference, **values)


async def call_people(
    session: AsyncSession, people: Collection[int], template: str, speech: Speech, now: datetime, **values: Any
) -> list[Parcel]:
    """The same message to each of these in private, in their own words; moments among the values become local."""
    parcels = []
    for person in people:
        words = await words_of(session, person, speech.language)
        html = words.render(template, now=now.astimezone(speech.zone), **speech.local(values))
        parcels.append(reply(person, "sendMessage", message_of(html), now, Kind.CASE))
    return parcels

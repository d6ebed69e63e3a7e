"""Conversation: what one side of a case says is noted down and brought to the other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale
from models import Case, CaseMessage, CaseState, Delivery, DeliveryState, Kind, Role, Side, Union
from services.cases import course
from services.cases.copies import Frame, copies_of
from services.cases.desk_rules import DeskRules
from services.cases.parts import CAPTION_UNITS, FRAME_UNITS, TEXT_UNITS, split, units
from services.cases.people import author_called, signed_by
from services.cases.placing import is_in_private
from services.cases.responsible import may_read
from services.cases.talk import Said, note_down, revise
from services.cases.telling import Speech, message_of
from services.delivery.parcel import Parcel, reply
from services.staff.audit import Act, write_down
from services.staff.people import words_of

EDITABLE_FOR: Final = timedelta(hours=48)
"""So long a message may be changed where it arrived; after that the change is a message of its own."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a worker said, what is owed to the staff member who talks with them in private, and whether it reopened."""

    message: CaseMessage
    parcels: list[Parcel]
    has_reopened: bool


# --- staff to the worker -------------------------------------------------------------------------------


async def answer(session: AsyncSession, case: Case, said: Said, by: int, speech: Speech, now: datetime) -> list[Parcel]:
    """Note down what staff say and bring it to the worker; who answers what nobody took has taken it by that."""
    message = await note_down(session, case, Side.STAFF, said, now, author_id=by)
    case.first_answer_at = case.first_answer_at or now
    if case.state == CaseState.NEW:
        await course.take(session, case, by, now)
    write_down(session, Act.ANSWERED_CASE, case.reference, now, actor_id=by, union_id=case.union_id)
    return await _bring_to_worker(session, case, message, speech, now)


async def note(session: AsyncSession, case: Case, said: Said, by: int, now: datetime) -> None:
    """Note down what staff say among themselves; no worker ever reads it."""
    await note_down(session, case, Side.NOTE, said, now, author_id=by)


async def correct(
    session: AsyncSession, case: Case, message: CaseMessage, html: str, speech: Speech, now: datetime
) -> list[Parcel]:
    """Keep what staff changed in what they had said, and change it where the worker reads it."""
    was_short = _is_short(message)
    await revise(session, message, html)
    if message.side != Side.STAFF or case.worker_id is None:
        return []
    frame = await _frame_for_worker(session, case, message, speech)
    copy = await _editable(session, message, now)
    if copy is None or not (was_short and _is_short(message)):
        return await _say_anew(session, case, message, speech, now)
    words = frame(split(message.text, TEXT_UNITS)[0] if message.text else Markup(), 1, 1)
    if copy.method == "sendMessage":
        method, params = "editMessageText", message_of(words)
    else:
        method, params = "editMessageCaption", {"caption": words, "parse_mode": "HTML"}
    return [reply(case.worker_id, method, {"message_id": copy.message_id, **params}, now, Kind.CASE)]


async def _bring_to_worker(
    session: AsyncSession, case: Case, message: CaseMessage, speech: Speech, now: datetime
) -> list[Parcel]:
    if case.worker_id is None:
        return []
    frame = await _frame_for_worker(session, case, message, speech)
    parcels = copies_of(case.worker_id, message, frame, now, is_silent=await _is_of_an_album(session, message))
    message.delivery_id = parcels[-1].id
    await session.flush()
    return parcels


async def _frame_for_worker(session: AsyncSession, case: Case, message: CaseMessage, speech: Speech) -> Frame:
    """Our words around theirs: who answers, and how to go on; of an album only its first picture says so."""
    if await _is_of_an_album(session, message) and not message.text:
        return lambda quote, part, parts: f"<b>{case.reference}</b>"
    words = await words_of(session, case.worker_id or 0, speech.language)
    union = await session.get_one(Union, case.union_id)
    name, role = await signed_by(session, message.author_id or 0, case)
    template = "legal-answer" if case.is_private else "case-answer"
    who: dict[str, Any] = {"reference": case.reference, "union": union.name, "hotline": union.hotline}
    if case.is_private:
        who |= {"name": name, "role": role, "is_lawyer": role == Role.LAWYER}
    return lambda quote, part, parts: words.render(template, quote=quote, part=part, parts=parts, **who)


async def _say_anew(
    session: AsyncSession, case: Case, message: CaseMessage, speech: Speech, now: datetime
) -> list[Parcel]:
    """The changed words in a message of their own, where the old one is out of reach."""
    words = await words_of(session, case.worker_id or 0, speech.language)
    changed = CaseMessage(text=message.text, file_kind="", file_id=None)
    parcels = copies_of(
        case.worker_id or 0, changed,
        lambda quote, part, parts: words.render("case-changed", reference=case.reference, quote=quote), now,
    )  # fmt: skip
    message.delivery_id = parcels[-1].id
    await session.flush()
    return parcels


async def _editable(session: AsyncSession, message: CaseMessage, now: datetime) -> Delivery | None:
    """What brought it to the worker's chat, if that can still be changed there."""
    copy = await session.get(Delivery, message.delivery_id) if message.delivery_id else None
    is_there = copy is not None and copy.state == DeliveryState.SENT and copy.message_id is not None
    return copy if copy and is_there and now - copy.owed_at <= EDITABLE_FOR else None


def _is_short(message: CaseMessage) -> bool:
    """Whether one message holds it."""
    return units(message.text) <= (CAPTION_UNITS if message.file_id else TEXT_UNITS) - FRAME_UNITS


async def _is_of_an_album(session: AsyncSession, message: CaseMessage) -> bool:
    """Whether it belongs to an album that began before it."""
    if not message.media_group_id:
        return False
    same = (CaseMessage.case_id == message.case_id) & (CaseMessage.media_group_id == message.media_group_id)
    return bool(await session.scalar(select(func.count()).where(same, CaseMessage.id < message.id)))


# --- the worker to staff -------------------------------------------------------------------------------


async def hear(
    session: AsyncSession, case: Case, said: Said, author_id: int, rules: DeskRules, speech: Speech, now: datetime
) -> Hearing:
    """Note down what a worker says: it reopens what was closed, and ends a wait for them."""
    message = await note_down(session, case, Side.WORKER, said, now, author_id=author_id)
    case.unreachable_at = None
    has_reopened = case.state == CaseState.CLOSED
    if has_reopened:
        await course.reopen(session, case, rules, now)
    await course.resume(session, case, rules, now)
    return Hearing(message, await copy_to_staff(session, case, message, speech, now), has_reopened)


async def copy_to_staff(
    session: AsyncSession, case: Case, message: CaseMessage, speech: Speech, now: datetime
) -> list[Parcel]:
    """What a worker said, for the private chat of who took the case; none where a group shows it.

    A change of it comes as a message of its own. Who lost their role since has the case no more.
    """
    person = case.taken_by
    if person is None or not await is_in_private(session, case):
        return []
    if not await may_read(session, person, case):
        await course.let_go(session, case)
        return []
    words = await words_of(session, person, speech.language)
    frame = await frame_for_staff(session, case, message, words)
    parcels = copies_of(person, message, frame, now)
    message.delivery_id = parcels[-1].id
    await session.flush()
    return parcels


async def frame_for_staff(session: AsyncSession, case: Case, message: CaseMessage, words: Locale) -> Frame:
    """Our words around what was said, in the private chat of somebody who may read it."""
    who = await author_called(session, case, message, words)
    values = {"reference": case.reference, "who": who, "side": message.side, "is_changed": message.revision > 0}
    return lambda quote, part, parts: words.render("desk-said", quote=quote, part=part, parts=parts, **values)

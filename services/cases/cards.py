"""Cards: what staff see of a case at one look: the title of its topic, its card, and the keys under that."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale, cut
from models import Case, CaseDeadline, CaseMessage, CaseState, Side, Station, Union, Worker
from services.cases.followers import count_followers
from services.cases.parts import split, units
from services.cases.people import worker_called
from services.cases.telling import Speech, message_of
from services.cases.titles import subject
from services.places.districts import districts
from services.staff.people import name_of

LONGEST_TITLE: Final = 128
NAME_CHARACTERS: Final = 8
WHOLE_UNITS: Final = 400
"""Up to here the first words of a case stand on its card, whole, and nowhere else."""
QUOTE_UNITS: Final = 60

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sight:
    """All that a card tells of a case; moments are local. `filed` is what it was filed with."""

    case: Case
    union: Union
    worker: str
    occupation: str
    place: str
    station: Station | None
    host: str
    followers: int
    filed: Sequence[CaseMessage]
    taker: str
    deadlines: Sequence[CaseDeadline]
    spoke_at: datetime | None  # of legal aid: when the worker wrote something that nobody has answered yet


async def look_at(session: AsyncSession, case: Case, words: Locale) -> Sight:
    """Read what its card needs."""
    union = await session.get_one(Union, case.union_id)
    station = await session.get(Station, case.station_id) if case.station_id else None
    worker = await session.get(Worker, case.worker_id) if case.worker_id else None
    district = districts().of(case.adcode) if case.adcode else None
    is_filed = (CaseMessage.side == Side.WORKER) & (CaseMessage.said_at == case.filed_at)
    filed = select(CaseMessage).where(CaseMessage.case_id == case.id, is_filed).order_by(CaseMessage.id)
    deadlines = select(CaseDeadline).where(CaseDeadline.case_id == case.id).order_by(CaseDeadline.due_on)
    return Sight(
        case, union,
        await worker_called(session, case, case.worker_id, words),
        worker.occupation if worker else "",
        cut(station.name) if station else district.name if district else "",
        station,
        cut(station.host) if station else "",
        await count_followers(session, case),
        list(await session.scalars(filed)),
        cut(await name_of(session, case.taken_by), NAME_CHARACTERS) if case.taken_by else "",
        list(await session.scalars(deadlines)),
        await _unanswered_since(session, case) if case.is_private else None,
    )  # fmt: skip


async def _unanswered_since(session: AsyncSession, case: Case) -> datetime | None:
    mine = select(func.max(CaseMessage.id)).where(CaseMessage.case_id == case.id, CaseMessage.side == Side.STAFF)
    later = (CaseMessage.id > (await session.scalar(mine) or 0)) & (CaseMessage.said_at > case.filed_at)
    theirs = select(func.min(CaseMessage.said_at)).where(CaseMessage.case_id == case.id, later)
    return await session.scalar(theirs.where(CaseMessage.side == Side.WORKER))


def title_of(sight: Sight, words: Locale, *, went_to: str = "") -> str:
    """The name of its topic: A17 新 · 东西坏了 · 红旗路驿站; nothing of what was said in it."""
    case = sight.case
    urgent = f"{words.word('desk_sign', 'urgent')} " if case.is_urgent and case.is_open else ""
    signs = [words.word("desk_sign", "left") if went_to else _state(sight, words)]
    signs += [words.word("desk_sign", "unreachable")] if case.unreachable_at and case.is_open else []
    facts = (f"{urgent}{case.reference} {' · '.join(signs)}", subject(words, case), sight.place)
    return " · ".join(fact for fact in facts if fact)[:LONGEST_TITLE]


def _state(sight: Sight, words: Locale) -> str:
    if sight.case.state == CaseState.TAKEN and sight.taker:
        return sight.taker
    return words.word("desk_sign", sight.case.state)


def card_of(sight: Sight, words: Locale, speech: Speech, *, is_private: bool = False, went_to: str = "") -> Params:
    """Its card as the parameters of a message, without the chat; one that went elsewhere or is over has no keys."""
    case, local = sight.case, speech.zone
    values = {
        "reference": case.reference, "subject": subject(words, case), "is_urgent": case.is_urgent,
        "place": sight.place, "code": sight.station.code if sight.station else "", "host": sight.host,
        "union": sight.union.name, "worker": sight.worker, "revealed": case.revealed or "",
        "occupation": sight.occupation, "filed_at": case.filed_at.astimezone(local), "others": sight.followers,
        "quote": quote_of(sight.filed), "files": files_in(sight.filed), "has_answer": case.first_answer_at is not None,
        "first_due_at": case.first_due_at.astimezone(local), "done_due_at": case.done_due_at.astimezone(local),
        "state": case.state, "is_open": case.is_open, "taker": sight.taker,
        "taken_at": case.taken_at.astimezone(local) if case.taken_at else None,
        "unreachable_at": case.unreachable_at.astimezone(local) if case.unreachable_at else None,
        "is_private": is_private, "is_lost": is_private and sight.union.desk_lost_at is not None, "went_to": went_to,
        "deadlines": [each.due_on for each in sight.deadlines],
        "spoke_at": sight.spoke_at.astimezone(local) if sight.spoke_at else None,
    }  # fmt: skip
    template = "desk-legal" if case.is_private else "desk-complaint"
    rows = [] if went_to or not case.is_open else keys_of(case, words)
    return message_of(words.render(template, **values)) | {"reply_markup": {"inline_keyboard": rows}}


def keys_of(case: Case, words: Locale) -> list[list[Mapping[str, str]]]:
    """What staff may press; legal aid is read in private, and answered in words of its own."""
    rows = (("take", "read" if case.is_private else "replies"), ("pass", "wait", "close"))
    return [
        [
            {"text": words.word("desk", verb), "callback_data": f"desk:{verb}:{case.reference}"}
            for verb in row
        ] for row in rows
    ]  # fmt: skip


def is_whole(filed: Sequence[CaseMessage]) -> bool:
    """Whether all that a case was filed with stands on its card."""
    return all(not each.file_id for each in filed) and units(_joined(filed)) <= WHOLE_UNITS


def quote_of(filed: Sequence[CaseMessage]) -> Markup:
    """The first words of a case: whole if they are all there is and short, else their beginning."""
    joined = _joined(filed)
    if units(joined) <= (WHOLE_UNITS if is_whole(filed) else QUOTE_UNITS):
        return Markup("").join(split(joined, WHOLE_UNITS))
    return split(joined, QUOTE_UNITS)[0] + "…"


def files_in(filed: Sequence[CaseMessage]) -> dict[str, int]:
    """How many files of each kind a case was filed with."""
    kinds = [each.file_kind for each in filed if each.file_id]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def _joined(filed: Sequence[CaseMessage]) -> str:
    return "\n".join(each.text for each in filed if each.text)


def fingerprint(card: Params) -> str:
    """What tells two cards apart: 40 characters."""
    return hashlib.sha1(json.dumps(card, sort_keys=True).encode(), usedforsecurity=False).hexdigest()

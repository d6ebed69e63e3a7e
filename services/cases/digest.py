"""Digest: on working mornings each desk reads what is due today, what is late, and what came in the night."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Locale, locale
from models import Case, CaseKind, CaseState, CaseTopic, Kind, Slot, TopicState, Union
from models.case import OPEN_STATES
from models.database import Sessions
from services.cases.clocks import RUNNING, due_of
from services.cases.desk_rules import Charter, DeskRules
from services.cases.responsible import staff_in
from services.cases.telling import Speech, message_of
from services.clock import machine_now
from services.delivery.outbox import store
from services.delivery.parcel import Parcel, reply
from services.staff.people import name_of, words_of

TOLD_WITHIN: Final = timedelta(hours=3)
"""A digest that could not be sent for so long is not sent any more: the morning is over."""
KEYS: Final = 12
IN_A_ROW: Final = 4
RECENT: Final = timedelta(days=4)
LOOKED_BACK: Final = 10
"""So many days are looked through for the last one on which the desk worked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case with the moment it was wanted by, local; `taker` is who took it, "" if nobody did."""

    reference: str
    due: datetime
    taker: str


@dataclass(frozen=True, slots=True)
class Morning:
    """What a desk is told; moments are local, `since` is the last day on which it worked, `rated` counts faces."""

    union: str
    now: datetime
    since: datetime
    today: Sequence[Line]
    late: Sequence[Line]
    new: Mapping[str, int]
    checking: int
    waiting: int
    closed: int
    rated: Mapping[str, int]


class Digests:
    """Tells every desk once on each of its working mornings, at its own hour."""

    def __init__(self, rules: DeskRules, speech: Speech) -> None:
        """By whose rules, in which language and by which clock."""
        self._rules, self._speech = rules, speech

    async def look(self, sessions: Sessions, now: datetime) -> None:
        """Tell the desks whose hour has come; each is one transaction with the row that says that it was told."""
        async with sessions() as session:
            unions = (await session.scalars(select(Union).where(_has_cases(now)).order_by(Union.id))).all()
        for union in unions:
            slot = self._slot_of(union, now)
            if slot is not None:
                async with sessions() as session, session.begin():
                    await self._tell(session, union.id, slot, now)

    def _slot_of(self, union: Union, now: datetime) -> datetime | None:
        """This morning's hour, in UTC, if it is a working day and the hour has come and is not long over."""
        charter, local = self._rules.of(union.adcode), now.astimezone(self._speech.zone)
        slot = datetime.combine(local.date(), charter.digest_at, self._speech.zone).astimezone(now.tzinfo)
        is_due = slot <= now < slot + TOLD_WITHIN
        return slot if is_due and charter.work.is_working_day(local.date()) else None

    async def _tell(self, session: AsyncSession, union_id: int, slot: datetime, now: datetime) -> None:
        job = f"digest {union_id}"
        union = await session.get_one(Union, union_id, with_for_update=True)
        if await session.get(Slot, (job, slot)) is None:
            session.add(Slot(job=job, due_at=slot, taken_at=machine_now()))
            await session.flush()
            await store(session, await self._parcels(session, union, slot, now))

    async def _parcels(self, session: AsyncSession, union: Union, slot: datetime, now: datetime) -> list[Parcel]:
        morning = await morning_of(session, union, self._rules.of(union.adcode), slot, now, self._speech)
        if union.desk_chat_id is not None and union.desk_lost_at is None:
            links = await _links(session, union.desk_chat_id, morning)
            return [_letter(union.desk_chat_id, morning, locale(self._speech.language), links, now)]
        kinds = (CaseKind.COMPLAINT, CaseKind.LEGAL_AID)
        people = {person for kind in kinds for person in await staff_in(session, [union.id], kind)}
        return [
            _letter(person, morning, await words_of(session, person, self._speech.language), _pages(morning), now)
            for person in sorted(people)
        ]


async def morning_of(
    session: AsyncSession, union: Union, charter: Charter, slot: datetime, now: datetime, speech: Speech
) -> Morning:
    """How the cases of a union stand on a morning."""
    local = now.astimezone(speech.zone)
    since = _last_day(charter, local)
    theirs = select(Case).where(Case.union_id == union.id)
    is_recent = Case.closed_at.between(since, local.replace(hour=0, minute=0, second=0, microsecond=0))
    cases = (await session.scalars(theirs.where(or_(_is_open(), is_recent)).order_by(Case.id))).all()
    running = [case for case in cases if case.state in RUNNING]
    over = [case for case in cases if case.state == CaseState.CLOSED]
    return Morning(
        union.name, local, since,
        [await _line(session, case, speech) for case in _by_due(running) if now <= due_of(case) < _tomorrow(local)],
        [await _line(session, case, speech) for case in _by_due(running) if due_of(case) < now],
        Counter(case.kind for case in running if charter.work.between(case.filed_at, slot) == 0),
        sum(case.state == CaseState.CHECKING for case in cases),
        sum(case.state == CaseState.WAITING for case in cases),
        len(over), Counter(case.rating for case in over),
    )  # fmt: skip


def _has_cases(now: datetime) -> ColumnElement[bool]:
    return exists().where(Case.union_id == Union.id, or_(_is_open(), Case.closed_at > now - RECENT))


def _is_open() -> ColumnElement[bool]:
    return Case.state.in_(OPEN_STATES)


def _by_due(cases: Sequence[Case]) -> list[Case]:
    return sorted(cases, key=due_of)


def _tomorrow(local: datetime) -> datetime:
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _last_day(charter: Charter, local: datetime) -> datetime:
    """When the last day before this one began on which the desk worked."""
    days = (_tomorrow(local) - timedelta(days=back) for back in range(2, LOOKED_BACK))
    return next((day for day in days if charter.work.is_working_day(day.date())), _tomorrow(local) - timedelta(days=2))


async def _line(session: AsyncSession, case: Case, speech: Speech) -> Line:
    return Line(case.reference, due_of(case).astimezone(speech.zone), await name_of(session, case.taken_by))


def _letter(chat_id: int, morning: Morning, words: Locale, keys: Sequence[Mapping[str, str]], now: datetime) -> Parcel:
    rows = [keys[at : at + IN_A_ROW] for at in range(0, len(keys), IN_A_ROW)]
    message = message_of(words.render("desk-digest", morning=morning, now=morning.now))
    under = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
    return reply(chat_id, "sendMessage", message | under, now, Kind.CASE)


def _pressing(morning: Morning) -> list[str]:
    """The references of what is late and what is due today, first things first."""
    return [line.reference for line in (*morning.late, *morning.today)][:KEYS]


async def _links(session: AsyncSession, chat_id: int, morning: Morning) -> list[Mapping[str, str]]:
    """A key to the topic of each, where it has one already; t.me/c leaves out the -100 that such ids begin with."""
    opened = select(Case, CaseTopic.topic_id).join(CaseTopic, CaseTopic.case_id == Case.id)
    here = (CaseTopic.chat_id == chat_id) & (CaseTopic.state == TopicState.OPEN) & CaseTopic.topic_id.is_not(None)
    topics = {case.reference: topic for case, topic in await session.execute(opened.where(here, _is_open()))}
    place = str(chat_id).removeprefix("-100")
    return [
        {"text": reference, "url": f"https://t.me/c/{place}/{topics[reference]}"}
        for reference in _pressing(morning)
        if reference in topics
    ]


def _pages(morning: Morning) -> list[Mapping[str, str]]:
    return [{"text": reference, "callback_data": f"desk:read:{reference}"} for reference in _pressing(morning)]

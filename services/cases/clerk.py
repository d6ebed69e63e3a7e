"""The Clerk: makes the group of every desk show its cases as they are, one call at a time for each group."""

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union
from sqlalchemy import case as either
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from locales import locale
from models import Case, CaseFollower, CaseKind, CaseMessage, CaseTopic, Delivery, Kind, TopicState
from models.calling import listen
from models.case import IS_CHANGED, IS_UNSHOWN, OPEN_STATES
from models.case_desk import IS_BUSY
from models.database import Database
from models.delivery import WAITS
from models.secrets import WrongKey
from services.cases.alive import at_the_wrong_place, without_a_way
from services.cases.outcomes import note_outcomes, of_cards, of_messages
from services.cases.placing import DESK, place
from services.cases.private import find_ways
from services.cases.telling import Speech
from services.cases.topics import Deed, Step, ending_of, next_step, take_in
from services.clock import Clock
from services.delivery import outbox
from services.delivery.courier import Courier
from services.delivery.parcel import Parcel, reply

log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 0.5
AT_ONCE: Final = 100
LATELY: Final = timedelta(days=7)
"""So long after its end what changes in a case still changes its card."""
REST_SECONDS: Final = 5.0
"""After which ways are looked for again where there was none: a writer is not to be kept waiting for that."""

Work = Callable[[AsyncSession, Speech, datetime], Awaitable[list[Parcel]]]


class Clerk:
    """Works in the process that is the courier; should another one believe the same, each row still has one winner."""

    def __init__(self, database: Database, courier: Courier, clock: Clock, speech: Speech) -> None:
        """`speech` is the language and the clock of all groups."""
        self._database = database
        self._courier = courier
        self._clock = clock
        self._speech = speech
        self._called = asyncio.Event()
        self._ways_at = -math.inf

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(listen(self._database, DESK, self._called.set))
            tasks.create_task(self._work())

    async def _work(self) -> None:
        while True:
            self._called.clear()
            if self._courier.is_courier:
                try:
                    await self.look()
                except (SQLAlchemyError, WrongKey) as error:
                    log.warning("cases out of reach", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._called.wait()

    async def look(self) -> None:
        """See to every group where something is lacking; what is under way there is waited for."""
        if await self._finds(of_messages(), of_cards(), at_the_wrong_place()):
            await self._do(put_in_order)
        if _seconds() >= self._ways_at and await self._finds(without_a_way()):
            self._ways_at = _seconds() + (0 if await self._do(find_ways) else REST_SECONDS)
        async with self._database.reading() as session:
            lacking = _lacking(self._clock.now()).with_only_columns(CaseTopic.chat_id)
            chats = (await session.scalars(lacking.distinct())).all()
        for chat_id in chats:
            await self._do(partial(tend, chat_id))

    async def _finds(self, *questions: Select[*tuple[Any, ...]]) -> bool:
        """Whether one of them has an answer."""
        async with self._database.reading() as session:
            return any([(await session.execute(each.with_only_columns(1).limit(1))).first() for each in questions])

    async def _do(self, work: Work) -> bool:
        """One transaction, and whether anything came of it; what it owes goes out after its commit."""
        async with self._database.writing() as session, session.begin():
            parcels = await work(session, self._speech, self._clock.now())
        self._courier.hand_over(parcels)
        return bool(parcels)


async def put_in_order(session: AsyncSession, speech: Speech, now: datetime) -> list[Parcel]:
    """Note what became of words, and have cases shown where their unions look."""
    parcels = await note_outcomes(session, speech, now)
    for case in await session.scalars(at_the_wrong_place().limit(AT_ONCE)):
        await place(session, case, now)
    return parcels


async def tend(chat_id: int, session: AsyncSession, speech: Speech, now: datetime) -> list[Parcel]:
    """Take in what became of the last call to a group, and owe the next one."""
    here = select(CaseTopic).where(CaseTopic.chat_id == chat_id)
    for topic in await session.scalars(here.where(CaseTopic.deed != "").with_for_update()):
        ending = await ending_of(session, topic.delivery_id)
        if ending is None:
            return []
        await take_in(session, topic, ending, locale(speech.language), now)
        await session.flush()
    for case_id in await _by_turns(session, chat_id, now):
        topic = await session.get_one(CaseTopic, (case_id, chat_id), with_for_update=True)
        if topic.deed:  # somebody else was faster
            return []
        try:
            step = await next_step(session, topic, await session.get_one(Case, case_id), speech, now)
        except SQLAlchemyError:
            raise
        except Exception as error:  # a fault of ours, or a spoilt seal: it must not hold back all other cases
            log.error("a case cannot be shown", case=case_id, error=type(error).__name__)
            continue
        if step is not None:
            return [await _begin(session, topic, step, now)]
        await session.flush()
    return []


async def _begin(session: AsyncSession, topic: CaseTopic, step: Step, now: datetime) -> Parcel:
    """Owe a call, and note in the same transaction what it is for."""
    thread = {} if step.deed in (Deed.OPEN, Deed.RECARD) else {"message_thread_id": topic.topic_id}
    parcel = reply(topic.chat_id, step.method, {**thread, **step.params}, now, Kind.CASE)
    topic.deed, topic.delivery_id, topic.shows, topic.covers = step.deed, parcel.id, step.shows, step.covers
    for message in step.messages:
        message.desk_delivery_id, message.shown_revision = parcel.id, message.revision
    await session.flush()
    await outbox.store(session, [parcel], call_courier=False)
    return parcel


# --- what is lacking, and whose turn it is ---------------------------------------------------------------


def _lacking(now: datetime) -> Select[CaseTopic]:
    """The topics of which something can be done now."""
    is_under_way = exists().where(Delivery.id == CaseTopic.delivery_id, WAITS)
    needs = and_(CaseTopic.deed == "", or_(CaseTopic.state == TopicState.LEAVING, _is_out_of_date()))
    is_ready = or_(and_(CaseTopic.deed != "", ~is_under_way), needs)
    return select(CaseTopic).join(Case).where(CaseTopic.case_id.in_(_alive(now)), is_ready)


def _alive(now: datetime) -> CompoundSelect[int]:
    """The cases worth a look, by small indexes: of all that are kept most are over, and nothing happens in them."""
    is_alive = or_(Case.closed_at.is_(None), Case.closed_at > now - LATELY)
    busy = select(CaseTopic.case_id).where(IS_BUSY)
    return union(select(Case.id).where(is_alive), busy, *_news())


def _is_out_of_date() -> ColumnElement[bool]:
    is_joined = CaseTopic.case_id.in_(select(CaseFollower.case_id))  # what nobody follows need not be counted
    followers = select(func.count()).where(CaseFollower.case_id == CaseTopic.case_id).scalar_subquery()
    has_others = and_(or_(is_joined, CaseTopic.seen_followers > 0), followers != CaseTopic.seen_followers)
    is_seen = and_(Case.version == CaseTopic.seen_version, ~has_others)
    has_card = CaseTopic.card_message_id.is_not(None)
    is_missing = and_(~has_card, Case.state.in_(OPEN_STATES))
    return and_(CaseTopic.state == TopicState.OPEN, or_(~is_seen, is_missing, and_(has_card, _has_news())))


def _has_news() -> ColumnElement[bool]:
    return or_(*(CaseTopic.case_id.in_(news) for news in _news()))


def _news() -> Sequence[Select[int]]:
    return [select(CaseMessage.case_id).where(which) for which in (IS_UNSHOWN, IS_CHANGED)]


async def _by_turns(session: AsyncSession, chat_id: int, now: datetime) -> Sequence[int]:
    """The cases of a group of which something is lacking, in the order of who waits for it.

    Urgent legal aid that nobody has seen, what else is new, what was said, and then looks; what is new is shown whole
    before the next is begun, the others by turns.
    """
    is_new = and_(CaseTopic.state == TopicState.OPEN, CaseTopic.card_message_id.is_(None))
    is_urgent = and_(is_new, Case.is_urgent, Case.kind == CaseKind.LEGAL_AID)
    rank = either((is_urgent, 0), (is_new, 1), (_has_news(), 2), else_=3)
    is_begun = either((and_(is_new, CaseTopic.topic_id.is_(None)), 1), else_=0)
    last_call = either((is_new, 0), else_=func.coalesce(CaseTopic.delivery_id, 0))
    here = _lacking(now).where(CaseTopic.chat_id == chat_id, CaseTopic.deed == "")
    lacking = here.with_only_columns(CaseTopic.case_id)
    return (await session.scalars(lacking.order_by(rank, is_begun, last_call, CaseTopic.case_id))).all()


def _seconds() -> float:
    return asyncio.get_running_loop().time()

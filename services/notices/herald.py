"""The Herald: owes what the clock and the weather say to whom it is for, and amends what was said; step by step."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import ColumnElement, Exists, Select, and_, exists, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models import Delivery, Notice
from models.database import Database
from models.delivery import IS_BEING_SENT, UNBEGUN_STATES, WAITS
from models.secrets import WrongKey
from services.clock import Clock
from services.delivery.amendments import address_amendment
from services.delivery.courier import Courier
from services.delivery.notices import PORTION, cancel_some, expire_some
from services.notices.addressing import AT_ONCE, address_all, address_rest, is_fresh

log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 0.5
DELETE: Final = "deleteMessage"
DELETABLE: Final = timedelta(hours=48)
"""core.telegram.org/bots/api#deletemessage"""


class Herald:
    """Works in the process that is the courier; should another one believe the same, each row still has one winner."""

    def __init__(self, database: Database, courier: Courier, clock: Clock) -> None:
        """`courier` is woken when there is something for it."""
        self._database = database
        self._courier = courier
        self._clock = clock

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            is_busy = False
            if self._courier.is_courier:
                try:
                    is_busy = await self.go_on()
                except (SQLAlchemyError, WrongKey) as error:
                    log.warning("notices out of reach", error=type(error).__name__)
            await asyncio.sleep(0 if is_busy else LOOK_SECONDS)

    async def go_on(self) -> bool:
        """One short transaction for what can be done now; whether there was anything."""
        now = self._clock.now()
        async with self._database.reading() as session:
            if await session.scalar(_mine(now).limit(1)) is None:
                return False
        async with self._database.writing() as session, session.begin():
            await go_on(session, PORTION, now)
        self._courier.wake()
        return True


async def go_on(session: AsyncSession, limit: int, now: datetime) -> int:
    """Do what notices need now, to `limit` people at most; gives to how many. A crash in between loses nobody."""
    await _settle(session, now)
    room = limit
    fresh = await _locked(session, _is_unaddressed(now) & Notice.amends.is_(None) & is_fresh(), now)
    if fresh:
        room -= await address_all(session, fresh, room, now)
        return limit - room
    for notice_id in await _locked(session, _needs_people(now), now):
        if room <= 0:
            break
        room -= await _take_step(session, await session.get_one(Notice, notice_id), room, now)
    await _settle(session, now)
    return limit - room


async def _locked(session: AsyncSession, is_so: ColumnElement[bool], now: datetime) -> Sequence[int]:
    """Some notices of which this is true, in the order in which they go out; nobody else works on them meanwhile."""
    query = _mine(now).where(is_so).order_by(Notice.rank, Notice.id).limit(AT_ONCE)
    return (await session.scalars(query.with_for_update(skip_locked=True))).all()


async def _settle(session: AsyncSession, now: datetime) -> None:
    """Close what is over, and let go on what was held for an edit; all in two statements.

    But for what somebody says anew at this moment: it is seen to at the next look, or each might wait for the other.
    """
    await session.flush()
    for is_so, values in ((_is_over(), {"ended_at": now}), (_may_go_on(), {"is_held": False})):
        these = select(Notice.id).where(_is_ours(), is_so).with_for_update(skip_locked=True, of=Notice)
        change = update(Notice).where(Notice.id.in_(these.correlate(None))).values(**values)
        await session.execute(change.execution_options(synchronize_session=False))
    session.expire_all()


async def _take_step(session: AsyncSession, notice: Notice, limit: int, now: datetime) -> int:
    if notice.expires_at <= now:
        notice.addressed_at = notice.addressed_at or now
        return await expire_some(session, notice.id, limit, now)
    if await session.scalar(select(Notice.id).where(Notice.id == notice.id, _is_overtaken())) is not None:
        notice.addressed_at = notice.addressed_at or now
        return await cancel_some(session, notice.id, "said anew", limit, now)
    if notice.amends is None:
        return await address_rest(session, notice, limit, now)
    since = now - DELETABLE if notice.method == DELETE else None
    number = await address_amendment(session, notice, since, limit, now)
    if number < limit:
        notice.addressed_at = now
    return number


# --- what is true of notices ---------------------------------------------------------------------------


def _mine(now: datetime) -> Select[int]:
    """The notices of which something can be done now."""
    return select(Notice.id).where(_is_ours(), or_(_needs_people(now), _may_go_on(), _is_over()))


def _is_ours() -> ColumnElement[bool]:
    """What staff announce the Announcer carries out; but whatever amends is the Herald's."""
    return and_(Notice.ended_at.is_(None), or_(Notice.about != "", Notice.amends.is_not(None)))


def _needs_people(now: datetime) -> ColumnElement[bool]:
    """Somebody is to be owed it, or not to be told any more."""
    is_unbegun = _waits().where(Delivery.state.in_(UNBEGUN_STATES))
    return or_(
        _is_unaddressed(now),
        and_(Notice.addressed_at.is_(None), Notice.expires_at <= now),
        and_(or_(Notice.expires_at <= now, _is_overtaken()), is_unbegun),
    )


def _is_unaddressed(now: datetime) -> ColumnElement[bool]:
    # An answer about the first that is still awaited may bring one more to amend.
    is_awaited = exists().where(IS_BEING_SENT, Delivery.notice_id == Notice.amends)
    return and_(Notice.addressed_at.is_(None), Notice.expires_at > now, ~is_awaited)


def _is_overtaken() -> ColumnElement[bool]:
    """Of an edit: a younger one of the same notice says it all."""
    younger = aliased(Notice)
    return and_(Notice.about != "", exists().where(younger.amends == Notice.amends, younger.id > Notice.id))


def _may_go_on() -> ColumnElement[bool]:
    edit = aliased(Notice)
    is_edited = exists().where(edit.amends == Notice.id, edit.addressed_at.is_(None))
    return and_(Notice.is_held, Notice.about != "", Notice.addressed_at.is_not(None), ~is_edited)


def _is_over() -> ColumnElement[bool]:
    return and_(Notice.addressed_at.is_not(None), ~_waits())


def _waits() -> Exists:
    return exists().where(WAITS, Delivery.lane == Notice.lane, Delivery.notice_id == Notice.id)

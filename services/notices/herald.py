"""The Herald: owes what the clock and the weather say to whom it is for, and amends what was said; step by step."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models import Delivery, Notice
from models.database import Database
from models.delivery import IS_BEING_SENT, IS_OF_A_NOTICE, UNBEGUN_STATES, WAITS
from models.secrets import WrongKey
from services.clock import Clock
from services.delivery.amendments import address_amendment
from services.delivery.courier import Courier
from services.delivery.notices import (
    PORTION,
    Reached,
    address,
    addressed_so_far,
    cancel_some,
    close_if_over,
    expire_some,
)
from services.notices.places import subscribers

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
        """A step of every notice that needs one, in short transactions; whether any did."""
        async with self._database.reading() as session:
            waiting = deque(await restless(session, self._clock.now()))
        is_busy = bool(waiting)
        while waiting:
            async with self._database.writing() as session, session.begin():
                room = PORTION
                while waiting and room > 0:
                    room -= 1 + await take_step(session, waiting.popleft(), room, self._clock.now())
            self._courier.wake()
        return is_busy


async def restless(session: AsyncSession, now: datetime) -> Sequence[int]:
    """The notices of which something can be done now, in the order in which they go out; in one question."""
    mine = or_(Notice.about != "", Notice.amends.is_not(None))
    query = select(Notice.id).where(mine, Notice.ended_at.is_(None), _is_restless(now))
    return (await session.scalars(query.order_by(Notice.rank, Notice.id))).all()


async def take_step(session: AsyncSession, notice_id: int, limit: int, now: datetime) -> int:
    """Do what a notice needs now, to `limit` rows at most; gives to how many. A crash in between loses nobody."""
    query = select(Notice).where(Notice.id == notice_id, Notice.ended_at.is_(None), _is_restless(now))
    notice = await session.scalar(query.with_for_update())
    if notice is None:  # another process was here
        return 0
    if notice.expires_at <= now or await _is_overtaken(session, notice):
        return await _end(session, notice, limit, now)
    if notice.addressed_at is None:
        return await (_amend if notice.amends else _address)(session, notice, limit, now)
    notice.is_held = False
    await close_if_over(session, notice, now)
    return 0


def _is_restless(now: datetime) -> ColumnElement[bool]:
    """What is true of a notice that can be owed to somebody, let go after an edit, ended or closed."""
    edit = aliased(Notice)
    waits = exists().where(WAITS, Delivery.lane == Notice.lane, Delivery.notice_id == Notice.id)
    is_unbegun = waits.where(Delivery.state.in_(UNBEGUN_STATES))
    # An answer about the first that is still awaited may bring one more to amend.
    is_awaited = exists().where(IS_BEING_SENT, Delivery.notice_id == Notice.amends)
    is_edited = exists().where(edit.amends == Notice.id, edit.addressed_at.is_(None))
    is_addressed = Notice.addressed_at.is_not(None)
    return or_(
        and_(~is_addressed, ~is_awaited),
        and_(is_addressed, Notice.is_held, Notice.about != "", ~is_edited),
        and_(is_addressed, or_(Notice.expires_at <= now, _has_younger(Notice)), is_unbegun),
        and_(is_addressed, ~waits),
    )


def _has_younger(edited: type[Notice]) -> ColumnElement[bool]:
    """What is true of an edit where a younger one of the same notice says it all."""
    younger = aliased(Notice)
    return and_(edited.about != "", exists().where(younger.amends == edited.amends, younger.id > edited.id))


async def _is_overtaken(session: AsyncSession, notice: Notice) -> bool:
    is_so = select(Notice.id).where(Notice.id == notice.id, _has_younger(Notice))
    return notice.amends is not None and await session.scalar(is_so) is not None


async def _address(session: AsyncSession, notice: Notice, limit: int, now: datetime) -> int:
    """Owe it to some more subscribers of its place."""
    so_far = await addressed_so_far(session, notice)
    # The greatest id, not that of the newest row: whoever has everything forgotten leaves a row without one.
    last = select(func.max(Delivery.chat_id)).where(IS_OF_A_NOTICE, Delivery.notice_id == notice.id)
    last_id = (await session.scalar(last) or 0) if so_far else 0
    further = await address(session, notice, subscribers(notice), Reached(so_far, last_id), limit, now)
    if further.number < so_far + limit:
        notice.addressed_at = now
    return further.number - so_far


async def _amend(session: AsyncSession, notice: Notice, limit: int, now: datetime) -> int:
    """Owe it to some more of those who got what it amends."""
    since = now - DELETABLE if notice.method == DELETE else None
    number = await address_amendment(session, notice, since, limit, now)
    if number < limit:
        notice.addressed_at = now
    return number


async def _end(session: AsyncSession, notice: Notice, limit: int, now: datetime) -> int:
    """Nobody else is owed it, and who waits goes without."""
    notice.addressed_at = notice.addressed_at or now
    if notice.expires_at <= now:
        number = await expire_some(session, notice.id, limit, now)
    else:
        number = await cancel_some(session, notice.id, "said anew", limit, now)
    await close_if_over(session, notice, now)
    return number

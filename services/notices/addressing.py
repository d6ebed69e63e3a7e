"""Addressing: who a notice of the clock or the weather is owed to, many notices and many people in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import BigInteger, ColumnElement, CursorResult, exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Delivery, DeliveryState, Notice, Worker
from models.calling import call
from models.delivery import IS_OF_A_NOTICE
from services.clock import machine_now
from services.delivery.notices import ROOM_BITS, Reached, address, addressed_so_far
from services.delivery.outbox import OWED
from services.notices.places import subscribers

AT_ONCE: Final = 50
"""So many notices in one statement."""
ROOM: Final = 1 << ROOM_BITS


def is_fresh() -> ColumnElement[bool]:
    """What is true of a notice that nobody is owed yet."""
    first = Notice.id * literal(ROOM, BigInteger)
    return ~exists().where(Delivery.id.between(first, first + (ROOM - 1)))


async def address_all(session: AsyncSession, notice_ids: Sequence[int], limit: int, now: datetime) -> int:
    """Owe fresh notices to their people, those of the smallest rank first, to `limit` at most; gives to how many.

    Of those that were reached the last may not be addressed to all: `address_rest` goes on with it.
    """
    number = await _owe(session, notice_ids, limit, now)
    done = list(notice_ids)
    if number == limit:
        owed = await session.scalars(
            select(Delivery.notice_id).where(IS_OF_A_NOTICE, Delivery.notice_id.in_(notice_ids)).distinct()
        )
        reached = set(owed)
        last = max(place for place, notice_id in enumerate(notice_ids) if notice_id in reached)
        done = done[:last]
    await session.execute(update(Notice).where(Notice.id.in_(done)).values(addressed_at=now))
    return number


async def address_rest(session: AsyncSession, notice: Notice, limit: int, now: datetime) -> int:
    """Go on with one that is owed to some; gives to how many more."""
    so_far = await addressed_so_far(session, notice)
    # The greatest id, not that of the newest row: whoever has everything forgotten leaves a row without one.
    last = select(func.max(Delivery.chat_id)).where(IS_OF_A_NOTICE, Delivery.notice_id == notice.id)
    last_id = (await session.scalar(last) or 0) if so_far else 0
    theirs = subscribers(Notice.id == notice.id).subquery()
    whom = Worker.id.in_(select(theirs.c.worker_id))
    further = await address(session, notice, whom, Reached(so_far, last_id), limit, now)
    if further.number < so_far + limit:
        notice.addressed_at = now
    return further.number - so_far


async def address_one(session: AsyncSession, notice: Notice, worker_id: int, now: datetime) -> None:
    """Owe it to somebody who came after the others; who is owed it already is not owed it again.

    Who did not want it when it was to be sent, and so went without, waits again.
    """
    theirs = select(Delivery).where(Delivery.chat_id == worker_id, Delivery.notice_id == notice.id)
    owed = await session.scalar(theirs.with_for_update())  # locked: a courier may be turning it away at this moment
    if owed is None and notice.addressed_at is not None:
        is_last = Reached(await addressed_so_far(session, notice))
        await address(session, notice, Worker.id == worker_id, is_last, 1, now)
    elif owed is not None and owed.state == DeliveryState.CANCELLED:
        owed.state, owed.reason, owed.finished_at = DeliveryState.QUEUED, None, None
        owed.due_at, owed.expires_at = machine_now(), notice.expires_at
    else:
        return
    notice.ended_at = None
    await call(session, OWED)


async def _owe(session: AsyncSession, notice_ids: Sequence[int], limit: int, now: datetime) -> int:
    theirs = subscribers(Notice.id.in_(notice_ids)).subquery()
    some = select(theirs).order_by(theirs.c.rank, theirs.c.notice_id, theirs.c.worker_id).limit(limit).subquery()
    place = func.row_number().over(partition_by=some.c.notice_id, order_by=some.c.worker_id)
    columns = Delivery.__table__.c
    fixed: dict[str, Any] = {
        "state": DeliveryState.QUEUED, "epoch": 0, "attempts": 0, "resent": 0, "owed_at": now, "due_at": machine_now(),
    }  # fmt: skip
    rows = {
        "id": some.c.notice_id * literal(ROOM, BigInteger) + place, "chat_id": some.c.worker_id,
        "notice_id": some.c.notice_id, "lane": Notice.lane, "kind": Notice.kind, "method": Notice.method,
        "expires_at": Notice.expires_at,
    } | {name: literal(value, columns[name].type) for name, value in fixed.items()}  # fmt: skip
    of_notices = select(*rows.values()).join_from(some, Notice, Notice.id == some.c.notice_id)
    owed = await session.execute(insert(Delivery).from_select([*rows], of_notices))
    return cast("CursorResult[Any]", owed).rowcount

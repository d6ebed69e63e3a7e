"""Amendments: a notice that edits or deletes the messages of an earlier one, for whoever got them."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models import Delivery, DeliveryState, Notice
from models.delivery import IS_OF_A_NOTICE
from services.delivery.notices import ROOM_BITS, addressed_so_far, columns_of


async def address_amendment(
    session: AsyncSession, notice: Notice, since: datetime | None, limit: int, now: datetime
) -> int:
    """Owe a notice that amends another to the next `limit` who got that one, after `since` if given; gives how many.

    Each has the place of the delivery that it amends: so the last one says how far this has come, and nobody has two.
    """
    assert notice.amends is not None
    first, to_this = notice.amends << ROOM_BITS, (notice.id - notice.amends) << ROOM_BITS
    so_far = await addressed_so_far(session, notice)
    some = (
        select(Delivery.id, Delivery.chat_id)
        .where(IS_OF_A_NOTICE, Delivery.notice_id == notice.amends, Delivery.id > first + so_far)
        .where(Delivery.state == DeliveryState.SENT, Delivery.message_id.is_not(None))
        .where(Delivery.finished_at > since if since else true())
        .order_by(Delivery.id)
        .limit(limit)
        .subquery()
    )
    rows = {"id": some.c.id + to_this, "chat_id": some.c.chat_id} | columns_of(notice, now)
    owed = await session.execute(insert(Delivery).from_select([*rows], select(*rows.values())))
    return cast("CursorResult[Any]", owed).rowcount

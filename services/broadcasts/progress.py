"""Progress: the accounts of a broadcast, which add up to the last person at any moment."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast, Delivery, DeliveryState
from models.delivery import IS_OF_A_NOTICE, WAITING_STATES

UNREACHED: Final = (
    DeliveryState.BLOCKED, DeliveryState.NOT_FOUND, DeliveryState.EXPIRED, DeliveryState.CANCELLED,
    DeliveryState.UNCERTAIN, DeliveryState.FAILED,
)  # fmt: skip
MOST_REASONS: Final = 12


@dataclass(frozen=True)
class Accounts:
    """What became of everybody a broadcast is owed to; `tapped` pressed a key under it, and are among the others."""

    sent: int = 0
    waiting: int = 0
    blocked: int = 0
    not_found: int = 0
    expired: int = 0
    cancelled: int = 0
    uncertain: int = 0
    failed: int = 0
    tapped: int = 0

    @property
    def total(self) -> int:
        """Everybody."""
        total: int = sum(asdict(self).values()) - self.tapped
        return total

    @property
    def reached(self) -> int:
        """Whoever has it, or may have it."""
        return self.sent + self.uncertain


async def accounts(session: AsyncSession, broadcast: Broadcast) -> Accounts:
    """The accounts as they are now, in one read; of a broadcast that is over the ones that were written down.

    Keys are pressed later too: of these it is counted anew as long as deliveries are kept.
    """
    if broadcast.accounts is None:
        return await accounts_of_notice(session, broadcast.notice_id) if broadcast.notice_id else Accounts()
    final = Accounts(**json.loads(broadcast.accounts))
    of_this = (IS_OF_A_NOTICE, Delivery.notice_id == broadcast.notice_id)
    tapped = select(func.count()).where(*of_this, Delivery.tapped_at.is_not(None))
    return replace(final, tapped=max(final.tapped, await session.scalar(tapped) or 0))


async def accounts_of_notice(session: AsyncSession, notice_id: int) -> Accounts:
    """The accounts of a notice: of a broadcast's, or of one that amended it."""
    rows = await session.execute(
        select(Delivery.state, func.count().label("number"), func.count(Delivery.tapped_at).label("tapped"))
        .where(IS_OF_A_NOTICE, Delivery.notice_id == notice_id)
        .group_by(Delivery.state)
    )
    numbers = dict.fromkeys(Accounts.__dataclass_fields__, 0)
    for row in rows:
        numbers["waiting" if row.state in WAITING_STATES else DeliveryState(row.state).value] += row.number
        numbers["tapped"] += row.tapped
    return Accounts(**numbers)


async def unreached(session: AsyncSession, broadcast: Broadcast) -> list[tuple[str, str, int]]:
    """Why some did not get it: state, reason ("" if none was given) and how many, most first; never who.

    Once the deliveries are too old to be kept, the final accounts tell, without reasons.
    """
    number = func.count().label("number")
    rows = await session.execute(
        select(Delivery.state, Delivery.reason, number)
        .where(IS_OF_A_NOTICE, Delivery.notice_id == broadcast.notice_id, Delivery.state.in_(UNREACHED))
        .group_by(Delivery.state, Delivery.reason)
        .order_by(number.desc(), Delivery.state)
        .limit(MOST_REASONS)
    )
    found = [(row.state, row.reason or "", row.number) for row in rows]
    final = asdict(await accounts(session, broadcast))
    return found or [(state.value, "", final[state]) for state in UNREACHED if final[state]]


async def note_tap(session: AsyncSession, notice_id: int, chat_id: int, now: datetime) -> None:
    """Remember that a key under a notice was pressed; the first time counts."""
    await session.execute(
        update(Delivery)
        .where(Delivery.chat_id == chat_id, Delivery.notice_id == notice_id, Delivery.tapped_at.is_(None))
        .values(tapped_at=now)
        .execution_options(synchronize_session=False)
    )

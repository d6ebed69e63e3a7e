"""Progress: the accounts of a broadcast, which add up to the last person at any moment."""

import json
from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast, Delivery, DeliveryState
from models.delivery import IS_OF_A_NOTICE, WAITING_STATES


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
    """The accounts as they are now, in one read; of a broadcast that is over the ones that were written down."""
    if broadcast.accounts is not None:
        return Accounts(**json.loads(broadcast.accounts))
    if broadcast.notice_id is None:
        return Accounts()
    rows = await session.execute(
        select(Delivery.state, func.count().label("number"), func.count(Delivery.tapped_at).label("tapped"))
        .where(IS_OF_A_NOTICE, Delivery.notice_id == broadcast.notice_id)
        .group_by(Delivery.state)
    )
    numbers = dict.fromkeys(Accounts.__dataclass_fields__, 0)
    for row in rows:
        numbers["waiting" if row.state in WAITING_STATES else DeliveryState(row.state).value] += row.number
        numbers["tapped"] += row.tapped
    return Accounts(**numbers)

"""The ruling on what somebody wants done with a broadcast: rights judged anew, one of two wins, all written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import AuditEntry, Broadcast, BroadcastState, Union
from services.broadcasts.drafts import turn
from services.staff.audit import Act, write_down
from services.staff.rights import Action, Verdict, may

ACTS: Final = (
    Act.ASKED_TO_SEND, Act.SENT_BROADCAST, Act.APPROVED_BROADCAST, Act.SENT_BACK_BROADCAST, Act.HASTENED_BROADCAST,
    Act.UNDID_BROADCAST, Act.DROPPED_BROADCAST, Act.PAUSED_BROADCAST, Act.RESUMED_BROADCAST, Act.STOPPED_BROADCAST,
    Act.AMENDED_BROADCAST, Act.WITHDREW_BROADCAST, Act.RESENT_UNCERTAIN,
)  # fmt: skip
"""All that staff do with a broadcast; the subject is its number."""


class Ruling(StrEnum):
    """What became of a wish."""

    DONE = "done"
    FORBIDDEN = "forbidden"
    """`verdict` says why."""
    OWN = "own"
    """Who wrote it does not approve it."""
    TOO_LATE = "too_late"
    """Somebody was quicker, or it changed since it was shown."""
    NOBODY = "nobody"
    """The audience is empty."""
    NOBODY_TO_ASK = "nobody_to_ask"
    """A second person is needed, and there is none."""
    MORE_THAN_A_SLIP = "more_than_a_slip"
    """Two people agreed to these words: one alone mends a few letters of them."""
    EXPIRED = "expired"
    """It would begin after it is to be delivered no more."""


@dataclass(frozen=True)
class Decision:
    """The ruling on one press; where somebody was quicker, who (their Telegram id), when and with what."""

    ruling: Ruling
    verdict: Verdict = Verdict.YES
    by: int | None = None
    at: datetime | None = None
    act: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it counts."""
        return self.ruling is Ruling.DONE


async def refused(
    session: AsyncSession, broadcast: Broadcast, by: int, *actions: Action, is_second: bool = False
) -> Decision | None:
    """Why somebody may not do this, as it stands in this transaction; None if one of the actions is theirs."""
    union = await session.get(Union, broadcast.union_id)
    verdicts = [await may(session, by, action, union) for action in actions]
    if not any(verdict.is_yes for verdict in verdicts):
        return Decision(Ruling.FORBIDDEN, verdicts[0])
    return Decision(Ruling.OWN) if is_second and by == broadcast.author_id else None


async def act_on(
    session: AsyncSession, broadcast: Broadcast, by: int, now: datetime, act: Act, states: Sequence[BroadcastState],
    seen: int | None = None, **values: Any,
) -> Decision:  # fmt: skip
    """Do it and write it down, unless somebody was quicker."""
    is_old = seen is not None and seen != broadcast.version
    if is_old or not await turn(session, broadcast, states, **values):
        return await _too_late(session, broadcast)
    write_down(session, act, str(broadcast.id), now, actor_id=by, union_id=broadcast.union_id)
    await session.flush()
    return Decision(Ruling.DONE)


async def _too_late(session: AsyncSession, broadcast: Broadcast) -> Decision:
    """Who was quicker: the newest line of the trail about it."""
    query = select(AuditEntry).where(AuditEntry.action.in_(ACTS), AuditEntry.subject == str(broadcast.id))
    last = await session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
    return (
        Decision(Ruling.TOO_LATE, by=last.actor_id, at=last.done_at, act=last.action)
        if last
        else Decision(Ruling.TOO_LATE)
    )

"""Decisions about a broadcast, from the press that sends it to the one that stops it.

DRAFT ─send→ WAITING ─(the Announcer)→ RUNNING ⇄ PAUSED → DONE;  RUNNING, PAUSED ─stop→ STOPPED
too many readers for one person:  DRAFT ─send→ ASKED ─approve→ WAITING
back to DRAFT:  WAITING ─undo, ASKED ─send_back;  DRAFT, ASKED ─drop→ DROPPED
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast, BroadcastState, Notice, StaffMember, Union
from models.calling import call
from services.broadcasts.audience import head_count
from services.broadcasts.plan import LONGEST, UNDO, plan_of
from services.broadcasts.ruling import Decision, Ruling, act_on, refused
from services.delivery.outbox import OWED
from services.staff.audit import Act
from services.staff.rights import NOBODY, ROLES, Action
from services.staff.unions import line_of
from services.stations.finder import StationFinder

State = BroadcastState


@dataclass(frozen=True)
class Terms:
    """The stations around which people are chosen, the zone, and how many may be written to without a second person."""

    stations: StationFinder
    zone: ZoneInfo
    approval_above: int


async def send(
    session: AsyncSession, broadcast: Broadcast, by: int, now: datetime, terms: Terms, *,
    seen: int | None = None, card_id: int | None = None,
) -> Decision:  # fmt: skip
    """Let a draft go: it is WAITING until `starts_at` then, or ASKED where it has too many readers for one person.

    `seen` is the version that was shown; `card_id` the author's message that shows its progress from now on.
    """
    if no := await refused(session, broadcast, by, Action.ANNOUNCE):
        return no
    plan = plan_of(broadcast, now, terms.zone)
    if plan.is_empty:
        return Decision(Ruling.EXPIRED)
    heads = await head_count(session, broadcast, terms.stations, plan.starts_at)
    if not heads.chosen:
        return Decision(Ruling.NOBODY)
    counted = {
        "author_id": by,  # who sends it answers for it: a colleague's draft that they changed needs somebody else, too
        "head_count": heads.chosen,
        "left_out": heads.left_out,
        "progress_message_id": card_id,
    }
    if heads.chosen > terms.approval_above:
        if not await approvers_of(session, broadcast, author_id=by):
            return Decision(Ruling.NOBODY_TO_ASK)
        return await act_on(
            session, broadcast, by, now, Act.ASKED_TO_SEND, (State.DRAFT,), seen, state=State.ASKED, **counted
        )
    return await act_on(
        session, broadcast, by, now, Act.SENT_BROADCAST, (State.DRAFT,), seen,
        state=State.WAITING, starts_at=plan.starts_at, expires_at=plan.expires_at, **counted,
    )  # fmt: skip


async def approve(
    session: AsyncSession, broadcast: Broadcast, by: int, now: datetime, terms: Terms, *,
    seen: int | None = None, is_urgent: bool = False,
) -> Decision:  # fmt: skip
    """Agree, as a second person, to what was asked; an urgent one does not wait for the end of the quiet hours."""
    if no := await refused(session, broadcast, by, Action.APPROVE, is_second=True):
        return no
    plan = plan_of(broadcast, now, terms.zone, is_urgent=is_urgent)
    if plan.is_empty:
        return Decision(Ruling.EXPIRED)
    return await act_on(
        session, broadcast, by, now, Act.APPROVED_BROADCAST, (State.ASKED,), seen, state=State.WAITING,
        approver_id=by, approved_at=now, starts_at=plan.starts_at, expires_at=plan.expires_at, is_urgent=is_urgent,
    )  # fmt: skip


async def hasten(
    session: AsyncSession, broadcast: Broadcast, by: int, now: datetime, *, seen: int | None = None
) -> Decision:
    """Say, as a second person, that what waits is urgent: it begins after the half minute to undo."""
    if no := await refused(session, broadcast, by, Action.APPROVE, is_second=True):
        return no
    return await act_on(
        session, broadcast, by, now, Act.HASTENED_BROADCAST, (State.WAITING,), seen,
        approver_id=by, approved_at=now, is_urgent=True,
        starts_at=now + UNDO, expires_at=_not_longer(broadcast, now + UNDO),
    )  # fmt: skip


async def send_back(
    session: AsyncSession, broadcast: Broadcast, by: int, now: datetime, *, seen: int | None = None
) -> Decision:
    """Give what was asked back to its author, as a draft."""
    if no := await refused(session, broadcast, by, Action.APPROVE):
        return no
    return await act_on(session, broadcast, by, now, Act.SENT_BACK_BROADCAST, (State.ASKED,), seen, state=State.DRAFT)


async def undo(session: AsyncSession, broadcast: Broadcast, by: int, now: datetime) -> Decision:
    """Take back what waits: a draft again, nobody got anything."""
    if no := await refused(session, broadcast, by, Action.ANNOUNCE, Action.APPROVE):
        return no
    return await act_on(
        session, broadcast, by, now, Act.UNDID_BROADCAST, (State.WAITING,),
        state=State.DRAFT, approver_id=None, approved_at=None, is_urgent=False, **_unless_chosen(broadcast, now),
    )  # fmt: skip


def _not_longer(broadcast: Broadcast, starts_at: datetime) -> datetime:
    """Its end, no later than anything may be delivered that begins then."""
    longest = starts_at + LONGEST
    return min(broadcast.expires_at or longest, longest)


def _unless_chosen(broadcast: Broadcast, now: datetime) -> dict[str, None]:
    """A start that was only the half minute to undo was nobody's choice: the draft is for now again."""
    is_chosen = broadcast.starts_at is not None and broadcast.starts_at > now + UNDO
    return {} if is_chosen else {"starts_at": None, "expires_at": None}


async def drop(session: AsyncSession, broadcast: Broadcast, by: int, now: datetime) -> Decision:
    """Throw a draft away, also one that somebody was asked about."""
    if no := await refused(session, broadcast, by, Action.ANNOUNCE):
        return no
    open_states = (State.DRAFT, State.ASKED)
    act = Act.DROPPED_BROADCAST
    return await act_on(session, broadcast, by, now, act, open_states, state=State.DROPPED, finished_at=now)


async def pause(session: AsyncSession, broadcast: Broadcast, by: int, now: datetime) -> Decision:
    """Begin no more deliveries until it goes on."""
    return await _hold(session, broadcast, by, now, Act.PAUSED_BROADCAST, (State.RUNNING,), State.PAUSED)


async def resume(session: AsyncSession, broadcast: Broadcast, by: int, now: datetime) -> Decision:
    """Go on."""
    return await _hold(session, broadcast, by, now, Act.RESUMED_BROADCAST, (State.PAUSED,), State.RUNNING)


async def stop(session: AsyncSession, broadcast: Broadcast, by: int, now: datetime) -> Decision:
    """Begin no more deliveries, for good; the Announcer cancels what waits."""
    states = (State.RUNNING, State.PAUSED)
    return await _hold(session, broadcast, by, now, Act.STOPPED_BROADCAST, states, State.STOPPED)


async def _hold(
    session: AsyncSession, broadcast: Broadcast, by: int, now: datetime, act: Act, states: Sequence[State], state: State
) -> Decision:
    """Turn to a state in which deliveries begin, or do not; the courier hears of it at the commit."""
    if no := await refused(session, broadcast, by, Action.ANNOUNCE, Action.APPROVE):
        return no
    decision = await act_on(session, broadcast, by, now, act, states, state=state)
    if decision.is_done:
        is_held = state is not State.RUNNING
        await session.execute(update(Notice).where(Notice.id == broadcast.notice_id).values(is_held=is_held))
        await call(session, OWED)
    return decision


async def approvers_of(session: AsyncSession, broadcast: Broadcast, author_id: int) -> list[int]:
    """The Telegram ids of those who may agree to it: not its author, who is whoever sends it."""
    line = await line_of(session, await session.get(Union, broadcast.union_id))
    query = select(StaffMember.telegram_id).where(
        StaffMember.union_id.in_(line), StaffMember.role.in_(ROLES[Action.APPROVE]),
        StaffMember.telegram_id.not_in({author_id, *NOBODY}),
    )  # fmt: skip
    return list(await session.scalars(query.distinct().order_by(StaffMember.telegram_id)))

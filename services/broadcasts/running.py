"""Running: the steps of a broadcast from its start to its end, each of them one short transaction."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Broadcast, BroadcastState, Delivery, Kind, Lane, Notice, Union
from models.delivery import IS_OF_A_NOTICE, UNBEGUN_STATES, WAITING_STATES
from services.broadcasts.audience import whom
from services.broadcasts.content import Content, letters_of
from services.broadcasts.drafts import turn
from services.broadcasts.progress import Accounts, accounts
from services.delivery.notices import (
    PORTION,
    Reached,
    address,
    addressed_so_far,
    cancel_some,
    close_if_over,
    expire_some,
)
from services.staff.audit import Act, write_down
from services.staff.rights import Action, may
from services.stations.finder import StationFinder
from services.stations.full import station_with_code

State = BroadcastState
UNDER_WAY: Final = (State.WAITING, State.RUNNING, State.PAUSED, State.STOPPED)


class Step(StrEnum):
    """What a broadcast needs next."""

    START = "start"
    ADDRESS = "address"
    HOLD = "hold"
    GO_ON = "go_on"
    CANCEL = "cancel"
    EXPIRE = "expire"
    CLOSE = "close"


async def under_way(session: AsyncSession, now: datetime) -> Sequence[Broadcast]:
    """The broadcasts that are due or have begun, and are not over; oldest first."""
    query = select(Broadcast).where(Broadcast.state.in_(UNDER_WAY), Broadcast.finished_at.is_(None))
    found = await session.scalars(query.order_by(Broadcast.id))
    return [each for each in found if each.state != State.WAITING or _is_due(each, now)]


async def next_step(session: AsyncSession, broadcast: Broadcast, now: datetime) -> Step | None:
    """What a broadcast needs now; None if it is on its way, or over."""
    if broadcast.state == State.WAITING:
        return Step.START if _is_due(broadcast, now) else None
    if broadcast.finished_at is not None or broadcast.notice_id is None:
        return None
    notice = await session.get_one(Notice, broadcast.notice_id)
    if notice.addressed_at is None:
        return Step.ADDRESS
    if await _has(session, notice.id, UNBEGUN_STATES):
        if broadcast.state == State.STOPPED:
            return Step.CANCEL
        if notice.expires_at <= now:
            return Step.EXPIRE
    elif not await _has(session, notice.id, WAITING_STATES):
        return Step.CLOSE
    is_amended = bool(await _amendments(session, notice.id))
    if broadcast.state == State.RUNNING and notice.is_held != is_amended:
        return Step.HOLD if is_amended else Step.GO_ON
    return None


async def take(
    session: AsyncSession, broadcast: Broadcast, step: Step, stations: StationFinder, now: datetime,
    portion: int = PORTION,
) -> None:  # fmt: skip
    """Take a step that `next_step` named in this very transaction, where the broadcast's row is locked."""
    if step is Step.START:
        await _start(session, broadcast, now)
        return
    notice = await session.get_one(Notice, broadcast.notice_id)
    match step:
        case Step.ADDRESS:
            await _address(session, broadcast, notice, whom(broadcast, stations, now), portion, now)
        case Step.HOLD | Step.GO_ON:
            notice.is_held = step is Step.HOLD
        case Step.CANCEL:
            await cancel_some(session, notice.id, "stopped", PORTION, now)
        case Step.EXPIRE:
            await expire_some(session, notice.id, PORTION, now)
        case Step.CLOSE:
            await _close(session, broadcast, notice, now)


def _is_due(broadcast: Broadcast, now: datetime) -> bool:
    return broadcast.starts_at is not None and broadcast.starts_at <= now


async def _start(session: AsyncSession, broadcast: Broadcast, now: datetime) -> None:
    """Begin, unless its time is over or its author announces here no more: a removal holds at once."""
    union = await session.get(Union, broadcast.union_id)
    assert broadcast.expires_at is not None
    if not (await may(session, broadcast.author_id, Action.ANNOUNCE, union)).is_yes:
        if await turn(session, broadcast, (State.WAITING,), state=State.DROPPED, finished_at=now):
            write_down(session, Act.DROPPED_BROADCAST, str(broadcast.id), now, union_id=broadcast.union_id)
    elif broadcast.expires_at <= now:
        late = json.dumps(asdict(Accounts(expired=broadcast.head_count)))
        await turn(session, broadcast, (State.WAITING,), state=State.DONE, accounts=late, finished_at=now)
    else:
        notice = await _notice_of(session, broadcast, now)
        await turn(session, broadcast, (State.WAITING,), state=State.RUNNING, notice_id=notice.id)


async def _notice_of(session: AsyncSession, broadcast: Broadcast, now: datetime) -> Notice:
    content = Content.from_json(broadcast.content)
    notice = Notice(
        topic=broadcast.topic, kind=Kind.ANNOUNCEMENT, lane=Lane.BULK, method=content.method,
        is_urgent=broadcast.is_urgent, made_at=now, expires_at=broadcast.expires_at,
    )  # fmt: skip
    session.add(notice)
    await session.flush()
    letters = letters_of(content, notice.id, await station_with_code(session, content.station_code))
    notice.letters = json.dumps(letters, ensure_ascii=False)
    return notice


async def _address(
    session: AsyncSession, broadcast: Broadcast, notice: Notice, who: ColumnElement[bool], portion: int, now: datetime
) -> None:
    """Owe it to some more; the place reached is kept in this transaction, so a crash loses and repeats nobody."""
    reached = Reached(await addressed_so_far(session, notice), broadcast.last_worker_id or 0)
    further = await address(session, notice, who, reached, portion, now)
    broadcast.last_worker_id, broadcast.head_count = further.last_id, further.number
    if further.number < reached.number + portion:
        notice.addressed_at = now


async def _close(session: AsyncSession, broadcast: Broadcast, notice: Notice, now: datetime) -> None:
    """Write the final accounts down; deliveries are not kept as long."""
    if await close_if_over(session, notice, now):
        final = json.dumps(asdict(await accounts(session, broadcast)))
        state = State.STOPPED if broadcast.state == State.STOPPED else State.DONE
        await turn(session, broadcast, UNDER_WAY, state=state, accounts=final, finished_at=now)


async def _amendments(session: AsyncSession, notice_id: int) -> Sequence[int]:
    """Those of a notice that are not addressed to everybody yet."""
    query = select(Notice.id).where(Notice.amends == notice_id, Notice.addressed_at.is_(None))
    return (await session.scalars(query)).all()


async def _has(session: AsyncSession, notice_id: int, states: Sequence[str]) -> bool:
    """Whether a notice has a delivery in one of these states."""
    query = select(Delivery.id).where(IS_OF_A_NOTICE, Delivery.notice_id == notice_id, Delivery.state.in_(states))
    return await session.scalar(query.limit(1)) is not None

"""Notices: one message for many people; what it says stands once, whether somebody gets it is asked when it is sent."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol, cast

from sqlalchemy import ColumnElement, CursorResult, Select, exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Delivery, DeliveryState, Notice, Worker
from models.delivery import IS_OF_A_NOTICE, UNBEGUN_STATES, WAITS
from models.secrets import WrongKey
from services.clock import machine_now
from services.delivery.parcel import Parcel

PORTION: Final = 5_000
"""So many in one transaction: another writer waits 30 ms at most, and a million are addressed in three seconds."""

TURNS: Final = 8
"""Of so many notices at once some goes out by turns."""

ROOM_BITS: Final = 32
"""A notice has room for so many recipients: its deliveries are numbered below every other since the bot began."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Whether a notice may go to somebody: in this `language`, or only from `waits_until` on, or never (`refused`)."""

    language: str = ""
    waits_until: datetime | None = None
    refused: str = ""


class Gate(Protocol):
    """What knows who wants to hear of what, and when; asked in the transaction in which a delivery is taken."""

    async def judge(
        self, session: AsyncSession, notice: Notice, chat_ids: Sequence[int], now: datetime
    ) -> Mapping[int, Passage]:
        """A passage for each of these chats."""
        ...


class OpenGate:
    """Lets everything pass, in the first language there is."""

    async def judge(
        self, session: AsyncSession, notice: Notice, chat_ids: Sequence[int], now: datetime
    ) -> Mapping[int, Passage]:
        """Yes to all."""
        return dict.fromkeys(chat_ids, Passage())


async def notices_under_way(session: AsyncSession, lane: int) -> Sequence[int]:
    """The notices of a lane whose turn it is, oldest first: those of the smallest rank of which something is due.

    Neither over nor held, and TURNS at most.
    """
    is_due = exists().where(
        WAITS, Delivery.lane == lane, Delivery.notice_id == Notice.id, Delivery.state.in_(UNBEGUN_STATES),
        Delivery.due_at <= machine_now(),
    )  # fmt: skip
    of_lane = select(Notice.id, Notice.rank).where(Notice.lane == lane, Notice.ended_at.is_(None), ~Notice.is_held)
    rows = (await session.execute(of_lane.where(is_due).order_by(Notice.rank, Notice.id).limit(TURNS))).all()
    return [row.id for row in rows if row.rank == rows[0].rank]


class Reached(NamedTuple):
    """How far a notice is addressed: to so many, and up to the worker with this id."""

    number: int = 0
    last_id: int = 0


async def address(
    session: AsyncSession, notice: Notice, whom: ColumnElement[bool], reached: Reached, limit: int, now: datetime
) -> Reached:
    """Owe a notice to the next `limit` workers of whom `whom` is true, in one statement, in the order of their ids.

    Begin with Reached() and call it again with what it gave, which is kept in the same transaction, until that stays
    the same: a crash in between loses nobody and writes to nobody twice. Who shut the bot out is left out.
    """
    some = (
        select(Worker.id)
        .where(whom, Worker.blocked_at.is_(None), Worker.id > reached.last_id)
        .order_by(Worker.id)
        .limit(limit)
        .subquery()
    )
    rows = _rows(notice, some.c.id, (notice.id << ROOM_BITS) + reached.number, now)
    owed = await session.execute(insert(Delivery).from_select([*rows], select(*rows.values())))
    number = reached.number + cast("CursorResult[Any]", owed).rowcount
    # Of the row that was written: asked again, the question may find others, for people come and go meanwhile.
    last = select(Delivery.chat_id).where(Delivery.id == (notice.id << ROOM_BITS) + number)
    return Reached(number, await session.scalar(last) or reached.last_id)


async def addressed_so_far(session: AsyncSession, notice: Notice) -> int:
    """How many of a notice's numbers are taken: that of its newest delivery."""
    first = notice.id << ROOM_BITS
    of_this = Delivery.id.between(first, first + (1 << ROOM_BITS) - 1)
    newest = await session.scalar(select(func.max(Delivery.id)).where(of_this))
    return (newest or first) - first


def _rows(notice: Notice, chat_id: Any, first: int, now: datetime) -> dict[str, Any]:
    """The columns of a delivery, for each row of a question."""
    number = literal(first) + func.row_number().over(order_by=chat_id)
    return {"id": number, "chat_id": chat_id} | columns_of(notice, now)


def columns_of(notice: Notice, now: datetime) -> dict[str, Any]:
    """What the deliveries of a notice have in common."""
    columns = Delivery.__table__.c
    fixed = {
        "notice_id": notice.id, "lane": notice.lane, "kind": notice.kind, "method": notice.method,
        "state": DeliveryState.QUEUED, "epoch": 0, "attempts": 0, "resent": 0,
        "owed_at": now, "due_at": machine_now(), "expires_at": notice.expires_at,
    }  # fmt: skip
    return {name: literal(value, columns[name].type) for name, value in fixed.items()}


async def letters_for(session: AsyncSession, parcels: Iterable[Parcel], gate: Gate, now: datetime) -> dict[int, str]:
    """What to send for these parcels of notices, by the parcel's id; who may not get theirs now waits, or goes without.

    They are marked as being sent already; what is not in the answer is not any more.
    """
    by_notice: defaultdict[int, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        by_notice[parcel.notice_id].append(parcel)
    bodies: dict[int, str] = {}
    for notice_id, of_notice in by_notice.items():
        try:
            notice = await session.get_one(Notice, notice_id)
        except WrongKey:  # one spoilt row must not silence everybody behind it
            await _fail(session, [parcel.id for parcel in of_notice], "its seal cannot be opened", now)
        else:
            bodies |= await _letters_of(session, notice, of_notice, gate, now)
    return bodies


async def _letters_of(
    session: AsyncSession, notice: Notice, parcels: Sequence[Parcel], gate: Gate, now: datetime
) -> dict[int, str]:
    letters = json.loads(notice.letters or "{}")
    if not letters:
        await _fail(session, [parcel.id for parcel in parcels], "it says nothing", now)
        return {}
    passages = await gate.judge(session, notice, [parcel.chat_id for parcel in parcels], now)
    waits = notice.is_held or notice.expires_at <= now  # also where nobody has come yet to end what was taken back
    amended = await _amended(session, notice, parcels)
    bodies: dict[int, str] = {}
    turned_away: defaultdict[Passage, list[int]] = defaultdict(list)
    for parcel in parcels:
        passage = Passage(waits_until=now) if waits else passages[parcel.chat_id]
        if passage.refused or passage.waits_until:
            turned_away[passage].append(parcel.id)
        else:
            letter = letters.get(passage.language) or next(iter(letters.values()))
            to = {"chat_id": parcel.chat_id} | amended.get(parcel.id, {})
            bodies[parcel.id] = json.dumps(to | letter, ensure_ascii=False)
    for passage, ids in turned_away.items():
        await _turn_away(session, notice, ids, passage, now)
    return bodies


async def _amended(session: AsyncSession, notice: Notice, parcels: Sequence[Parcel]) -> dict[int, dict[str, Any]]:
    """The message that each of these parcels amends, by the parcel's id; empty where nothing is amended."""
    if notice.amends is None:
        return {}
    to_this = (notice.id - notice.amends) << ROOM_BITS
    earlier = [parcel.id - to_this for parcel in parcels]
    rows = await session.execute(select(Delivery.id, Delivery.message_id).where(Delivery.id.in_(earlier)))
    return {row.id + to_this: {"message_id": row.message_id} for row in rows}


async def _fail(session: AsyncSession, ids: Sequence[int], reason: str, now: datetime) -> None:
    failed = {"state": DeliveryState.FAILED, "reason": reason, "finished_at": now}
    await session.execute(
        update(Delivery).where(Delivery.id.in_(ids)).values(**failed).execution_options(synchronize_session=False)
    )


async def _turn_away(
    session: AsyncSession, notice: Notice, ids: Sequence[int], passage: Passage, now: datetime
) -> None:
    """Let these wait again until their time, or end them: unsent."""
    changes: dict[str, Any] = {"state": DeliveryState.CANCELLED, "reason": passage.refused, "finished_at": now}
    if passage.waits_until and passage.waits_until >= notice.expires_at:
        changes = {"state": DeliveryState.EXPIRED, "finished_at": now}
    elif passage.waits_until:  # an hour of the served world; what is due goes by the machine's
        changes = {"state": DeliveryState.QUEUED, "due_at": machine_now() + (passage.waits_until - now)}
    await session.execute(
        update(Delivery).where(Delivery.id.in_(ids)).values(**changes).execution_options(synchronize_session=False)
    )


async def ask_again(session: AsyncSession, *are_meant: ColumnElement[bool]) -> None:
    """Have the gate asked now about all that wait for an hour, or those that are meant: it may judge otherwise."""
    is_put_off = (IS_OF_A_NOTICE, WAITS, Delivery.state == DeliveryState.QUEUED, Delivery.due_at > machine_now())
    await session.execute(
        update(Delivery)
        .where(*is_put_off, *are_meant)
        .values(due_at=machine_now())
        .execution_options(synchronize_session=False)
    )


async def cancel_some(session: AsyncSession, notice_id: int, reason: str, limit: int, now: datetime) -> int:
    """Cancel up to `limit` deliveries of a notice that nobody has begun; gives how many there were."""
    return await _end_some(session, notice_id, DeliveryState.CANCELLED, reason, limit, now)


async def expire_some(session: AsyncSession, notice_id: int, limit: int, now: datetime) -> int:
    """The same where their time is over."""
    return await _end_some(session, notice_id, DeliveryState.EXPIRED, None, limit, now)


async def _end_some(
    session: AsyncSession, notice_id: int, state: DeliveryState, reason: str | None, limit: int, now: datetime
) -> int:
    lane = await session.scalar(select(Notice.lane).where(Notice.id == notice_id))
    ended = await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(unbegun(lane or 0, notice_id, limit).scalar_subquery()))
        .values(state=state, reason=reason, finished_at=now)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", ended).rowcount


def unbegun(lane: int, notice_id: int, limit: int) -> Select[int]:
    """The first deliveries of a notice that nobody has begun, in the order of an index: else all of them are read."""
    return (
        select(Delivery.id)
        .where(WAITS, Delivery.lane == lane, Delivery.notice_id == notice_id, Delivery.state.in_(UNBEGUN_STATES))
        .order_by(Delivery.id)
        .limit(limit)
    )


async def send_again(session: AsyncSession, notice_id: int) -> int:
    """Let those whose answer never came wait once more; gives how many."""
    again = await session.execute(
        update(Delivery)
        .where(IS_OF_A_NOTICE, Delivery.notice_id == notice_id, Delivery.state == DeliveryState.UNCERTAIN)
        .values(
            state=DeliveryState.QUEUED, reason=None, finished_at=None, due_at=machine_now(), resent=Delivery.resent + 1
        )
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", again).rowcount


async def close_if_over(session: AsyncSession, notice: Notice, now: datetime) -> bool:
    """Note that a notice is over once everybody is owed it and nothing of it waits; whether it is."""
    if notice.addressed_at is None:
        return False
    waits = select(Delivery.id).where(WAITS, Delivery.lane == notice.lane, Delivery.notice_id == notice.id).limit(1)
    if await session.scalar(waits) is not None:
        return False
    notice.ended_at = notice.ended_at or now
    return True

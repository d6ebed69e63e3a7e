"""The outbox: what is owed to chats, and the account of what became of it."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, Select, case, func, insert, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import CaseMessage, CaseTopic, Delivery, DeliveryState, Kind, Lane, Union, Worker
from models.calling import call
from models.delivery import IS_BEING_SENT, NO_NOTICE, UNBEGUN_STATES, WAITING_STATES, WAITS
from models.secrets import WrongKey, decrypt
from services.clock import machine_now
from services.delivery.notices import notices_under_way
from services.delivery.parcel import RESEND_REPLY_WITHIN, RESENT_KINDS, Parcel

OWED = "nuanyi_owed"  # what the courier listens for


async def store(session: AsyncSession, parcels: Sequence[Parcel], *, call_courier: bool = True) -> None:
    """Put what is owed into the outbox, all in one statement; those with an epoch are on their way already.

    The courier is called when this is committed, unless that is the caller's own process, which hands them over.
    """
    if parcels:
        due_at = machine_now()
        await session.execute(insert(Delivery), [_row(parcel, due_at) for parcel in parcels])
        if call_courier:
            await call(session, OWED)


def _row(parcel: Parcel, due_at: datetime) -> dict[str, Any]:
    return {
        "id": parcel.id,
        "chat_id": parcel.chat_id,
        "notice_id": NO_NOTICE,
        "lane": parcel.lane,
        "kind": parcel.kind,
        "method": parcel.method,
        "body": parcel.body,
        "state": DeliveryState.SENDING if parcel.epoch else DeliveryState.QUEUED,
        "epoch": parcel.epoch,
        "attempts": 0,
        "resent": 0,
        "owed_at": parcel.owed_at,
        "due_at": due_at,
        "expires_at": parcel.expires_at,
    }


async def due(
    session: AsyncSession, lane: int, claimed: Sequence[int], limit: int, ids: Sequence[int], chats: Collection[int]
) -> Sequence[Any]:
    """Up to `limit` deliveries of a lane that may go now, oldest first, no bodies; of several notices by turns.

    Left out are those `claimed`, those with `ids`, those of `chats` and those of a notice that is held.
    """
    sources = [NO_NOTICE, *(await notices_under_way(session, lane) if lane != Lane.REPLY else ())]
    found = [
        (await session.execute(due_query(lane, claimed, limit, ids, chats, notice_id=source))).all()
        for source in sources
    ]
    by_turns = (row for turn in zip_longest(*found) for row in turn if row is not None)
    return list(islice(by_turns, limit))


def due_query(
    lane: int, claimed: Sequence[int], limit: int, ids: Sequence[int], chats: Collection[int],
    notice_id: int = NO_NOTICE,
) -> Select[*tuple[Any, ...]]:  # fmt: skip
    """The question of `due`, of one notice or of what belongs to none."""
    columns = (
        Delivery.id, Delivery.chat_id, Delivery.notice_id, Delivery.lane, Delivery.kind, Delivery.method,
        Delivery.state, Delivery.attempts, Delivery.resent, Delivery.owed_at, Delivery.expires_at,
    )  # fmt: skip
    query = (
        select(*columns)
        .where(Delivery.state.in_(UNBEGUN_STATES), Delivery.lane == lane)
        .where(Delivery.notice_id == notice_id)
        .where(Delivery.due_at <= machine_now(), WAITS)
        .order_by(Delivery.id)
        .limit(limit)
    )
    if claimed or ids:
        query = query.where(Delivery.id.not_in([*claimed, *ids]))
    if chats:
        query = query.where(Delivery.chat_id.not_in(chats))
    return query


async def expire(session: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """End deliveries that nobody takes any more because their time is over."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state.in_(UNBEGUN_STATES))
        .values(state=DeliveryState.EXPIRED, body=None, finished_at=now)
        .execution_options(synchronize_session=False)
    )


async def claim(session: AsyncSession, ids: Sequence[int], epoch: int) -> dict[int, str]:
    """Mark deliveries as being sent by this epoch; give the bodies of those that were still to be sent.

    What cannot be read any more ends as failed. Those of notices have no body: `notices.letters_for` writes them.
    """
    claimed = await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state.in_(UNBEGUN_STATES))
        .values(state=DeliveryState.SENDING, epoch=epoch)
        .returning(Delivery.id, type_coerce(Delivery.body, LargeBinary).label("sealed"))
        .execution_options(synchronize_session=False)
    )
    bodies: dict[int, str] = {}
    unreadable: list[int] = []
    for row in claimed.all():
        try:
            bodies[row.id] = decrypt(row.sealed) if row.sealed else "{}"
        except WrongKey:  # one spoilt row must not silence everybody behind it
            unreadable.append(row.id)
    if unreadable:
        await _bury(session, unreadable)
    return bodies


async def _bury(session: AsyncSession, ids: Sequence[int]) -> None:
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids))
        .values(state=DeliveryState.FAILED, reason="its seal cannot be opened", body=None, finished_at=machine_now())
        .execution_options(synchronize_session=False)
    )


async def unclaim(session: AsyncSession, epoch: int, are_unsent: ColumnElement[bool]) -> Sequence[int]:
    """Give back what this epoch marked as being sent and certainly did not send; gives their ids."""
    given_back = await session.scalars(
        update(Delivery)
        .where(Delivery.epoch == epoch, IS_BEING_SENT, are_unsent)
        .values(state=DeliveryState.QUEUED)
        .execution_options(synchronize_session=False)
        .returning(Delivery.id)
    )
    return given_back.all()


async def judge_abandoned(session: AsyncSession, epoch: int, now: datetime) -> int:
    """Decide about what an earlier courier left half sent: it may have arrived. Give the number of those.

    Whatever is resent at all is sent again however often that happens: most of it waited in a batch for its turn.
    """
    young = now - RESEND_REPLY_WITHIN
    again = Delivery.kind.in_(RESENT_KINDS) | ((Delivery.kind == Kind.REPLY) & (Delivery.owed_at >= young))
    judged = await session.execute(
        update(Delivery)
        .where(IS_BEING_SENT, Delivery.epoch < epoch)
        .values(
            state=case((again, DeliveryState.RETRY), else_=DeliveryState.UNCERTAIN),
            body=case((again, Delivery.body), else_=None),
            finished_at=case((again, None), else_=now),
            reason="the courier was cut off while sending",
            due_at=machine_now(),
        )
        .execution_options(synchronize_session=False)
        .returning(Delivery.id)
    )
    return len(judged.all())


async def cancel(session: AsyncSession, these: ColumnElement[bool], reason: str, now: datetime) -> None:
    """Wipe what waits to be sent of these, so that it never is; what is on the wire already still goes."""
    await session.execute(
        update(Delivery)
        .where(these, Delivery.state.in_(UNBEGUN_STATES))
        .values(state=DeliveryState.CANCELLED, body=None, reason=reason, finished_at=now)
        .execution_options(synchronize_session=False)
    )


async def shut_out(session: AsyncSession, chat_ids: Sequence[int], now: datetime) -> None:
    """Remember the workers who shut the bot out; nothing of theirs is deleted."""
    await session.execute(
        update(Worker)
        .where(Worker.id.in_(chat_ids), Worker.blocked_at.is_(None))
        .values(blocked_at=now)
        .execution_options(synchronize_session=False)
    )


async def move_chat(session: AsyncSession, old_chat_id: int, new_chat_id: int) -> None:
    """Follow a group that became a supergroup: what waits for the old one goes to the new one, and so does the desk.

    Its topics are to be made anew there: numbers of the old one mean nothing, or something else.

    The chat's id stands in the sealed bodies too, so each of the few rows is opened and sealed again.
    """
    waiting = await session.scalars(
        select(Delivery).where(Delivery.chat_id == old_chat_id, Delivery.state.in_(WAITING_STATES))
    )
    for delivery in waiting:
        delivery.chat_id = new_chat_id
        delivery.body = json.dumps({**json.loads(delivery.body or "{}"), "chat_id": new_chat_id}, ensure_ascii=False)
    await session.flush()
    if await session.scalar(select(Union.id).where(Union.desk_chat_id == new_chat_id)) is None:
        await session.execute(update(Union).where(Union.desk_chat_id == old_chat_id).values(desk_chat_id=new_chat_id))
    await _move_topics(session, old_chat_id, new_chat_id)


async def _move_topics(session: AsyncSession, old_chat_id: int, new_chat_id: int) -> None:
    moved = (await session.scalars(select(CaseTopic.case_id).where(CaseTopic.chat_id == new_chat_id))).all()
    for topic in await session.scalars(select(CaseTopic).where(CaseTopic.chat_id == old_chat_id).with_for_update()):
        if topic.case_id in moved:
            await session.delete(topic)
            continue
        topic.begin_anew()
        topic.chat_id = new_chat_id
        shown = (CaseMessage.case_id == topic.case_id) & CaseMessage.desk_message_id.is_not(None)
        anew = {"desk_delivery_id": None, "desk_message_id": None}
        await session.execute(update(CaseMessage).where(shown).values(anew))
    await session.flush()


class Queue(NamedTuple):
    """What waits in a lane: how many, and when the first of them was due."""

    number: int
    oldest_due_at: datetime


async def waiting(session: AsyncSession) -> dict[int, Queue]:
    """What waits, by lane; lanes where nothing does are left out."""
    rows = await session.execute(
        select(Delivery.lane, func.count().label("number"), func.min(Delivery.due_at).label("oldest"))
        .where(WAITS)
        .group_by(Delivery.lane)
    )
    return {row.lane: Queue(row.number, row.oldest) for row in rows}

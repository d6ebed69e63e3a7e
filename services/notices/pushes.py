"""Pushes: what the clock and the weather tell many; said once for each place, said anew in place, taken back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Delivery, DeliveryState, Kind, Lane, Notice, Topic
from models.calling import call
from models.delivery import IS_OF_A_NOTICE, UNBEGUN_STATES, WAITS
from models.notice import IS_A_FIRST
from services.clock import machine_now
from services.delivery.notices import ask_again
from services.delivery.outbox import OWED
from services.notices.places import NO_STATION, Place

Letters = Mapping[str, Mapping[str, Any]]
"""The parameters of a call by language, without the chat."""

SEND: Final = "sendMessage"
EDITS: Final = {SEND: "editMessageText", "sendPhoto": "editMessageCaption"}
ONLY_WHEN_SENT: Final = frozenset({"photo", "disable_notification"})
EDITED_WITHIN: Final = timedelta(hours=48)
"""So long an edit of ours is worth its way."""


@dataclass(frozen=True, slots=True)
class Push:
    """What many are told: `about` names the thing ("heat:12"), `rank` puts the smaller first within its lane."""

    about: str
    topic: Topic
    kind: Kind
    lane: Lane
    expires_at: datetime
    method: str = SEND
    is_urgent: bool = False
    rank: int = 0


async def push_all(session: AsyncSession, what: Push, letters: Mapping[Place, Letters], now: datetime) -> None:
    """Say it to the subscribers of these places, in one statement; where it was said already, nothing happens.

    The Herald owes it to them after this transaction.
    """
    there = {Place.of(notice) for notice in await session.scalars(select(Notice).where(first_of(what.about)))}
    rows = [_row(what, place, of_place, now) for place, of_place in letters.items() if place not in there]
    if rows:
        await session.execute(insert(Notice), rows)
        await call(session, OWED)


def first_of(*about: str) -> ColumnElement[bool]:
    """What is true of the notices that said something about these, not of their edits: those that the index holds."""
    return and_(Notice.about.in_(about), IS_A_FIRST)


def _row(what: Push, place: Place, letters: Letters, now: datetime) -> dict[str, Any]:
    return {
        "about": what.about, "area": place.area, "station_id": place.station_id or NO_STATION, "meters": place.meters,
        "topic": what.topic, "kind": what.kind, "lane": what.lane, "rank": what.rank, "method": what.method,
        "is_urgent": what.is_urgent, "is_held": False, "made_at": now, "expires_at": what.expires_at,
        "letters": _written(letters),
    }  # fmt: skip


async def say_all_anew(session: AsyncSession, said: Iterable[tuple[Notice, Letters]], now: datetime) -> bool:
    """Say these in other words: who has one sees them in its place, without a sound, who waits gets them.

    In as many statements as for one; gives whether any says anything new. Of several edits that are under way all say
    the newest words, or an older one could come last.
    """
    changed = [(notice, letters, text) for notice, letters in said if (text := _written(letters)) != notice.letters]
    if not changed:
        return False
    edits = {notice.id: _edit_of(notice, letters, now) for notice, letters, _ in changed}
    ids: BindParameter[list[int]] = bindparam("ids", list(edits), expanding=True, literal_execute=True)
    under_way = and_(Notice.amends.in_(ids), Notice.ended_at.is_(None))
    await session.flush()
    # Locked: one that the Herald begins to owe at this moment might else have said the old words, and be the last.
    # With what they amend and in one order: of two who say anew neither waits for the other.
    locked = select(Notice).where(or_(Notice.id.in_(ids), under_way)).order_by(Notice.id).with_for_update()
    will_come = set()
    for edit in await session.scalars(locked.execution_options(populate_existing=True)):
        if edit.id in edits:
            continue
        edit.letters = edits[edit.amends or 0]["letters"]
        if edit.addressed_at is None:
            will_come.add(edit.amends)
    for notice, _, text in changed:
        notice.letters = text
        notice.is_held = notice.is_held if notice.id in will_come else notice.ended_at is None
    await session.flush()
    rows = [edit for amended, edit in edits.items() if amended not in will_come]
    if rows:
        await session.execute(insert(Notice), rows)
    await call(session, OWED)
    return True


def _written(letters: Letters) -> str:
    return json.dumps(letters, ensure_ascii=False)


def _edit_of(notice: Notice, letters: Letters, now: datetime) -> dict[str, Any]:
    """The notice that edits another; what only sending takes is left out."""
    edits = {
        language: {name: value for name, value in letter.items() if name not in ONLY_WHEN_SENT}
        for language, letter in letters.items()
    }
    return {
        "about": notice.about, "area": notice.area, "station_id": notice.station_id, "meters": notice.meters,
        "topic": notice.topic, "kind": notice.kind, "lane": notice.lane, "rank": notice.rank,
        "method": EDITS[notice.method], "is_urgent": False, "is_held": False, "amends": notice.id, "made_at": now,
        "expires_at": now + EDITED_WITHIN, "letters": _written(edits),
    }  # fmt: skip


async def take_back(session: AsyncSession, about: str, now: datetime) -> None:
    """Nobody gets it any more who has not got it yet; what arrived stays."""
    firsts = await _locked(session, first_of(about), Notice.ended_at.is_(None), Notice.expires_at > now)
    await session.execute(update(Notice).where(Notice.id.in_(firsts)).values(expires_at=now))


async def hold_until(session: AsyncSession, about: str, expires_at: datetime) -> None:
    """From now on it is worth something until then: who waits goes on waiting, or does not.

    Who would have waited past its earlier end, and so went without, waits again.
    """
    changed = await _locked(session, first_of(about), Notice.expires_at != expires_at)
    await session.execute(update(Notice).where(Notice.id.in_(changed)).values(expires_at=expires_at, ended_at=None))
    of_these = (IS_OF_A_NOTICE, Delivery.notice_id.in_(changed))
    again = {"state": DeliveryState.QUEUED, "finished_at": None, "due_at": machine_now(), "expires_at": expires_at}
    for where, values in (
        ((*of_these, Delivery.state == DeliveryState.EXPIRED), again),
        ((WAITS, *of_these, Delivery.state.in_(UNBEGUN_STATES)), {"expires_at": expires_at}),
    ):
        changes = update(Delivery).where(*where).values(values)
        await session.execute(changes.execution_options(synchronize_session=False))
    if changed:
        await call(session, OWED)


async def wake_for(session: AsyncSession, about: str, is_urgent: bool) -> None:
    """From now on it goes through quiet hours, or waits for their end like anything else."""
    changed = await _locked(session, first_of(about), Notice.is_urgent.is_not(is_urgent))
    if changed:
        await session.execute(update(Notice).where(Notice.id.in_(changed)).values(is_urgent=is_urgent))
        await ask_again(session, Delivery.notice_id.in_(changed))
        await call(session, OWED)


async def _locked(session: AsyncSession, *are_meant: ColumnElement[bool]) -> Sequence[int]:
    """The ids of notices that nobody else changes until this transaction ends; all lock them in this order."""
    query = select(Notice.id).where(*are_meant).order_by(Notice.id).with_for_update()
    return (await session.scalars(query)).all()


def reword(notice: Notice, letters: Letters) -> None:
    """Who still waits for it gets these words; who has it keeps what they have."""
    notice.letters = _written(letters)

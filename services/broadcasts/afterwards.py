"""Afterwards: what can be done about an announcement that has gone out, or is going out."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from locales import LANGUAGES, locale
from models import Broadcast, BroadcastState, Delivery, DeliveryState, Notice, Union
from models.calling import call
from models.delivery import IS_OF_A_NOTICE
from services.broadcasts.content import Content, is_slip, letter_of, letters_of
from services.broadcasts.drafts import begin
from services.broadcasts.plan import LONGEST
from services.broadcasts.ruling import Decision, Ruling, act_on, refused
from services.delivery.notices import send_again
from services.delivery.outbox import OWED
from services.staff.audit import Act
from services.staff.rights import Action
from services.stations.full import station_with_code

State = BroadcastState
BEGUN: Final = (State.RUNNING, State.PAUSED, State.STOPPED, State.DONE)
DELETE: Final = "deleteMessage"


class Withdrawable(NamedTuple):
    """How many messages Telegram still lets us delete, how many are older than 48 hours, and how many nobody knows."""

    young: int
    old: int
    uncertain: int


async def correct(
    session: AsyncSession, broadcast: Broadcast, author_id: int, content: Content, now: datetime
) -> Broadcast:
    """Begin a draft for those who have this one, or may have it; rights are judged as it is sent.

    Raises ContentRefused.
    """
    union = await session.get_one(Union, broadcast.union_id)
    draft = await begin(session, author_id, union, content, now)
    draft.corrects_id, draft.topic, draft.area = broadcast.id, broadcast.topic, broadcast.area
    await session.flush()
    return draft


async def amend_words(
    session: AsyncSession, broadcast: Broadcast, by: int, content: Content, approval_above: int, now: datetime
) -> Decision:
    """Mend a slip in place, for all who got it; who waits gets the mended words. Raises ContentRefused.

    The picture stays. Nothing goes out while those who have the old words are written down. What needed a second
    person to be sent is not said otherwise by one alone: beyond a slip it takes a correction, which is agreed to.
    """
    content = replace(content, photo=Content.from_json(broadcast.content).photo)
    content.check()
    if no := await refused(session, broadcast, by, Action.ANNOUNCE):
        return no
    if await is_withdrawn(session, broadcast):
        return Decision(Ruling.TOO_LATE)
    if broadcast.head_count > approval_above and not is_slip(Content.from_json(broadcast.content), content):
        return Decision(Ruling.MORE_THAN_A_SLIP)
    decision = await act_on(
        session, broadcast, by, now, Act.AMENDED_BROADCAST, BEGUN, content=content.as_json
    )  # fmt: skip
    if decision.is_done and broadcast.notice_id is not None:
        notice = await session.get_one(Notice, broadcast.notice_id)
        station = await station_with_code(session, content.station_code)
        notice.letters = json.dumps(letters_of(content, notice.id, station), ensure_ascii=False)
        notice.is_held = True
        edits = {language: _edit(letter_of(content, notice.id, station, locale(language))) for language in LANGUAGES}
        letters = json.dumps(edits, ensure_ascii=False)
        await _replace_edits(session, notice, content, letters)
        await _owe(session, notice, content.editing_method, letters, now)
    return decision


async def withdraw(session: AsyncSession, broadcast: Broadcast, by: int, now: datetime) -> Decision:
    """Delete it where Telegram still lets us; what is going out is stopped by that."""
    if no := await refused(session, broadcast, by, Action.ANNOUNCE, Action.APPROVE):
        return no
    if broadcast.notice_id is not None and await is_withdrawn(session, broadcast):
        return Decision(Ruling.TOO_LATE)
    state = State.DONE if broadcast.state == State.DONE else State.STOPPED
    decision = await act_on(session, broadcast, by, now, Act.WITHDREW_BROADCAST, BEGUN, state=state)
    if decision.is_done and broadcast.notice_id is not None:
        notice = await session.get_one(Notice, broadcast.notice_id)
        notice.is_held = True
        await _owe(session, notice, DELETE, json.dumps({language: {} for language in LANGUAGES}), now)
    return decision


async def is_withdrawn(session: AsyncSession, broadcast: Broadcast) -> bool:
    """Whether it was withdrawn already."""
    query = select(Notice.id).where(Notice.amends == broadcast.notice_id, Notice.method == DELETE).limit(1)
    return await session.scalar(query) is not None


async def withdrawable(session: AsyncSession, broadcast: Broadcast, now: datetime) -> Withdrawable:
    """What `withdraw` would reach now."""
    of_this = (IS_OF_A_NOTICE, Delivery.notice_id == broadcast.notice_id)
    sent = select(func.count()).where(*of_this, Delivery.state == DeliveryState.SENT)
    young = await session.scalar(sent.where(Delivery.finished_at > now - LONGEST)) or 0
    uncertain = select(func.count()).where(*of_this, Delivery.state == DeliveryState.UNCERTAIN)
    return Withdrawable(young, (await session.scalar(sent) or 0) - young, await session.scalar(uncertain) or 0)


async def resend_uncertain(session: AsyncSession, broadcast: Broadcast, by: int, now: datetime) -> Decision:
    """Send it once more to those of whom no answer came: some of them will have it twice."""
    if no := await refused(session, broadcast, by, Action.ANNOUNCE):
        return no
    if broadcast.expires_at is None or broadcast.expires_at <= now:
        return Decision(Ruling.EXPIRED)
    if await is_withdrawn(session, broadcast):
        return Decision(Ruling.TOO_LATE)
    decision = await act_on(
        session, broadcast, by, now, Act.RESENT_UNCERTAIN, (State.RUNNING, State.PAUSED, State.DONE),
        state=State.PAUSED if broadcast.state == State.PAUSED else State.RUNNING, accounts=None, finished_at=None,
    )  # fmt: skip
    if decision.is_done and broadcast.notice_id is not None:
        await send_again(session, broadcast.notice_id)
        await session.execute(update(Notice).where(Notice.id == broadcast.notice_id).values(ended_at=None))
        await call(session, OWED)
    return decision


async def amendments_of(session: AsyncSession, broadcast: Broadcast) -> Sequence[Notice]:
    """The notices that mended or withdrew it, oldest first; each has accounts of its own."""
    if broadcast.notice_id is None:
        return ()
    return (await session.scalars(select(Notice).where(Notice.amends == broadcast.notice_id).order_by(Notice.id))).all()


def _edit(letter: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in letter.items() if name != "photo"}


async def _replace_edits(session: AsyncSession, notice: Notice, content: Content, letters: str) -> None:
    """Let earlier edits that are still under way say the newest words too, or an older one could come last."""
    of_this = (Notice.amends == notice.id, Notice.method == content.editing_method, Notice.ended_at.is_(None))
    await session.execute(update(Notice).where(*of_this).values(letters=letters))


async def _owe(session: AsyncSession, notice: Notice, method: str, letters: str, now: datetime) -> None:
    """A notice that amends another; the Announcer addresses it."""
    session.add(
        Notice(
            topic=notice.topic, kind=notice.kind, lane=notice.lane, method=method, letters=letters, amends=notice.id,
            made_at=now, expires_at=now + LONGEST,
        )
    )  # fmt: skip
    await session.flush()

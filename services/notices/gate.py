"""The gate: whether a notice may go to somebody now; asked for many at once, as it is about to be sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Delivery, Notice, Subscription, Topic, Worker
from models.delivery import IS_GOT, REACHED_STATES
from services.delivery.notices import Passage
from services.notices.quiet import Span, end_of_quiet, midnight, tomorrow_morning

Wish = Row[*tuple[Any, ...]]
"""What a worker wants of one topic."""


class NoticeGate:
    """Asks workers' wishes: one question for those it is asked about, and one for what they got today."""

    def __init__(self, zone: ZoneInfo, language: str) -> None:
        """`zone` is where it is night and where a day begins; `language` is for those who chose none."""
        self._zone = zone
        self._language = language

    async def judge(
        self, session: AsyncSession, notice: Notice, chat_ids: Sequence[int], now: datetime
    ) -> Mapping[int, Passage]:
        """A passage for each of these chats.

        What amends an earlier notice makes no sound: it reaches whoever got that one, at any hour. Heat is nobody's
        third notice of the day: it neither counts nor waits for the next morning because of others.
        """
        wishes = await _wishes(session, notice.topic, chat_ids)
        if notice.amends or notice.is_urgent or notice.topic == Topic.HEAT:
            got: Mapping[int, int] = {}
        else:
            got = await _got_since(session, midnight(now, self._zone), chat_ids)
        return {chat_id: self._passage(notice, wishes.get(chat_id), got.get(chat_id, 0), now) for chat_id in chat_ids}

    def _passage(self, notice: Notice, wish: Wish | None, got: int, now: datetime) -> Passage:
        if wish is None:
            return Passage(refused="nothing is kept of them any more")
        if notice.amends:
            return Passage(wish.language or self._language)
        if wish.since is None:
            return Passage(refused="they do not want the topic any more")
        waits = None if notice.is_urgent else self._waits_until(wish, got, now)
        return Passage(wish.language or self._language, waits)

    def _waits_until(self, wish: Wish, got: int, now: datetime) -> datetime | None:
        """When they may be told; None if that is now."""
        moments = [now]
        if wish.hushed_until:
            moments.append(wish.hushed_until)
        if got >= wish.notices_a_day:
            moments.append(tomorrow_morning(now, self._zone))
        awake = max(moments)
        quiet_ends = end_of_quiet(Span(wish.quiet_from, wish.quiet_until), awake, self._zone)
        moment = quiet_ends or awake
        return moment if moment > now else None


async def _wishes(session: AsyncSession, topic: str, worker_ids: Sequence[int]) -> Mapping[int, Wish]:
    """The wishes of these workers; `since` is None for who has not switched the topic on."""
    rows = await session.execute(
        select(
            Worker.id, Worker.language, Worker.quiet_from, Worker.quiet_until, Worker.hushed_until,
            Worker.notices_a_day, Subscription.since,
        )
        .outerjoin(Subscription, and_(Subscription.worker_id == Worker.id, Subscription.topic == topic))
        .where(Worker.id.in_(worker_ids))
    )  # fmt: skip
    return {row.id: row for row in rows.all()}


async def _got_since(session: AsyncSession, moment: datetime, chat_ids: Sequence[int]) -> Mapping[int, int]:
    rows = await session.execute(got_query(moment, chat_ids))
    return {row.chat_id: row.number for row in rows}


def got_query(moment: datetime, chat_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """How many notices each of these got since then, but for heat, urgent ones and what only amends; none: left out."""
    return (
        select(Delivery.chat_id, func.count().label("number"))
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(IS_GOT, Delivery.chat_id.in_(chat_ids), Delivery.finished_at >= moment)
        .where(
            Delivery.state.in_(REACHED_STATES),
            Notice.is_urgent.is_(False),
            Notice.amends.is_(None),
            Notice.topic != Topic.HEAT,
        )
        .group_by(Delivery.chat_id)
    )

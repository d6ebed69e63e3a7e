"""Telling: those who were told of a serving, and those who count it, see how it goes on, at a kind pace."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event, Notice, Reservation, Serving
from services.delivery.outbox import store
from services.delivery.parcel import reply
from services.events.counter import show_to_all
from services.events.course import Course, Stage, course_of, letters_of
from services.events.days import Days
from services.events.servings import about
from services.notices.pushes import first_of, hold_until, say_all_anew, take_back
from services.staff.people import words_of

PACE: Final = timedelta(seconds=30)
"""Between two edits of a notice; that nothing is left is said at once."""
TOLD_WITHIN: Final = timedelta(days=1)


def is_due(now: datetime) -> ColumnElement[bool]:
    """What is true of a serving of which something is to be said anew: it began, ended or changed."""
    untold = Serving.told_at.is_(None)
    begun = and_(Serving.begins_at <= now, or_(untold, Serving.told_at < Serving.begins_at))
    ended = and_(Serving.ends_at <= now, or_(untold, Serving.told_at < Serving.ends_at))
    is_news = and_(Serving.has_news, or_(untold, Serving.told_at <= now - PACE))
    is_held = or_(Serving.closed_at.is_(None), Serving.left == 0)  # that it is called off was said at once
    return and_(Serving.ends_at > now - TOLD_WITHIN, is_held, or_(begun, ended, is_news))


@dataclass(frozen=True, slots=True)
class Teller:
    """Says how servings go on; `language` is that of keepers who chose none."""

    days: Days
    language: str

    async def note(
        self, session: AsyncSession, serving: Serving, event: Event, now: datetime, *, but: Collection[int] = ()
    ) -> Course:
        """Note that a serving changed, and say so at once where that is not too soon; `but` are keepers who see it.

        What is held back for the pace is said by the minute's round.
        """
        serving.has_news = True
        course = await course_of(session, self.days, serving, event, now)
        is_paced = serving.told_at is not None and serving.told_at > now - PACE
        if course.stage is not Stage.ON or not is_paced:
            await self.tell(session, serving, course, now, but=but)
        return course

    async def tell(
        self, session: AsyncSession, serving: Serving, course: Course, now: datetime, *, but: Collection[int] = ()
    ) -> None:
        """Edit what arrived, change what waits, and show it to those who count; nobody hears of it anew."""
        serving.told_at, serving.has_news = now, False
        firsts = select(Notice).where(first_of(about(serving.id))).order_by(Notice.id)
        notices = (await session.scalars(firsts)).all()
        await say_all_anew(session, [(notice, letters_of(course, notice.meters)) for notice in notices], now)
        if course.stage in (Stage.GONE, Stage.OFF):
            await take_back(session, about(serving.id), now)
        elif course.stage is not Stage.OVER:  # its hours may be others now, or it was taken back before
            await hold_until(session, about(serving.id), serving.ends_at)
        await show_to_all(session, course, serving, self.language, now, but=but)

    async def tell_lost(
        self, session: AsyncSession, reservation: Reservation, course: Course, template: str, now: datetime
    ) -> None:
        """Tell a worker that their portion is not kept any more, while there is anything to come for."""
        words = await words_of(session, reservation.worker_id, self.language)
        text = words.render(template, course=course, number=reservation.number, now=course.now)
        can_ask_again = course.stage is Stage.ON and course.portions.free
        keep = {"text": words.word("button", "keep_one"), "callback_data": f"keep:{course.serving_id}"}
        keys = {"reply_markup": {"inline_keyboard": [[keep]]}} if can_ask_again else {}
        params = {"text": text, "parse_mode": "HTML", **keys}
        if now < course.ends_at:
            parcel = replace(reply(reservation.worker_id, "sendMessage", params, now), expires_at=course.ends_at)
            await store(session, [parcel])

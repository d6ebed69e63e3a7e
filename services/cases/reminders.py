"""Reminders: workers hear of the deadlines of the law in their cases while there is time, each reminder once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import LANGUAGES, Locale, locale
from models import Case, CaseDeadline, Kind, Worker
from models.case import OPEN_STATES
from services.delivery.outbox import store
from services.delivery.parcel import Parcel, reply
from services.law.entries import MOST_REMIND_DAYS
from services.law.law import Deadline, Law
from services.notices.quiet import Span, end_of_quiet, midnight

WEEK: Final = 7
HOTLINES: Final = ("12348", "12351")
"""What the keys of the last days copy: legal aid, the union."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Reminds in the words of today's law; `language` is that of who chose none."""

    law: Law
    zone: ZoneInfo
    language: str

    async def remind(self, session: AsyncSession, slot: datetime, now: datetime) -> None:
        """Remind of every deadline of an open case that comes near, in the slot's transaction.

        What became due while nobody ran is said with the days that are left; of what has passed nothing is said.
        """
        today = now.astimezone(self.zone).date()
        parcels = []
        for row, case, worker in await _coming(session, today):
            deadline, filed_on = self.law.deadline(row.rule, row.due_on), case.filed_at.astimezone(self.zone).date()
            days = reached(deadline, filed_on, row.reminded_days, today) if deadline else None
            if deadline and days:
                row.reminded_days = days
                parcels.append(self._parcel(case, worker, deadline, days, now))
        await store(session, parcels)

    def _parcel(self, case: Case, worker: Worker | None, deadline: Deadline, days: int, now: datetime) -> Parcel:
        """The words hold for today, so nobody gets them tomorrow; the last day's are heard at any hour."""
        chosen = worker.language if worker else ""
        words = locale(chosen if chosen in LANGUAGES else self.language)
        params = {
            "text": self._words(case, deadline, days, words, now), "parse_mode": "HTML",
            "reply_markup": _keys(case, days, deadline, words),
            "disable_notification": days > 1 and _is_asleep(worker, now, self.zone),
        }  # fmt: skip
        parcel = reply(case.worker_id or 0, "sendMessage", params, now, Kind.CASE)
        return replace(parcel, expires_at=midnight(now + timedelta(days=1), self.zone))

    def _words(self, case: Case, deadline: Deadline, days: int, words: Locale, now: datetime) -> str:
        language, urgency = words.language, self.law.urgent(deadline)
        return words.render(
            _template(deadline, days), reference=case.reference, due_on=deadline.due_on,
            days_left=deadline.days_left(now.astimezone(self.zone).date()), short=deadline.short[language],
            ask=deadline.ask[language], say=urgency.say[language] if urgency else "",
            help=urgency.help[language] if urgency else "", source=deadline.source[language],
        )  # fmt: skip


def reached(deadline: Deadline, filed_on: date, reminded_days: int | None, today: date) -> int | None:
    """Which reminder is due: so many days ahead, the last that was reached and not said; None if none is.

    What was reached when the case was filed its receipt has said.
    """
    left = deadline.days_left(today)
    due = [
        days
        for days in deadline.remind_days
        if 0 <= left <= days < (reminded_days or days + 1) and deadline.due_on - timedelta(days=days) > filed_on
    ]
    return min(due, default=None)


def stop(deadlines: Iterable[CaseDeadline], now: datetime) -> bool:
    """Remind of none of these any more; whether there were reminders until now."""
    going = [deadline for deadline in deadlines if deadline.stopped_at is None]
    for deadline in going:
        deadline.stopped_at = now
    return bool(going)


async def _coming(session: AsyncSession, today: date) -> Sequence[tuple[CaseDeadline, Case, Worker | None]]:
    """The deadlines of open cases that may be near, with whose they are; not of who shut the bot out."""
    near = CaseDeadline.due_on.between(today, today + timedelta(days=MOST_REMIND_DAYS))
    rows = await session.execute(
        select(CaseDeadline, Case, Worker)
        .join(Case, Case.id == CaseDeadline.case_id)
        .outerjoin(Worker, Worker.id == Case.worker_id)
        .where(near, CaseDeadline.stopped_at.is_(None), Case.state.in_(OPEN_STATES))
        .where(Case.worker_id.is_not(None), Case.unreachable_at.is_(None), Worker.blocked_at.is_(None))
        .order_by(CaseDeadline.due_on, CaseDeadline.case_id)
    )
    return [(row, case, worker) for row, case, worker in rows]


def _template(deadline: Deadline, days: int) -> str:
    if deadline.is_employers:
        return "legal-reminder-employer"
    if days > WEEK:
        return "legal-reminder-30"
    return "legal-reminder-7" if days > 1 else "legal-reminder-1"


def _keys(case: Case, days: int, deadline: Deadline, words: Locale) -> dict[str, Any]:
    """What can be done about it; in the last days the numbers to call, too."""

    def press(verb: str) -> dict[str, str]:
        return {"text": words.word("reminder", verb), "callback_data": f"remind:{verb}:{case.reference}"}

    is_near = days <= WEEK and not deadline.is_employers
    copies = [
        {"text": words.word("reminder", "copy", number=number), "copy_text": {"text": number}} for number in HOTLINES
    ]
    rows = [[press("filed"), press("look")], copies if is_near else [], [press("stop")]]
    return {"inline_keyboard": [row for row in rows if row]}


def _is_asleep(worker: Worker | None, now: datetime, zone: ZoneInfo) -> bool:
    return worker is not None and end_of_quiet(Span(worker.quiet_from, worker.quiet_until), now, zone) is not None

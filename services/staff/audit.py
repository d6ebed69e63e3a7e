"""The audit trail: every act of staff and of the command line, written in the transaction that does it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import AuditEntry, Union


class Act(StrEnum):
    """What was done; the subject says to what, by numbers and codes, never by a name or a text."""

    ADDED_STAFF = "added_staff"
    REMOVED_STAFF = "removed_staff"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    BOUND_DESK = "bound_desk"
    IMPORTED_UNIONS = "imported_unions"
    IMPORTED_STATIONS = "imported_stations"
    IMPORTED_EVENTS = "imported_events"
    CHANGED_PHOTO = "changed_photo"
    FORGOT_WORKER = "forgot_worker"
    ASKED_TO_SEND = "asked_to_send"
    SENT_BROADCAST = "sent_broadcast"
    APPROVED_BROADCAST = "approved_broadcast"
    SENT_BACK_BROADCAST = "sent_back_broadcast"
    HASTENED_BROADCAST = "hastened_broadcast"
    UNDID_BROADCAST = "undid_broadcast"
    DROPPED_BROADCAST = "dropped_broadcast"
    PAUSED_BROADCAST = "paused_broadcast"
    RESUMED_BROADCAST = "resumed_broadcast"
    STOPPED_BROADCAST = "stopped_broadcast"
    AMENDED_BROADCAST = "amended_broadcast"
    WITHDREW_BROADCAST = "withdrew_broadcast"
    POSTED_HEAT = "posted_heat"
    CALLED_OFF_HEAT = "called_off_heat"
    RESENT_UNCERTAIN = "resent_uncertain"
    KEPT_STATION = "kept_station"
    GAVE_UP_STATION = "gave_up_station"
    ANSWERED_NOON = "answered_noon"
    PUT_OUT_SUPPLY = "put_out_supply"
    ENDED_SUPPLY = "ended_supply"
    ADDED_EVENT = "added_event"
    CHANGED_EVENT = "changed_event"
    ENDED_EVENT = "ended_event"
    ADDED_EVENT_DAY = "added_event_day"
    CALLED_OFF_EVENT_DAY = "called_off_event_day"
    TOOK_CASE = "took_case"
    PASSED_CASE = "passed_case"
    AWAITED_PAPERS = "awaited_papers"
    ANSWERED_CASE = "answered_case"
    READ_CASE = "read_case"
    CLOSED_CASE = "closed_case"
    REOPENED_CASE = "reopened_case"
    EXPORTED_CASES = "exported_cases"


def write_down(
    session: AsyncSession, act: Act, subject: str, now: datetime, *, actor_id: int | None = None,
    union_id: int | None = None,
) -> None:  # fmt: skip
    """Add a line to the trail; `actor_id` is the Telegram id of who did it, None on the command line."""
    session.add(AuditEntry(done_at=now, actor_id=actor_id, action=act, subject=subject, union_id=union_id))


async def latest_entries(session: AsyncSession, limit: int) -> list[tuple[AuditEntry, str]]:
    """The newest lines of the trail, oldest first, each with the code of its union, "" where there is none."""
    newest = await session.execute(
        select(AuditEntry, Union.adcode)
        .join(Union, AuditEntry.union_id == Union.id, isouter=True)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [(entry, adcode or "") for entry, adcode in newest][::-1]

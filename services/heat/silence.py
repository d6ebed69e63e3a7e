"""Silence: a source of the weather that says nothing any more, which staff are told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import LANGUAGES, locale
from models import Role, StaffMember, WeatherSource, Worker
from services.delivery import outbox
from services.delivery.parcel import Parcel, alert
from services.staff.unions import root_union

TOLD_WITHIN: Final = timedelta(hours=24)


async def note_heard(session: AsyncSession, source: str, now: datetime) -> None:
    """A source said something: its next silence is a new one."""
    await session.merge(WeatherSource(name=source, heard_at=now, told_at=None))


@dataclass(frozen=True, slots=True)
class Silence:
    """Who has said nothing for how long."""

    source: str
    minutes: int
    is_of_forecasts: bool


async def tell_staff(
    session: AsyncSession, silence: Silence, language: str, zone: ZoneInfo, now: datetime
) -> list[Parcel]:
    """Tell those who can post a warning by hand; nobody if this silence was told already, by whichever process.

    `language` is for who chose none, `zone` where moments are read.
    """
    row = await session.get(WeatherSource, silence.source, with_for_update=True)
    if row is None:
        row = WeatherSource(name=silence.source)
        session.add(row)
    if row.told_at is not None:
        return []
    row.told_at = now
    heard_at = row.heard_at and row.heard_at.astimezone(zone)
    said = {"silence": silence, "heard_at": heard_at, "now": now.astimezone(zone)}
    parcels = [
        alert(
            person, "sendMessage",
            {"text": locale(chosen or language).render("heat-stale", **said), "parse_mode": "HTML"},
            now, now + TOLD_WITHIN,
        )
        for person, chosen in await _who_can_post(session)
    ]  # fmt: skip
    await outbox.store(session, parcels)
    return parcels


async def _who_can_post(session: AsyncSession) -> Sequence[tuple[int, str]]:
    """The admins and announcers of the root, with the language that each chose, or ""."""
    root = await root_union(session)
    if root is None:
        return []
    posts = StaffMember.role.in_((Role.ADMIN, Role.ANNOUNCER)) & (StaffMember.union_id == root.id)
    query = select(StaffMember.telegram_id, Worker.language).outerjoin(Worker, Worker.id == StaffMember.telegram_id)
    rows = (await session.execute(query.where(posts).distinct().order_by(StaffMember.telegram_id))).all()
    return [(person, chosen if chosen in LANGUAGES else "") for person, chosen in rows]

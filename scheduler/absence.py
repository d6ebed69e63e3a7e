"""Absence: the bot was away for longer than Telegram keeps updates, and staff should know."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from locales import locale
from models import Role, Slot, StaffMember
from models.database import Database
from services.clock import machine_now
from services.delivery import outbox
from services.delivery.lease import last_held
from services.delivery.parcel import alert
from services.staff.unions import root_union

log = structlog.get_logger(__name__)

KEPT_BY_TELEGRAM = timedelta(hours=24)
"""How long Telegram keeps an update for us. core.telegram.org/bots/api#getting-updates"""
TOLD_WITHIN = timedelta(days=7)
JOB = "absence"


async def tell_absence(database: Database, zone: ZoneInfo, language: str) -> None:
    """Before anything runs: if the last courier fell silent too long ago, say so once, to the admins of the root."""
    async with database.reading() as session:
        since = await last_held(session)
    now = machine_now()
    if since is None or now - since <= KEPT_BY_TELEGRAM:
        return
    log.warning("away for longer than Telegram keeps updates", since=since.isoformat(), until=now.isoformat())
    try:
        async with database.writing() as session, session.begin():
            session.add(Slot(job=JOB, due_at=since, taken_at=now))
            await session.flush()
            await _owe(session, since.astimezone(zone), now.astimezone(zone), language)
    except IntegrityError:  # another process, or an earlier start, has told it
        return


async def _owe(session: AsyncSession, since: datetime, now: datetime, language: str) -> None:
    text = locale(language).render("absence", since=since, now=now)
    message = {"text": text, "parse_mode": "HTML"}
    expires_at = now.astimezone(UTC) + TOLD_WITHIN
    admins = await _admins(session)
    parcels = [alert(admin, "sendMessage", message, now.astimezone(UTC), expires_at) for admin in admins]
    await outbox.store(session, parcels)


async def _admins(session: AsyncSession) -> list[int]:
    root = await root_union(session)
    if root is None:
        return []
    of_the_root = (StaffMember.role == Role.ADMIN) & (StaffMember.union_id == root.id)
    return list(await session.scalars(select(StaffMember.telegram_id).where(of_the_root)))

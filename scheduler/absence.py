"""Absence: what nobody got because the bot was away, and staff should know."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from locales import locale
from models import Role, StaffMember
from models.database import Database
from scheduler.jobs import SlotTaken, take
from services.clock import Clock, machine_now
from services.delivery import outbox
from services.delivery.lease import last_held
from services.delivery.parcel import alert
from services.staff.unions import root_union

log = structlog.get_logger(__name__)

KEPT_BY_TELEGRAM = timedelta(hours=24)
"""How long Telegram keeps an update for us. core.telegram.org/bots/api#getting-updates"""
TOLD_WITHIN = timedelta(days=7)
ONE_HOUR = timedelta(hours=1)
JOB = "absence"


async def tell_absence(database: Database, clock: Clock, zone: ZoneInfo, language: str) -> None:
    """Before anything runs: if the last courier fell silent too long ago, say so once, to the admins of the root."""
    async with database.reading() as session:
        silent_at = await last_held(session)
    away = machine_now() - silent_at if silent_at else timedelta()
    if silent_at is None or away <= KEPT_BY_TELEGRAM:
        return
    log.warning("away for longer than Telegram keeps updates", since=silent_at.isoformat(), hours=away // ONE_HOUR)
    now = clock.now().astimezone(zone)
    try:
        async with database.writing() as session, session.begin():
            await take(session, JOB, silent_at)  # by the machine's clock: for all who ask it is the same moment
            await _owe(session, locale(language).render("absence", since=now - away, now=now), now)
    except SlotTaken:  # another process, or an earlier start, has told it
        return


async def tell_missed(
    session: AsyncSession, slot: datetime, now: datetime, *, job: str, zone: ZoneInfo, language: str
) -> None:
    """Tell the admins of the root what was due at `slot` and is too late now."""
    log.warning("too late for a slot", job=job, slot=slot.isoformat())
    values = {"job": job, "slot": slot.astimezone(zone), "now": now.astimezone(zone)}
    await _owe(session, locale(language).render("missed", **values), now)


async def _owe(session: AsyncSession, text: str, now: datetime) -> None:
    message = {"text": text, "parse_mode": "HTML"}
    now = now.astimezone(UTC)
    parcels = [alert(admin, "sendMessage", message, now, now + TOLD_WITHIN) for admin in await _admins(session)]
    await outbox.store(session, parcels)


async def _admins(session: AsyncSession) -> list[int]:
    root = await root_union(session)
    if root is None:
        return []
    of_the_root = (StaffMember.role == Role.ADMIN) & (StaffMember.union_id == root.id)
    return list(await session.scalars(select(StaffMember.telegram_id).where(of_the_root)))

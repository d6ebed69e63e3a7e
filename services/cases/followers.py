"""Followers: workers with the same trouble as somebody's case, who hear what becomes of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseFollower, Kind, Union
from services.cases.placing import call_clerk
from services.delivery.parcel import Parcel, reply
from services.staff.people import words_of


async def follow(session: AsyncSession, case: Case, worker_id: int, now: datetime) -> None:
    """Have somebody hear what becomes of a case; whose own it is hears anyway."""
    key = (case.id, worker_id)
    if worker_id != case.worker_id and await session.get(CaseFollower, key) is None:
        session.add(CaseFollower(case_id=case.id, worker_id=worker_id, since=now))
        await session.flush()
        await call_clerk(session)


async def is_follower(session: AsyncSession, case: Case, worker_id: int) -> bool:
    """Whether somebody follows a case of another worker."""
    return await session.get(CaseFollower, (case.id, worker_id)) is not None


async def followers_of(session: AsyncSession, case: Case) -> Sequence[int]:
    """Who follows it, the longest first."""
    following = select(CaseFollower.worker_id).where(CaseFollower.case_id == case.id)
    return (await session.scalars(following.order_by(CaseFollower.since, CaseFollower.worker_id))).all()


async def tell_followers(
    session: AsyncSession, case: Case, template: str, language: str, zone: ZoneInfo, now: datetime, **values: Any
) -> list[Parcel]:
    """What is owed to all who follow a case: a template with its `reference`, its `union`, `now` and these values.

    Each reads it as they chose, else in `language`; moments among the values are put into the `zone`.
    """
    union = await session.get_one(Union, case.union_id)
    local = {name: _local(value, zone) for name, value in {**values, "now": now}.items()}
    parcels = []
    for worker_id in await followers_of(session, case):
        words = await words_of(session, worker_id, language)
        text = words.render(template, reference=case.reference, union=union.name, **local)
        message = {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
        parcels.append(reply(worker_id, "sendMessage", message, now, Kind.CASE))
    return parcels


def _local(value: Any, zone: ZoneInfo) -> Any:
    return value.astimezone(zone) if isinstance(value, datetime) else value

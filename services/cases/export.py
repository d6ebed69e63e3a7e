"""Export: what became of cases, as a table of codes and moments: no words, nobody's number and nobody's name."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Case, CaseFollower, Station, Union
from services.cases.desk_rules import DeskRules
from services.lists.csv_file import cell

HEADER: Final = (
    "reference", "kind", "category", "urgent", "station", "union", "state", "filed_at", "first_answer_at",
    "first_answer_minutes", "closed_at", "level", "verdict", "rating", "followers",
)  # fmt: skip
"""Moments are local, as 2026-07-14 14:30; `first_answer_minutes` are working minutes of the union that has it now."""


async def cases_between(
    session: AsyncSession, first: date, last: date, rules: DeskRules, zone: ZoneInfo,
    union_ids: Sequence[int] | None = None,
) -> list[list[str]]:  # fmt: skip
    """The cells of all cases filed on these days, both included, by when they came; of all unions or of these."""
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    followers = select(func.count()).where(CaseFollower.case_id == Case.id).scalar_subquery()
    found = (
        select(Case, Union.adcode, Station.code, followers)
        .join(Union, Union.id == Case.union_id)
        .join(Station, Station.id == Case.station_id, isouter=True)
        .where(Case.filed_at >= start, Case.filed_at < end)
    )
    within = found if union_ids is None else found.where(Case.union_id.in_(union_ids))
    rows = await session.execute(within.order_by(Case.id))
    return [_cells(case, adcode, code or "", count, rules, zone) for case, adcode, code, count in rows]


def _cells(case: Case, adcode: str, code: str, followers: int, rules: DeskRules, zone: ZoneInfo) -> list[str]:
    answered, minutes = case.first_answer_at, ""
    if answered is not None:
        minutes = str(rules.of(adcode).work.between(case.filed_at, answered))
    values = (
        case.reference, case.kind, case.category, "yes" if case.is_urgent else "", code, adcode, case.state,
        _shown(case.filed_at, zone), _shown(answered, zone), minutes, _shown(case.closed_at, zone), case.level,
        case.verdict, case.rating, followers,
    )  # fmt: skip
    return [cell(value) for value in values]


def _shown(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""

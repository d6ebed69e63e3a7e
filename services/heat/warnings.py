"""Warnings as they stand: what a report begins, changes or ends; known by the source's own numbers, never by words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import HeatAlert, HeatReport
from services.heat.report import Color, Report

BY_HAND: Final = "manual"
"""The source of what staff and operators write."""
TOLD_AGAIN: Final = timedelta(hours=3)
"""What falls and rises again to a color that was told is told anew after so long: before, it is an edit."""
SEVERITY: Final = {"": 1, Color.YELLOW: 1, Color.ORANGE: 2, Color.RED: 3}
"""How bad a color is; one that nobody knows counts like yellow."""


async def take_in(session: AsyncSession, report: Report, now: datetime) -> HeatAlert | None:
    """Bring the warnings up to a report; gives the one that it began, changed or ended, None where nothing is new.

    A report that takes the place of another changes that one's warning; what was heard already, or is older than what
    stands, changes nothing, and one that is over stays over: what comes after it is a new one.
    """
    alert, earlier, is_heard = await _meant_by(session, report)
    is_news = alert is None or _is_news(alert, report, is_heard=is_heard)
    if alert is None or (alert.ended_at is not None and is_news):
        return await _begin(session, report, now)
    if is_news:
        _change(alert, report, now)
        await _note(session, alert, report, now)
    else:
        alert = None
    _overtake(earlier, now)
    await session.flush()
    return alert


async def standing(session: AsyncSession, now: datetime) -> Sequence[HeatAlert]:
    """The warnings that hold, those of today's first issue first."""
    stands = select(HeatAlert).where(HeatAlert.ended_at.is_(None), HeatAlert.expires_at > now)
    return (await session.scalars(stands.order_by(HeatAlert.issued_at, HeatAlert.id))).all()


async def run_out(session: AsyncSession, now: datetime) -> Sequence[HeatAlert]:
    """End the warnings whose time is over; gives them."""
    over = select(HeatAlert).where(HeatAlert.ended_at.is_(None), HeatAlert.expires_at <= now)
    alerts = (await session.scalars(over.order_by(HeatAlert.id).with_for_update())).all()
    for alert in alerts:
        alert.ended_at = now
    await session.flush()
    return alerts


def warning_of(report: Report, now: datetime) -> HeatAlert:
    """The warning that a report begins, not stored."""
    color = report.color or ""
    alert = HeatAlert(source=report.source, adcode=report.adcode, edition=1, raised_from="", color=color)
    alert.worst, alert.worst_at = color, now
    _learn(alert, report, now)
    return alert


async def warning_called(session: AsyncSession, source: str, source_id: str) -> HeatAlert | None:
    """The newest warning that a source calls so; None if it never did."""
    return next(iter(await _alerts(session, source, [source_id])), None)


async def name_of(session: AsyncSession, alert: HeatAlert) -> str:
    """What its source called a warning last."""
    named = select(HeatReport.source_id).where(HeatReport.alert_id == alert.id)
    return await session.scalar(named.order_by(HeatReport.heard_at.desc()).limit(1)) or ""


async def _meant_by(session: AsyncSession, report: Report) -> tuple[HeatAlert | None, list[HeatAlert], bool]:
    """The warning that a report is about, others of its district whose place it takes, whether that goes by its number.

    One that stands comes first: what is over by its own number may still end another that it names.
    """
    own = await _alerts(session, report.source, [report.source_id])
    earlier = await _alerts(session, report.source, report.supersedes)
    meant = [each for each in dict.fromkeys((*own, *earlier)) if each.adcode == report.adcode]
    meant.sort(key=_is_over)
    return (meant[0], meant[1:], meant[0] in own) if meant else (None, [], False)


async def _alerts(session: AsyncSession, source: str, source_ids: Iterable[str]) -> Sequence[HeatAlert]:
    """The warnings that are called so, those that stand first, then the newest."""
    called = select(HeatReport.alert_id).where(HeatReport.source == source, HeatReport.source_id.in_([*source_ids]))
    query = select(HeatAlert).where(HeatAlert.id.in_(called)).order_by(HeatAlert.id.desc()).with_for_update()
    return sorted(await session.scalars(query), key=_is_over)


def _is_over(alert: HeatAlert) -> bool:
    return alert.ended_at is not None


def _is_news(alert: HeatAlert, report: Report, *, is_heard: bool) -> bool:
    """Whether a report says more than we know; sources count minutes, so another report may be of the same one."""
    may_be_same = not is_heard or (report.is_cancelled and alert.ended_at is None)
    return report.issued_at >= alert.issued_at if may_be_same else report.issued_at > alert.issued_at


async def _begin(session: AsyncSession, report: Report, now: datetime) -> HeatAlert | None:
    """A new warning; what is cancelled before we heard of it is noted only, for its beginning may still come."""
    if report.expires_at <= now and not report.is_cancelled:
        return None
    alert = warning_of(report, now)
    alert.ended_at, alert.is_called_off = now if report.is_cancelled else None, report.is_cancelled
    session.add(alert)
    await session.flush()
    await _note(session, alert, report, now)
    return None if report.is_cancelled else alert


def _change(alert: HeatAlert, report: Report, now: datetime) -> None:
    if report.is_cancelled:
        alert.ended_at, alert.is_called_off = now, True
        alert.issued_at, alert.heard_at, alert.sender = report.issued_at, now, report.sender or alert.sender
        return
    color = report.color or ""
    is_worse = SEVERITY[color] > SEVERITY[alert.worst] or now >= alert.worst_at + TOLD_AGAIN
    if SEVERITY[color] > SEVERITY[alert.color] and is_worse:
        alert.edition += 1
        alert.raised_from, alert.worst, alert.worst_at = alert.color, color, now
        alert.are_keepers_asked = False
    alert.color = color
    _learn(alert, report, now)
    alert.ended_at = now if alert.expires_at <= now else None


def _overtake(earlier: Iterable[HeatAlert], now: datetime) -> None:
    """End, at the next look, what else stands in the place of a report: two became one."""
    for alert in earlier:
        if alert.ended_at is None:
            alert.expires_at, alert.is_called_off = min(alert.expires_at, now), True


def _learn(alert: HeatAlert, report: Report, now: datetime) -> None:
    alert.headline, alert.instruction = report.headline, report.instruction
    alert.sender, alert.attribution, alert.celsius = report.sender, report.attribution, report.maximum
    alert.issued_at, alert.onset_at, alert.expires_at = report.issued_at, report.onset_at, report.expires_at
    alert.heard_at = now


async def _note(session: AsyncSession, alert: HeatAlert, report: Report, now: datetime) -> None:
    """Remember what the source calls it; the ids that it names are its own from now on, too."""
    for source_id in (report.source_id, *report.supersedes):
        await session.merge(HeatReport(source=report.source, source_id=source_id, alert_id=alert.id, heard_at=now))
    await session.flush()

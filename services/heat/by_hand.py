"""By hand: what staff or an operator post as a warning, and take off again, with a line in the trail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models import HeatAlert
from services.errors import InputFault, StateFault
from services.heat.report import COLDEST, HOTTEST, Color, Report
from services.heat.warden import Warden
from services.heat.warnings import BY_HAND, name_of, warning_called
from services.notices.pushes import Letters
from services.places.adcode import adcode_of, area_of
from services.staff.audit import Act, write_down
from services.staff.unions import covering_union

LONGEST: Final = timedelta(days=7)
USUALLY: Final = timedelta(hours=24)
"""A warning without an end holds so long."""
LONGEST_HEADLINE: Final = 200
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Posting:
    """A warning as a person gives it; with the `name` of one that stands, or in its place, it changes that one.

    `maximum` is in °C, `in_place_of` are the names of what it takes the place of.
    """

    name: str
    adcode: str
    color: Color
    headline: str
    expires_at: datetime
    maximum: float | None = None
    in_place_of: tuple[str, ...] = ()

    def check(self, now: datetime) -> None:
        """InputFault says what is wrong in it, and what would be right."""
        if area_of(self.adcode) is None:
            raise InputFault(f"{self.adcode} is no administrative code, such as 330302")
        if len(self.headline) > LONGEST_HEADLINE or not 0 < len(self.name) <= LONGEST_NAME:
            raise InputFault(f"a headline has {LONGEST_HEADLINE} letters at most, an id 1 to {LONGEST_NAME}")
        if self.maximum is not None and not COLDEST <= self.maximum <= HOTTEST:
            raise InputFault(f"a maximum of {self.maximum:g} °C is none: {COLDEST:g} to {HOTTEST:g}")
        if not now < self.expires_at <= now + LONGEST:
            raise InputFault(f"a warning ends after now, and within {LONGEST.days} days")


async def post(session: AsyncSession, warden: Warden, posting: Posting, by: int | None, now: datetime) -> int:
    """Post a warning, or change the one that has its name; gives how many places hear of it for the first time.

    InputFault for what cannot be posted, StateFault where the name stands for another area.
    """
    posting.check(now)
    adcode = adcode_of(area_of(posting.adcode) or "")
    known = await warning_called(session, BY_HAND, posting.name)
    if known and known.ended_at is None and known.adcode != adcode:
        raise StateFault(f"{posting.name} stands for {known.adcode}: take another id, or take that one off first")
    union = await covering_union(session, adcode)
    report = _report(posting, adcode, union.name if union else "", now)
    number = await warden.hear(session, report, now)
    alert = await warning_called(session, BY_HAND, posting.name)
    if alert:
        alert.posted_by = by
    union_id = union.id if union else None
    write_down(session, Act.POSTED_HEAT, f"{adcode} {posting.color}", now, actor_id=by, union_id=union_id)
    return number


async def preview(session: AsyncSession, warden: Warden, posting: Posting, now: datetime) -> tuple[Letters, int]:
    """What people would read of it, and how many they are."""
    union = await covering_union(session, posting.adcode)
    report = _report(posting, posting.adcode, union.name if union else "", now)
    return await warden.preview(session, report, now)


async def call_off(session: AsyncSession, warden: Warden, alert: HeatAlert, by: int | None, now: datetime) -> None:
    """Take a warning off that somebody posted; StateFault where it is over, or its source is another."""
    if alert.source != BY_HAND:
        raise StateFault("that warning is the weather service's: it ends when that says so")
    if alert.ended_at is not None:
        raise StateFault("that warning is over already")
    union = await covering_union(session, alert.adcode)
    name = await name_of(session, alert)
    posting = Posting(name, alert.adcode, Color(alert.color or Color.YELLOW), alert.headline, alert.expires_at)
    await warden.hear(session, _report(posting, alert.adcode, alert.sender, now, is_cancelled=True), now)
    union_id = union.id if union else None
    write_down(session, Act.CALLED_OFF_HEAT, f"{alert.adcode} {alert.color}", now, actor_id=by, union_id=union_id)


def name_for(adcode: str, now: datetime, zone: ZoneInfo) -> str:
    """What a warning is called if nobody says: 0714-103000-330302."""
    return f"{now.astimezone(zone):%m%d-%H%M%S}-{adcode}"


def _report(posting: Posting, adcode: str, sender: str, now: datetime, *, is_cancelled: bool = False) -> Report:
    return Report(
        source=BY_HAND, source_id=posting.name, supersedes=posting.in_place_of, is_cancelled=is_cancelled,
        adcode=adcode, color=posting.color, event="", headline=posting.headline, description="", instruction="",
        sender=sender, attribution="", issued_at=now, onset_at=None, expires_at=posting.expires_at,
        celsius=posting.maximum,
    )  # fmt: skip

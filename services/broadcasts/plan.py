"""When a broadcast goes out and until when it is worth something."""

from datetime import datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from models import Broadcast
from services.notices.quiet import SPANS, Quiet, end_of_quiet

UNDO: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(hours=48)
"""How long a broadcast may go on; as long as Telegram lets a bot delete what it sent. #deletemessage"""
SHORTEST_DAY: Final = timedelta(hours=4)
OVERNIGHT: Final = timedelta(hours=12)


class Plan(NamedTuple):
    """From when to when a broadcast is delivered; `is_quiet`: it waits for the end of the quiet hours."""

    starts_at: datetime
    expires_at: datetime
    is_quiet: bool

    @property
    def is_empty(self) -> bool:
        """Whether it would be worth nothing before it began."""
        return self.expires_at <= self.starts_at


def plan_of(broadcast: Broadcast, now: datetime, zone: ZoneInfo, *, is_urgent: bool = False) -> Plan:
    """What would happen if it were sent now: half a minute to undo, the chosen time, then the end of quiet hours."""
    wished = max(now + UNDO, broadcast.starts_at or now)
    starts_at = wished if is_urgent or broadcast.is_urgent else after_quiet_hours(wished, zone)
    expires_at = min(broadcast.expires_at or end_of_day(starts_at, zone), starts_at + LONGEST)
    return Plan(starts_at, expires_at, is_quiet=starts_at != wished)


def after_quiet_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the night in which most want quiet, where it lies in that."""
    return end_of_quiet(SPANS[Quiet.NIGHT], moment, zone) or moment


def end_of_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """The end of the local day; where less than four hours of it are left, twelve hours on: most will be asleep."""
    local = moment.astimezone(zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), zone)
    return midnight if midnight - local >= SHORTEST_DAY else local + OVERNIGHT

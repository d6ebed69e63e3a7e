"""A worker: a person who works outdoors and talks to the bot."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime

QUIET_FROM: Final = 22 * 60
QUIET_UNTIL: Final = 6 * 60
NOTICES_A_DAY: Final = 2
NEAR_METERS: Final = 3000


class Worker(Model):
    """What is kept of a person: only what was tapped. No name, no position.

    `area` is the administrative code of the one district they agreed to have kept, or ""; `area_agreed_at` is when.
    `area_refused_at` is when they said no to that: they are not asked again. `cases_agreed_at` is when they agreed to
    have kept what they write to the union; from then on `went_to_id` is the station they last asked the way to, for a
    day from `went_at`.

    Of notices that are not urgent none comes from `quiet_from` to `quiet_until` (minutes of the local day; the same:
    always welcome) nor before `hushed_until`, and `notices_a_day` at most. Meals and events come from stations at most
    `near_meters` from the one they named, if they named one: a door, not a position.
    """

    __tablename__ = "worker"
    __table_args__ = (Index("ix_worker_area", "area", "near_station_id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(16), default="")
    occupation: Mapped[str] = mapped_column(String(32), default="")
    travel: Mapped[str] = mapped_column(String(16), default="")
    area: Mapped[str] = mapped_column(String(12), default="")
    area_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    area_refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    cases_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    went_to_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), default=None)
    went_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    quiet_from: Mapped[int] = mapped_column(Integer, default=QUIET_FROM)
    quiet_until: Mapped[int] = mapped_column(Integer, default=QUIET_UNTIL)
    notices_a_day: Mapped[int] = mapped_column(Integer, default=NOTICES_A_DAY)
    hushed_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    near_station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), index=True, default=None)
    near_meters: Mapped[int] = mapped_column(Integer, default=NEAR_METERS)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


def newcomer(worker_id: int, now: datetime) -> Worker:
    """A worker of whom nothing is known, with every default in its place before it is stored."""
    return Worker(
        id=worker_id, language="", occupation="", travel="", area="", quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL,
        notices_a_day=NOTICES_A_DAY, near_meters=NEAR_METERS, started_at=now,
    )  # fmt: skip

"""A broadcast: what staff announce, to whom, who agreed, and how it stands."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime


class BroadcastState(StrEnum):
    """Where a broadcast stands; the last three are final."""

    DRAFT = "draft"
    ASKED = "asked"  # a second announcer is asked
    WAITING = "waiting"  # until `starts_at`: the half minute to undo, quiet hours or the time that was chosen
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    DROPPED = "dropped"


class Broadcast(Model):
    """One announcement; its number is what staff call it by (17号).

    `content` is what the author wrote, as JSON; `notice_id` what goes out once it runs. The audience is the workers of
    `area` (an administrative code, "" for all), at most `meters` from `station_id`, of `occupation`, who want `topic`.
    `head_count` were chosen, `left_out` did not want it; all up to `last_worker_id` are owed theirs. `accounts` are the
    final ones, as JSON: deliveries are not kept as long. `version` rises with each change: of two presses one counts.
    """

    __tablename__ = "broadcast"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16), index=True)
    union_id: Mapped[int] = mapped_column(ForeignKey("union.id"))
    author_id: Mapped[int] = mapped_column(BigInteger, index=True)
    approver_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    content: Mapped[str] = mapped_column(Sealed)
    topic: Mapped[str] = mapped_column(String(16))
    area: Mapped[str] = mapped_column(String(12), default="")
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), default=None)
    meters: Mapped[int | None] = mapped_column(Integer, default=None)
    occupation: Mapped[str] = mapped_column(String(32), default="")
    is_urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    head_count: Mapped[int] = mapped_column(Integer, default=0)
    left_out: Mapped[int] = mapped_column(Integer, default=0)
    last_worker_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    notice_id: Mapped[int | None] = mapped_column(Integer, index=True, default=None)
    corrects_id: Mapped[int | None] = mapped_column(Integer, default=None)
    progress_message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    accounts: Mapped[str | None] = mapped_column(Text, default=None)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)

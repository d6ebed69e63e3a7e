"""A worker: a person who works outdoors and talks to the bot."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class Worker(Model):
    """What is kept of a person: only what was tapped. No name, no position.

    `area` is the administrative code of the one district they agreed to have kept, or ""; `area_agreed_at` is when.
    `area_refused_at` is when they said no to that: they are not asked again.
    """

    __tablename__ = "worker"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(16), default="")
    occupation: Mapped[str] = mapped_column(String(32), default="")
    travel: Mapped[str] = mapped_column(String(16), default="")
    area: Mapped[str] = mapped_column(String(12), default="", index=True)
    area_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    area_refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

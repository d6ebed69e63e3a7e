"""A subscription: a worker wants to hear of a topic."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class Topic(StrEnum):
    """What notices are about."""

    HEAT = "heat"
    MEALS = "meals"
    ANNOUNCEMENTS = "announcements"
    EVENTS = "events"


class Subscription(Model):
    """One topic that one worker has switched on; no row, no notice."""

    __tablename__ = "subscription"

    worker_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(16), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)

"""Events: meals and other things that take place at a station by a rule, each time they do, and the portions kept."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime
from models.subscription import Topic


class EventKind(StrEnum):
    """What takes place."""

    MEAL = "meal"
    CANTEEN = "canteen"  # for little money
    SUPPLIES = "supplies"
    HAIRCUT = "haircut"
    TALK = "talk"
    CHECKUP = "checkup"
    LEGAL_CLINIC = "legal_clinic"
    FESTIVAL = "festival"
    OTHER = "other"

    @property
    def topic(self) -> Topic:
        """The topic under which people hear of it."""
        return Topic.MEALS if self in (EventKind.MEAL, EventKind.CANTEEN, EventKind.SUPPLIES) else Topic.EVENTS


class Notify(StrEnum):
    """When people are told."""

    EVENING = "evening"  # at 20:00 the day before
    MORNING = "morning"  # 30 minutes before it begins


class OnHoliday(StrEnum):
    """What happens on an official day off that the rule names."""

    RUN = "run"
    SKIP = "skip"
    ASK = "ask"


class Event(Model):
    """What a station offers on the days of `rule` (services/events/rules.py), from `serves_from` to `serves_until`.

    Those are minutes of the local day, past midnight above 1440. `portions` is None if nobody counts;
    `weather_exempt` is 风雨无阻. `ended_at`: it is not offered any more.
    """

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("station_id", "title", "serves_from", name="uq_event_once"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(60))
    details: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[str] = mapped_column(String(200))
    serves_from: Mapped[int] = mapped_column(Integer)
    serves_until: Mapped[int] = mapped_column(Integer)
    portions: Mapped[int | None] = mapped_column(Integer, default=None)
    notify: Mapped[str] = mapped_column(String(8), default=Notify.EVENING)
    weather_exempt: Mapped[bool] = mapped_column(Boolean, default=False)
    on_holiday: Mapped[str] = mapped_column(String(8), default=OnHoliday.RUN)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)


class EventDay(Model):
    """A local day on which an event takes place against its rule (`takes_place`), or does not."""

    __tablename__ = "event_day"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    takes_place: Mapped[bool] = mapped_column(Boolean)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    said_by: Mapped[int | None] = mapped_column(BigInteger, default=None)


class Serving(Model):
    """One time an event takes place; the row is made when people are told of it, or something is counted or kept.

    `left` is what the keeper last counted, at `left_said_at`, with those that are kept for somebody; None: nobody did.
    `closed_at`: over before its hour, because nothing is left, or else because it was called off. `version` rises with
    each count; `numbers` is how many portions were ever kept. Whoever was told of it heard at `told_at` how it went on,
    and there is more to tell since if it `has_news`; `asked_at` is when its keepers were asked to count.
    """

    __tablename__ = "serving"
    __table_args__ = (UniqueConstraint("event_id", "day", name="uq_serving_once"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    left: Mapped[int | None] = mapped_column(Integer, default=None)
    left_said_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    numbers: Mapped[int] = mapped_column(Integer, default=0)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    has_news: Mapped[bool] = mapped_column(Boolean, default=False)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class ServingCard(Model):
    """The message on which a keeper counts a serving: the delivery that brought it."""

    __tablename__ = "serving_card"

    serving_id: Mapped[int] = mapped_column(ForeignKey("serving.id", ondelete="CASCADE"), primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    delivery_id: Mapped[int] = mapped_column(BigInteger)


class Reservation(Model):
    """A portion of a serving that is kept for a worker until `held_until`; at the counter they say its `number`.

    `given_back_at` is since when it is anybody's again: the worker gave it back, did not come, or nothing was left.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint("serving_id", "number", name="uq_reservation_number"),
        Index("ix_reservation_worker_id", "worker_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    serving_id: Mapped[int] = mapped_column(ForeignKey("serving.id", ondelete="CASCADE"))
    worker_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    given_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

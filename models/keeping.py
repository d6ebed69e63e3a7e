"""Keeping: who keeps which station, what they were asked and said, and what they put out."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class StationKeeper(Model):
    """A station that a staff member said they keep; whether they may is judged anew for every act."""

    __tablename__ = "station_keeper"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class NoonQuestion(Model):
    """What the keepers of a station were asked of one day: can it stay open from `begins` to `ends`?

    All in minutes of the local day. `open_until` is the answer: `ends` for yes, `begins` for no, None before it.
    `override_id` are the day's hours that came of it.
    """

    __tablename__ = "noon_question"
    __table_args__ = (UniqueConstraint("station_id", "day", name="uq_noon_question_once"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    begins: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    open_until: Mapped[int | None] = mapped_column(Integer, default=None)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    answered_by: Mapped[int | None] = mapped_column(BigInteger, default=None)
    override_id: Mapped[int | None] = mapped_column(
        ForeignKey("opening_override.id", ondelete="SET NULL"), default=None
    )


class NoonCard(Model):
    """The message by which a keeper was asked: what another keeper of the station answers is shown in it too."""

    __tablename__ = "noon_card"

    question_id: Mapped[int] = mapped_column(ForeignKey("noon_question.id", ondelete="CASCADE"), primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    delivery_id: Mapped[int] = mapped_column(BigInteger)


class Supply(Model):
    """What a station gives away while it lasts: 绿豆汤, 28 left, until three; `left` is None if nobody counts."""

    __tablename__ = "supply"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    what: Mapped[str] = mapped_column(String(40))
    left: Mapped[int | None] = mapped_column(Integer, default=None)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    said_by: Mapped[int | None] = mapped_column(BigInteger, default=None)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

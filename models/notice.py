"""A notice: what is pushed to many, said once; each of them has a delivery that leads here."""

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime

IS_A_FIRST = text("about <> '' AND amends IS NULL")


class Notice(Model):
    """One message for many people; `letters` holds the parameters of its call as JSON by language, without the chat.

    What the clock or the weather brings is `about` one thing ("heat:12") and said once to the subscribers of each place
    (services/notices/places.py): of an `area`, a station, from some `meters` on. What staff announce is about "". In a
    lane a smaller `rank` goes first.
    One that `amends` another edits or deletes the messages of that one; who got no such message gets nothing.
    `is_urgent` goes through quiet hours; while `is_held` no delivery of it begins. Since `addressed_at` everybody it is
    for is owed it; `ended_at` is when all were over.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "uq_notice_place", "about", "area", "station_id", "meters", unique=True,
            sqlite_where=IS_A_FIRST, postgresql_where=IS_A_FIRST,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    topic: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    lane: Mapped[int] = mapped_column(Integer)
    method: Mapped[str] = mapped_column(String(32))
    letters: Mapped[str | None] = mapped_column(Sealed)
    about: Mapped[str] = mapped_column(String(32), default="")
    area: Mapped[str] = mapped_column(String(12), default="")
    station_id: Mapped[int] = mapped_column(Integer, default=0)
    meters: Mapped[int] = mapped_column(Integer, default=0)
    rank: Mapped[int] = mapped_column(Integer, default=0)
    amends: Mapped[int | None] = mapped_column(Integer, default=None)
    is_urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    is_held: Mapped[bool] = mapped_column(Boolean, default=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    addressed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)

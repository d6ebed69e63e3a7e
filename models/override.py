"""What a keeper said about certain days; it wins over the posted hours."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class OpeningOverride(Model):
    """The hours of one station from `first_day` to `last_day` (local dates, both included).

    `opening_hours` is OSM syntax for those days; "off" means closed. Of several for a day the newest wins.
    """

    __tablename__ = "opening_override"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    opening_hours: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""Heat: warnings as they stand, what their sources called them, and what the weather is forecast to be."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class HeatAlert(Model):
    """One heat warning for one area, as it stands after its newest report; words as its `sender` gave them.

    `color` is yellow, orange or red, "" for one that we do not know. `celsius` is the maximum if the warning names one.
    `edition` rises when it goes up, and people are told anew; `raised_from` is the color it had until then.
    `worst` is the color that people were told of with a sound, `worst_at` when.
    `posted_by` is the staff member who wrote it by hand.
    It ended at `ended_at`: called off (`is_called_off`) or run out. `are_keepers_asked` is about this edition.
    """

    __tablename__ = "heat_alert"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source: Mapped[str] = mapped_column(String(16))
    adcode: Mapped[str] = mapped_column(String(12), index=True)
    color: Mapped[str] = mapped_column(String(8), default="")
    headline: Mapped[str] = mapped_column(Text, default="")
    instruction: Mapped[str] = mapped_column(Text, default="")
    sender: Mapped[str] = mapped_column(Text, default="")
    attribution: Mapped[str] = mapped_column(Text, default="")
    celsius: Mapped[float | None] = mapped_column(Float, default=None)
    edition: Mapped[int] = mapped_column(Integer, default=1)
    raised_from: Mapped[str] = mapped_column(String(8), default="")
    worst: Mapped[str] = mapped_column(String(8), default="")
    worst_at: Mapped[datetime] = mapped_column(UtcDateTime)
    posted_by: Mapped[int | None] = mapped_column(BigInteger, default=None)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    onset_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    is_called_off: Mapped[bool] = mapped_column(default=False)
    are_keepers_asked: Mapped[bool] = mapped_column(default=False)


class HeatReport(Model):
    """What a source called one report of a warning: by it an update or a cancellation finds the warning it is about."""

    __tablename__ = "heat_report"

    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("heat_alert.id", ondelete="CASCADE"), index=True)
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Forecast(Model):
    """The weather that is forecast for a district on a local day, in degrees Celsius.

    `hours` are the 24 temperatures of the day, joined by ";", or "". It is a forecast, never an official warning.
    """

    __tablename__ = "forecast"

    adcode: Mapped[str] = mapped_column(String(12), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    maximum: Mapped[float] = mapped_column(Float)
    hours: Mapped[str] = mapped_column(Text, default="")
    attribution: Mapped[str] = mapped_column(Text, default="")
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class WeatherSource(Model):
    """When a source of the weather was last heard, and when staff were told of its silence."""

    __tablename__ = "weather_source"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

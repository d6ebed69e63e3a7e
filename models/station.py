"""A station: a door that a worker may find open."""

from sqlalchemy import Boolean, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model


class Station(Model):
    """One row of a union's list; the position is WGS-84 degrees, lists hold English codes.

    `opening_hours` is OSM syntax; empty means unknown. `amenities` are codes joined by ";", words that are
    no known amenity stay among them as written. `photo` is Telegram's file_id of a picture of the door.
    """

    __tablename__ = "station"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(64), default="")
    host: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    adcode: Mapped[str] = mapped_column(String(12), default="", index=True)
    opening_hours: Mapped[str] = mapped_column(Text, default="")
    amenities: Mapped[str] = mapped_column(Text, default="")
    entry: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(100), default="")
    keeper: Mapped[str] = mapped_column(String(100), default="")
    star: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    photo: Mapped[str] = mapped_column(Text, default="")
    listed: Mapped[bool] = mapped_column(Boolean, default=True)

"""A live card: the one answer that follows a live location."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class LiveCard(Model):
    """The card that is edited while its person walks; where they are is never kept.

    `delivery_id` is the delivery that carried the card: its message's id is known once that was sent. `needs` are
    amenity codes joined by ";", as its filter keys were set last.
    """

    __tablename__ = "live_card"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    live_message_id: Mapped[int] = mapped_column(BigInteger)
    delivery_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    needs: Mapped[str] = mapped_column(String(200), default="")
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

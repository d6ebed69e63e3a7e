"""A trade union: a node of the tree that covers the country by administrative codes."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class Union(Model):
    """The union of one administrative area; `desk_chat_id` is the staff group where its cases go.

    `desk_lost_at` is since when nothing can be shown there; None while it can.
    """

    __tablename__ = "union"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    adcode: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("union.id"), index=True, default=None)
    hotline: Mapped[str] = mapped_column(String(40), default="")
    desk_chat_id: Mapped[int | None] = mapped_column(BigInteger, unique=True, default=None)
    desk_lost_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

"""An album: several pictures sent as one, which arrive as one update each."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class AnsweredAlbum(Model):
    """An album that was answered once, so that its other pictures are not."""

    __tablename__ = "answered_album"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    media_group_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

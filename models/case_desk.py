"""Where staff see a case: its topic in their group, or its card in their private chats."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class TopicState(StrEnum):
    """How a case stands in a group."""

    OPEN = "open"  # it is, or is to be, shown there
    LEAVING = "leaving"  # it went elsewhere, and its topic is to say so and be closed
    LEFT = "left"
    LOST = "lost"  # the group cannot be written in


class CaseTopic(Model):
    """A case in the forum of a desk; only the Clerk writes it, and one call at a time to each group.

    `topic_id` is None until Telegram gave it one. `title` and `card` are what was last shown: the words of the first, a
    hash of the second. All messages up to `said_id` were shown.
    `deed` is the call that is under way as `delivery_id`, and `covers` the newest message that it shows.
    """

    __tablename__ = "case_topic"
    __table_args__ = (Index("ix_case_topic_place", "chat_id", "topic_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(8), default=TopicState.OPEN)
    topic_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    card_message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    title: Mapped[str] = mapped_column(String(128), default="")
    card: Mapped[str] = mapped_column(String(40), default="")
    said_id: Mapped[int] = mapped_column(BigInteger, default=0)
    deed: Mapped[str] = mapped_column(String(16), default="")
    delivery_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    covers: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseCard(Model):
    """The card of a case in the private chat of a staff member; `outcome` is what became of it, "" while it is open."""

    __tablename__ = "case_card"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    delivery_id: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(String(16), default="")
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)

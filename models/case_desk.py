"""Where staff see a case: its topic in their group, or its card in their private chats."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime

IS_BUSY = text("(deed <> '' OR state = 'leaving')")  # literally so in the question: a planner looks into no parameters


class TopicState(StrEnum):
    """How a case stands in a group."""

    OPEN = "open"  # it is, or is to be, shown there
    LEAVING = "leaving"  # it went elsewhere, and its topic is to say so and be closed
    LEFT = "left"
    LOST = "lost"  # the group cannot be written in


class CaseTopic(Model):
    """A case in the forum of a desk; only the Clerk writes it, and one call at a time to each group.

    `topic_id` is None until Telegram gave it one. `title` and `card` are what was last shown: the words of the first, a
    hash of the second; they are those of the case in `seen_version` with `seen_followers`. `is_closed` is the topic.
    `deed` is the call that is under way as `delivery_id`, "" when none is (then it is that of the last one); `shows` is
    the title, the hash or the revision that it brings, `covers` the message whose revision that is.
    `part` is how many parts of the message that is shown next are there already, -1 where Telegram took its file not.
    """

    __tablename__ = "case_topic"
    __table_args__ = (
        Index("ix_case_topic_place", "chat_id", "topic_id"),
        Index("ix_case_topic_busy", "case_id", sqlite_where=IS_BUSY, postgresql_where=IS_BUSY),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(8), default=TopicState.OPEN)
    topic_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    card_message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    title: Mapped[str] = mapped_column(String(128), default="")
    card: Mapped[str] = mapped_column(String(40), default="")
    is_closed: Mapped[bool] = mapped_column(Boolean, default=False)
    seen_version: Mapped[int] = mapped_column(Integer, default=0)
    seen_followers: Mapped[int] = mapped_column(Integer, default=0)
    deed: Mapped[str] = mapped_column(String(16), default="")
    delivery_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    shows: Mapped[str] = mapped_column(String(128), default="")
    covers: Mapped[int] = mapped_column(BigInteger, default=0)
    part: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def begin_anew(self) -> None:
        """Nothing of it is there any more: it is to be made, with all that belongs into it."""
        self.topic_id = self.card_message_id = None
        self.title = self.card = ""
        self.is_closed, self.part, self.seen_version = False, 0, 0


class CaseCard(Model):
    """The card of a case in the private chat of a staff member; `outcome` is what became of it, "" while it is open."""

    __tablename__ = "case_card"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    delivery_id: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(String(16), default="")
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""A case: what a worker filed with their union, what was said in it, and how it stands."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime

# Literally so in every question that is to find them: a planner does not look into parameters.
IS_UNSHOWN = text("desk_delivery_id IS NULL")
IS_CHANGED = text("revision > shown_revision AND desk_delivery_id > 0")
IS_AWAITED = text("outcome = '' AND delivery_id IS NOT NULL")


class CaseKind(StrEnum):
    """What a case is about: the six services of a union's station, and complaints."""

    COMPLAINT = "complaint"
    LEGAL_AID = "legal_aid"
    CARE = "care"
    PROTECTION = "protection"
    POLICY = "policy"
    JOBS = "jobs"
    PETITION = "petition"


class CaseState(StrEnum):
    """Where a case stands; the last three are over, and of these the first comes back when the worker writes."""

    NEW = "new"  # nobody has taken it
    TAKEN = "taken"
    WAITING = "waiting"  # for the worker's papers: its clock stands still
    CHECKING = "checking"  # staff say that it is done; the worker is asked whether it is
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"  # the worker had everything deleted


OPEN_STATES = (CaseState.NEW, CaseState.TAKEN, CaseState.WAITING, CaseState.CHECKING)


class Side(StrEnum):
    """Who said something in a case."""

    WORKER = "worker"
    STAFF = "staff"
    NOTE = "note"  # staff among themselves: no worker ever reads it
    BOT = "bot"  # what became of the case, said to the desk


class Case(Model):
    """One matter of one worker with one union; `letter` and `number` are its reference: A17, or L3 for legal aid.

    `answers` is what the form asked, as JSON; `category` is the choice it begins with (the complaint's kind, the legal
    matter). `worker_id` is None once they had everything deleted; `revealed` is the name they chose to show.
    `union_id` answers for it now, `level` counts how often it went to the union above. `taken_by` is the staff member
    who said that it is theirs.
    `first_due_at` and `done_due_at` are until when the union's own clock wants a first answer and the end;
    `clock_from` is when that clock began, `nudged_at` when staff were reminded at three quarters of it. While it is
    WAITING its clock stands: `stopped_at` is since when.
    `asked_at` is when the worker was asked whether it is done, `verdict` what they said, `rating` their face of three.
    `unreachable_at` is since when the worker cannot be reached.
    """

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("letter", "number", name="uq_case_reference"),
        Index("ix_case_union", "union_id", "state"),
        Index("ix_case_station", "station_id", "category", "filed_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    letter: Mapped[str] = mapped_column(String(1))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(16), default="")
    state: Mapped[str] = mapped_column(String(16), default=CaseState.NEW)
    is_urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    worker_id: Mapped[int | None] = mapped_column(BigInteger, index=True, default=None)
    union_id: Mapped[int] = mapped_column(ForeignKey("union.id"))
    level: Mapped[int] = mapped_column(Integer, default=0)
    adcode: Mapped[str] = mapped_column(String(12), default="")
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), default=None)
    answers: Mapped[str] = mapped_column(Sealed, default="{}")
    revealed: Mapped[str | None] = mapped_column(Sealed, default=None)
    taken_by: Mapped[int | None] = mapped_column(BigInteger, default=None)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    clock_from: Mapped[datetime] = mapped_column(UtcDateTime)
    first_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_answer_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    nudged_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, default=None)
    verdict: Mapped[str] = mapped_column(String(8), default="")
    rating: Mapped[str] = mapped_column(String(8), default="")
    unreachable_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    # Two of the staff who press at once: the second finds the version changed, and its update is handled anew.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's way

    @property
    def reference(self) -> str:
        """What people call it: A17."""
        return f"{self.letter}{self.number}"

    @property
    def is_private(self) -> bool:
        """Whether what is written in it may be read by nobody in a group."""
        return self.kind == CaseKind.LEGAL_AID

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_STATES

    @property
    def takes_words(self) -> bool:
        """Whether somebody reads what a worker adds: a closed case opens again by that, what else is over stays so."""
        return self.is_open or self.state == CaseState.CLOSED


class CaseNumber(Model):
    """The last number that was given out under a letter."""

    __tablename__ = "case_number"

    letter: Mapped[str] = mapped_column(String(1), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class CaseMessage(Model):
    """Something said in a case; `text` is HTML as Telegram gives it, of a file the words under it.

    `file_kind` is photo, voice, video …, "" for words alone, `file_id` Telegram's name for it. `earlier` are the texts
    before each edit, as JSON, and `revision` their number.
    `source_chat_id` and `source_message_id` are where it was written; `delivery_id` brings its copy to a private chat:
    to the worker, or to the staff member who took the case; `outcome` is what became of that, "" while it is open.
    `desk_delivery_id` is the call that shows it in the group's topic: None while it is still to be shown, 0 if there is
    nothing to show; `desk_message_id` is the message there, `shown_revision` what it shows.
    """

    __tablename__ = "case_message"
    __table_args__ = (
        Index("ix_case_message_source", "source_chat_id", "source_message_id"),
        Index("ix_case_message_unshown", "case_id", sqlite_where=IS_UNSHOWN, postgresql_where=IS_UNSHOWN),
        Index("ix_case_message_changed", "case_id", sqlite_where=IS_CHANGED, postgresql_where=IS_CHANGED),
        Index("ix_case_message_awaited", "delivery_id", sqlite_where=IS_AWAITED, postgresql_where=IS_AWAITED),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    text: Mapped[str] = mapped_column(Sealed, default="")
    file_kind: Mapped[str] = mapped_column(String(16), default="")
    file_id: Mapped[str | None] = mapped_column(Sealed, default=None)
    media_group_id: Mapped[str] = mapped_column(String(64), default="")
    earlier: Mapped[str | None] = mapped_column(Sealed, default=None)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    source_chat_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    source_message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivery_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    outcome: Mapped[str] = mapped_column(String(16), default="")
    desk_delivery_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    desk_message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    shown_revision: Mapped[int] = mapped_column(Integer, default=0)


class CaseFollower(Model):
    """Another worker with the same trouble at the same place, who hears what becomes of it."""

    __tablename__ = "case_follower"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    worker_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseDeadline(Model):
    """A deadline of the law that was computed for a case: `rule` is its code there, `due_on` a local day.

    `reminded_days` is how many days ahead the worker was last reminded; `stopped_at` is since when they want no more.
    """

    __tablename__ = "case_deadline"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(32), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    reminded_days: Mapped[int | None] = mapped_column(Integer, default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

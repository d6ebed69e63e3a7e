"""Staff: people of a union with a role, and the invitations by which they come."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime


class Role(StrEnum):
    """What a staff member is for, within a union and everything below it."""

    CASEWORKER = "caseworker"
    ANNOUNCER = "announcer"
    LAWYER = "lawyer"
    KEEPER = "keeper"
    INSPECTOR = "inspector"
    ADMIN = "admin"


class StaffMember(Model):
    """One role of one person in one union; who has two roles has two rows, who is removed has none."""

    __tablename__ = "staff_member"
    __table_args__ = (UniqueConstraint("telegram_id", "role", "union_id", name="uq_staff_member_once"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, index=True)
    name: Mapped[str] = mapped_column(Sealed)
    role: Mapped[str] = mapped_column(String(16))
    union_id: Mapped[int] = mapped_column(ForeignKey("union.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Invitation(Model):
    """A link that makes whoever opens it first a staff member, once; only the hash of its token is kept.

    `made_by` is None for the command line. `opened_by` is the one it belongs to since they opened it; `closed_at` is
    when they said yes or no.
    """

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(40), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    union_id: Mapped[int] = mapped_column(ForeignKey("union.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    made_by: Mapped[int | None] = mapped_column(BigInteger, default=None)
    opened_by: Mapped[int | None] = mapped_column(BigInteger, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

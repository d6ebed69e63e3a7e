"""The audit trail: what staff did, to what, and when."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class AuditEntry(Model):
    """One act of a staff member; `actor_id` is None for the command line. Rows are only ever added, and age away."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(BigInteger, index=True, default=None)
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(200), default="")
    union_id: Mapped[int | None] = mapped_column(ForeignKey("union.id"), default=None)

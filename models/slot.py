"""A slot of the timetable that was run: once, over restarts and several processes."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, UtcDateTime


class Slot(Model):
    """The moment a job was due; whoever inserts the row runs it. `taken_at` is by the machine's clock."""

    __tablename__ = "slot"

    job: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""A form: a guided question a person is in the middle of."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime


class Form(Model):
    """One form of one person: the step that waits for an answer, and the answers so far.

    `answers` is a JSON object, sealed. `version` rises with every step, so that an earlier card is known as old.
    What a person types goes to the form asked last that is not paused.
    """

    __tablename__ = "form"

    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    step: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer, default=1)
    answers: Mapped[str] = mapped_column(Sealed)
    is_paused: Mapped[bool] = mapped_column(Boolean, default=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

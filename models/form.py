"""A form: a guided question a person is in the middle of."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed, UtcDateTime


class Form(Model):
    """One form of one person: the step that waits for an answer, and the answers so far.

    `answers` is a JSON object, sealed. `version` rises with every step, so that an earlier card is known as old;
    `last_key` is the key that led here, "" if words did, so that a second tap on it is known too. A form that is over
    has the step "" and no answers. What a person types goes to the form asked last that is not paused.
    """

    __tablename__ = "form"

    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    step: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer, default=1)
    answers: Mapped[str] = mapped_column(Sealed)
    last_key: Mapped[str] = mapped_column(Sealed, default="")
    is_paused: Mapped[bool] = mapped_column(Boolean, default=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    # Two processes that answer one person at once: the second finds the version changed, and handles its update anew.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - SQLAlchemy's way

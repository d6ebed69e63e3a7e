"""A sealed word that tells whether the key at hand is the one this database was begun with."""

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model, Sealed


class Seal(Model):
    """One row, written with the first key; a key that does not open it opens nothing else."""

    __tablename__ = "seal"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    word: Mapped[str] = mapped_column(Sealed)

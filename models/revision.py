"""How often a body of data changed: other processes reload when the number moves."""

from typing import Final

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model

STATIONS: Final = "stations"  # and what keepers say of them


class Revision(Model):
    """The revision number of one body of data, such as the stations; raised in the transaction that changes it."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, default=0)

"""How often a body of data changed: other processes reload when the number moves."""

from typing import Final

from sqlalchemy import Integer, String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.schema import Model

STATIONS: Final = "stations"  # and what keepers say of them


class Revision(Model):
    """The revision number of one body of data, such as the stations; raised in the transaction that changes it."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, default=0)


async def raise_revision(session: AsyncSession, name: str) -> None:
    """Let whoever holds that body of data in memory read it anew, once this transaction is kept."""
    revision = await session.get(Revision, name, with_for_update=True)
    if revision is None:
        revision = Revision(name=name, number=0)
        session.add(revision)
    revision.number += 1
    await session.flush()

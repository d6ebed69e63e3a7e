"""Announcing: what tests of broadcasts do and look at."""

from sqlalchemy import select

from models import AuditEntry, Broadcast
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.hearing import hears

TEXT = "明早7点起鹿城区停水，站里有水"


async def broadcasts(city: City) -> list[Broadcast]:
    """What is stored of all broadcasts."""
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        return list(await session.scalars(select(Broadcast).order_by(Broadcast.id)))


async def trail(city: City) -> list[tuple[str, str]]:
    """The acts that were written down, with their subjects."""
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(entry.action, entry.subject) for entry in entries]


async def drafted(dina: Phone, text: str = TEXT) -> None:
    """Write an announcement, up to the preview."""
    await dina.types("/broadcast")
    assert "把要发的直接发我" in await dina.reads()
    await dina.types(text)
    await hears(dina, "上面就是师傅收到的样子")

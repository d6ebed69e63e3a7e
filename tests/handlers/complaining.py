"""Complaining, as tests do it: a worker who agreed, taps, and what is kept of it."""

from sqlalchemy import select

from models import Case, CaseMessage
from playground.phones.phone import Phone
from tests.city import City


async def cases_in(city: City) -> list[Case]:
    """All cases, the oldest first."""
    assert city.house is not None
    async with city.house.database.reading() as session:
        return list(await session.scalars(select(Case).order_by(Case.id)))


async def said_of(city: City, case: Case) -> list[CaseMessage]:
    """What was said in a case, the oldest first."""
    assert city.house is not None
    async with city.house.database.reading() as session:
        said = select(CaseMessage).where(CaseMessage.case_id == case.id).order_by(CaseMessage.id)
        return list(await session.scalars(said))


async def taps_through(phone: Phone, *labels: str) -> str:
    """Tap these one after another, and read what the last one led to."""
    heard = ""
    for label in labels:
        await phone.taps(label)
        heard = await phone.reads()
    return heard

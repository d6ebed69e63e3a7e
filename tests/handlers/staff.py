"""Staff at work: the cast with their roles, in the unions of the tests."""

from playground.phones.phone import Phone
from tests.city import City
from tests.unions import appoint, found_unions


async def hire(city: City, phone: Phone, role: str, of: str, name: str = "") -> None:
    """Give somebody a post; the unions are founded with the first one."""
    assert city.house is not None
    database = city.house.database
    unions = await found_unions(database)
    await appoint(database, phone.person.id, role, unions[of], name or phone.person.first_name)

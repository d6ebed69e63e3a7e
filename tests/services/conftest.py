"""What tests of the Clerk may ask for: an office, its desk's group, and the cast."""

from collections.abc import AsyncIterator

import pytest

from models import Role
from models.database import Database
from playground.memory.chats import Chat
from playground.phones.phone import Phone
from playground.playground import Playground
from tests.office import Office, found_desks, office
from tests.unions import appoint


@pytest.fixture
async def union(database: Database, playground: Playground) -> AsyncIterator[Office]:
    """The office of a union, without a bot around it."""
    async with office(database, playground) as union:
        yield union


@pytest.fixture
def rider(playground: Playground) -> Phone:
    """Ana, in a playground without a bot."""
    phone: Phone = playground.phone(first_name="Ana")
    return phone


@pytest.fixture
def chidi(playground: Playground) -> Phone:
    """Chidi, a caseworker, whom colleagues know as 李敏."""
    phone: Phone = playground.phone(first_name="Chidi")
    return phone


@pytest.fixture
async def desk(union: Office, chidi: Phone) -> Chat:
    """The group of the district's desk, with Chidi in it."""
    group = union.forum(chidi)
    ids = await found_desks(union.database, east=group.id)
    await appoint(union.database, chidi.person.id, Role.CASEWORKER, ids["east"], "李敏")
    return group

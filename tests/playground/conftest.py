"""A playground, a person with a phone, and a bot."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from playground import Phone, Playground
from tests.playground.calling import Bot


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground() as playground:
        yield playground


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with ClientSession() as session:
        yield Bot(playground.url, playground.token, session)


@pytest.fixture
def ana(playground: Playground) -> Phone:
    return playground.phone(first_name="Ana")

"""What the tests of all sources share."""

from collections.abc import AsyncIterator

import pytest

from gateways.weather.asking import Asker, open_asker
from tests.gateways.weather.answering import Answering, a_weather_service


@pytest.fixture
async def world() -> AsyncIterator[Answering]:
    async with a_weather_service() as answering:
        yield answering


@pytest.fixture
async def asker() -> AsyncIterator[Asker]:
    async with open_asker() as asker:
        yield asker

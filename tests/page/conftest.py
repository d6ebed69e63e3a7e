"""What the tests of the page may ask for: a tab of a real Chromium, at two sizes."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import ViewportSize

from tests.city import City
from tests.page.chromium import page_of_chromium
from tests.page.tab import Tab

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
"""The last look at each test's page: build/ is not kept in the repository."""


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
async def tab(request: pytest.FixtureRequest, city: City) -> AsyncIterator[Tab]:
    """A tab of a real Chromium."""
    async with page_of_chromium(viewport=request.param) as page:
        yield Tab(page, city.playground)
        await page.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^a-z0-9_]+', '-', request.node.name)}.png")

"""What the tests of the page may ask for: a tab of a real Chromium, at two sizes."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import ViewportSize, async_playwright

from tests.browser import NO_BROWSER, browser
from tests.city import City
from tests.page.tab import Tab

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
"""The last look at each test's page: build/ is not kept in the repository."""


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
async def tab(request: pytest.FixtureRequest, city: City) -> AsyncIterator[Tab]:
    """A tab of a real Chromium. Where there is none, its tests are not run, which is said; with CI=true they fail."""
    program = browser()
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_BROWSER)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = await chromium.new_page(viewport=request.param, locale="zh-CN")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield Tab(page, city.playground)
        await page.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^a-z0-9_]+', '-', request.node.name)}.png")
        await chromium.close()
        assert not faults, "a script of the page broke"

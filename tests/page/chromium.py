"""A real Chromium, of which tests of the page may have a page."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from tests.browser import NO_BROWSER, browser


@asynccontextmanager
async def page_of_chromium(**looks: Any) -> AsyncIterator[Page]:
    """A page whose scripts must not break; `looks` are playwright's: how large it is, whether it is touched.

    Where there is no browser, its test is not run, which is said; with CI=true it fails.
    """
    program = browser()
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_BROWSER)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = await chromium.new_page(locale="zh-CN", **looks)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        await chromium.close()
        assert not faults, "a script of the page broke"

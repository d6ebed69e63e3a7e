"""The page in a real browser: somebody who has only this page finds a door."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ClientSession
from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from playground import Phone, Playground
from tests.browser import NO_BROWSER, browser
from tests.city import HERE, City, station
from tests.homes import only_sqlite
from tests.playground.calling import Bot

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
SPITE = "<img src=x onerror=\"document.title='ran'\">"
PATIENCE_MS = 10_000
NEAREST = "最近能进的驿站"

pytestmark = only_sqlite


@dataclass
class Tab:
    """The page in front of a person, and where it has sent requests."""

    page: Page
    playground: Playground
    asked: list[str] = field(default_factory=list)

    async def opens(self, name: str = "Ana") -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        await self.page.goto(f"{self.playground.url}/?name={quote(name)}")

    async def taps(self, label: str) -> None:
        await self.page.get_by_role("button", name=label).last.click(timeout=PATIENCE_MS)

    async def stands_in_the_middle(self) -> None:
        await self.page.locator("#canvas").click(timeout=PATIENCE_MS)

    async def gets(self, method: str, **what: Any) -> None:
        """The bot sends something of its own accord."""
        await expect(self.page.get_by_role("button", name="开始")).to_be_visible(timeout=PATIENCE_MS)
        async with ClientSession() as session:
            bot = Bot(self.playground.url, self.playground.token, session)
            await bot.does(method, chat_id=self.phone.person.id, **what)

    async def sees(self, words: str) -> None:
        await expect(self.chat).to_contain_text(words, timeout=PATIENCE_MS)

    @property
    def chat(self) -> Locator:
        """What was said on the first phone."""
        return self.page.locator("#first .chat")

    @property
    def phone(self) -> Phone:
        person = next(iter(self.playground.state.people.values()))
        return self.playground.phone(person)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
async def tab(request: pytest.FixtureRequest, city: City) -> AsyncIterator[Tab]:
    """A tab of a real Chromium. Where there is none, its tests are not run, which is said; with CI=true they fail."""
    program = browser()
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_BROWSER)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = await chromium.new_page(viewport=request.param, locale="zh-CN")
        yield Tab(page, city.playground)
        await chromium.close()


def draw(city: City, *names: str) -> None:
    """Have the map show stations where everybody stands."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [HERE[1], HERE[0]]},
            "properties": {"name": name, "state": "open"},
        }
        for name in names
    ]
    city.playground.state.draw({"type": "FeatureCollection", "name": SPITE, "features": features})


async def test_somebody_with_only_the_page_finds_a_door_and_then_one_with_a_toilet(tab: Tab, city: City) -> None:
    await city.has(
        station("红旗路驿站", amenities="water", meters_east=50),
        station(SPITE, amenities="toilet", meters_east=100),
    )
    draw(city, "红旗路驿站", SPITE)
    await tab.opens(SPITE)
    await tab.taps("开始")
    await tab.sees("暖驿")
    await tab.taps(NEAREST)
    await tab.stands_in_the_middle()
    await tab.sees("红旗路驿站")
    said = await tab.chat.locator("article").count()
    await tab.taps("厕所")
    await expect(tab.chat.locator(".from-bot").last).not_to_contain_text("红旗路驿站", timeout=PATIENCE_MS)
    await tab.sees(SPITE[:12])  # a long name is cut
    assert await tab.chat.locator("article").count() == said, "the card changes where it stands"
    assert await tab.page.locator("img").count() == 0
    assert await tab.page.title() == "口袋里的 Telegram", "what people and stations are called is never run"
    assert all(address.startswith(f"{city.playground.url}/") for address in tab.asked)


async def test_without_a_mouse_one_gets_there_too(tab: Tab, city: City) -> None:
    await city.has(station("红旗路驿站"))
    draw(city, "红旗路驿站")
    await tab.opens()
    page = tab.page
    await page.get_by_role("button", name="开始").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=NEAREST).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#canvas")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#map-says")).to_contain_text("红旗路驿站")
    await page.keyboard.press("Enter")
    await tab.sees("红旗路驿站")
    await page.locator("#first").get_by_role("textbox").fill("/help")
    await page.keyboard.press("Enter")
    await tab.sees("/help")


async def test_the_page_speaks_english_and_tells_the_bot_so(tab: Tab) -> None:
    await tab.opens()
    await tab.page.get_by_role("button", name="Read this page in English").click()
    await tab.taps("Start")
    await tab.sees("Nuanyi")
    assert tab.phone.person.language_code == "en"


async def test_a_pin_is_looked_at_on_the_map(tab: Tab) -> None:
    await tab.opens()
    place = {"latitude": HERE[0], "longitude": HERE[1], "title": "红旗路驿站", "address": "红旗路1号"}
    await tab.gets("sendVenue", **place)
    await tab.taps("红旗路驿站")
    await expect(tab.page.locator("#canvas")).to_be_focused()


async def test_a_link_opens_beside_the_page_and_a_number_is_copied(tab: Tab) -> None:
    await tab.opens()
    keys = [
        {"text": "高德", "url": "https://example.org/"},
        {"text": "复制电话", "copy_text": {"text": "0000-88000127"}},
    ]
    await tab.gets("sendMessage", text="红旗路驿站", reply_markup={"inline_keyboard": [keys]})
    leads = tab.page.get_by_role("link", name="高德")
    assert await leads.get_attribute("target") == "_blank"
    assert await leads.get_attribute("rel") == "noopener noreferrer"
    await tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await tab.taps("复制电话")
    await expect(tab.page.locator("#first .toast")).to_have_text("已复制")
    assert await tab.page.evaluate("navigator.clipboard.readText()") == "0000-88000127"


async def test_a_page_that_is_loaded_again_shows_the_same_chat(tab: Tab) -> None:
    await tab.opens()
    await tab.taps("开始")
    await tab.sees("暖驿")
    await tab.page.reload()
    await tab.sees("暖驿")
    assert len(tab.playground.state.people) == 1

"""A tab of a real browser: the page in front of a person, and what they do there."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession
from playwright.async_api import Locator, Page, expect

from playground import Phone, Playground
from tests.city import HERE, City
from tests.playground.calling import Bot

PATIENCE_MS = 10_000
NARROW_PIXELS = 1100
SPITE = "<img src=x onerror=\"document.title='ran'\">"


@dataclass
class Tab:
    """The page in front of a person, and where it has sent requests."""

    page: Page
    playground: Playground
    asked: list[str] = field(default_factory=list)

    async def opens(self, name: str = "Ana") -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        await self.page.goto(f"{self.playground.url}/?name={quote(name)}")
        await expect(self.first.get_by_role("button", name="开始")).to_be_visible(timeout=PATIENCE_MS)

    async def opens_a_window(self) -> Page:
        """The same page once more, in the same browser."""
        async with self.page.expect_popup() as opened:
            await self.page.evaluate("window.open(location.pathname)")
        window = await opened.value
        await expect(window.locator("#first .bot")).not_to_be_empty(timeout=PATIENCE_MS)
        return window

    async def taps(self, label: str) -> None:
        """Tap what has this label on the first phone."""
        await self.first.get_by_role("button", name=label).last.click(timeout=PATIENCE_MS)

    async def looks_at(self, pane: str) -> None:
        """On a narrow screen turn to the phone, the map or the console; on a wide one all are there."""
        if self.is_narrow:
            await self.page.locator(f"#panes [data-pane={pane}]").click(timeout=PATIENCE_MS)

    async def opens_menu(self, name: str) -> Locator:
        """Open one of the world's menus: clock, weather or trouble."""
        await self.looks_at("console")
        await self.page.locator(f"#world .{name} summary").click(timeout=PATIENCE_MS)
        return self.page.locator(f"#world .{name} .menu")

    async def stands_in_the_middle(self) -> None:
        await self.page.locator("#canvas").click(timeout=PATIENCE_MS)

    async def gets(self, method: str, **what: Any) -> Any:
        """The bot sends something of its own accord."""
        async with ClientSession() as session:
            bot = Bot(self.playground.url, self.playground.token, session)
            return await bot.does(method, **{"chat_id": self.phone.person.id} | what)

    async def is_offered(self, *steps: dict[str, Any]) -> None:
        """What the page says may be tried first."""
        async with ClientSession() as session:
            await session.post(f"{self.playground.url}/playground/steps", json={"steps": steps})

    async def sees(self, words: str) -> None:
        await expect(self.chat).to_contain_text(words, timeout=PATIENCE_MS)

    @property
    def is_narrow(self) -> bool:
        size = self.page.viewport_size
        return size is not None and size["width"] < NARROW_PIXELS

    @property
    def first(self) -> Locator:
        """The first phone."""
        return self.page.locator("#first")

    @property
    def chat(self) -> Locator:
        """What was said on the first phone."""
        return self.first.locator(".chat")

    @property
    def phone(self) -> Phone:
        """The first phone as a test holds one."""
        person = next(iter(self.playground.state.people.values()))
        return self.playground.phone(person)


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

"""A hot Friday on a phone: the hour and the weather are turned, and the demo says what a worker needs to know."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.page.chromium import page_of_chromium
from tests.page.conftest import PHONE, SCREENSHOTS
from tests.showing import PATIENCE_SECONDS, address_of, shown

PATIENCE_MS = PATIENCE_SECONDS * 1000
FRIDAY = "2026-07-17T06:20"
PICTURE = (800, 400)


async def looks_at(page: Page, pane: str) -> None:
    await page.locator(f"#panes [data-pane={pane}]").click()


async def menu_of(page: Page, name: str) -> Locator:
    await looks_at(page, "console")
    await page.locator(f"#world .{name} summary").click()
    return page.locator(f"#world .{name} .menu")


async def holds(page: Page, phone: str) -> None:
    """Take somebody's phone into the hand."""
    await looks_at(page, "phone")
    await page.locator("#first .who").select_option(label=phone)


async def size_of(picture: Locator) -> tuple[int, int]:
    """In pixels of its own, once it is loaded."""
    await picture.evaluate("image => image.decode()")
    width, height = await picture.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    return width, height


async def test_on_a_hot_friday_a_phone_shows_the_warning_with_open_doors_and_the_breakfast(tmp_path: Path) -> None:
    async with shown(tmp_path) as process, page_of_chromium(viewport=PHONE) as page:
        await page.goto(await address_of(process))
        await (await menu_of(page, "clock")).locator("input").fill(FRIDAY)
        await expect(page.locator("#world .time")).to_have_text("7/17周五 06:20", timeout=PATIENCE_MS)
        await (await menu_of(page, "weather")).get_by_role("slider").fill("38")
        await holds(page, "阿宝 Bao 的手机")
        chat = page.locator("#first .chat")
        await expect(chat).to_contain_text("高温橙色预警", timeout=PATIENCE_MS)
        warning = chat.locator("article.from-bot", has_text="高温橙色预警")
        await page.screenshot(path=SCREENSHOTS / "hot-friday-warning.png")
        await expect(warning).to_contain_text("38℃")
        assert await size_of(warning.locator("img.photo")) == PICTURE
        await expect(chat).to_contain_text("免费早餐", timeout=PATIENCE_MS)
        await page.screenshot(path=SCREENSHOTS / "hot-friday-breakfast.png")

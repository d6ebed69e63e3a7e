"""A worker's phone on the page: somebody who has only this page finds a door."""

from playwright.async_api import expect

from tests.city import HERE, City, station
from tests.homes import only_sqlite
from tests.page.tab import PATIENCE_MS, SPITE, Tab, draw

NEAREST = "最近能进的驿站"

pytestmark = only_sqlite


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


async def test_a_fourth_window_of_the_page_is_answered_like_the_first(tab: Tab) -> None:
    await tab.opens()
    *_, last = [await tab.opens_a_window() for _ in range(3)]
    await last.locator("#first").get_by_role("button", name="开始").click()
    await expect(last.locator("#first .chat")).to_contain_text("暖驿", timeout=PATIENCE_MS)
    await tab.sees("暖驿")

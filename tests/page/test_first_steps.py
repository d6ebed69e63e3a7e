"""First steps on the page: what a stranger can try with one tap, and a ride that is shared live."""

from playwright.async_api import expect

from tests.city import HERE, City, station
from tests.homes import only_sqlite
from tests.page.tab import PATIENCE_MS, SPITE, Tab, draw

pytestmark = only_sqlite


async def test_one_tap_does_a_step_and_says_what_to_look_at(tab: Tab, city: City) -> None:
    await city.has(station("红旗路驿站"))
    await tab.opens()
    person = tab.phone.person.id
    place = {"latitude": HERE[0], "longitude": HERE[1]}
    step = {
        "title": {"zh-Hans": "发个位置", "en": "Share a location"},
        "look": {"zh-Hans": SPITE, "en": SPITE},
        "actions": [{"verb": "phone", "order": {"person": person, "does": "shares_location", "with": place}}],
    }
    await tab.is_offered(step)
    draw(city, "红旗路驿站")
    await tab.looks_at("console")
    await tab.page.get_by_role("button", name="发个位置").click(timeout=PATIENCE_MS)
    await tab.sees("红旗路驿站")
    await expect(tab.page.locator("#steps .look")).to_have_text(SPITE)


async def test_a_ride_is_shared_live_until_it_is_stopped(tab: Tab, city: City) -> None:
    await city.has(station("红旗路驿站"))
    draw(city, "红旗路驿站")
    await tab.opens()
    await tab.looks_at("map")
    ride = tab.page.locator("#ride")
    await ride.get_by_role("button", name="骑一段").click()
    await expect(ride.get_by_role("button", name="出发")).to_be_disabled()
    canvas = tab.page.locator("#canvas")
    await canvas.click(position={"x": 60, "y": 200})
    await canvas.click(position={"x": 300, "y": 260})
    await ride.get_by_role("button", name="出发").click()
    moving = tab.chat.locator(".pin", has_text="实时位置")
    await tab.looks_at("phone")
    await expect(moving).to_have_count(1, timeout=PATIENCE_MS)
    before = await moving.text_content()
    await expect(moving).not_to_have_text(before or "", timeout=PATIENCE_MS)
    await tab.looks_at("map")
    await ride.get_by_role("button", name="停下").click()
    await expect(tab.chat.locator(".pin", has_text="我的位置")).to_have_count(1, timeout=PATIENCE_MS)


async def test_a_keyboard_keeps_its_place_when_what_it_pressed_is_drawn_anew(tab: Tab, city: City) -> None:
    await tab.opens()
    await tab.is_offered(
        *(
            {"title": {"zh-Hans": name, "en": name}, "look": {"zh-Hans": "", "en": ""}, "actions": []}
            for name in ("甲", "乙")
        )
    )
    draw(city, "红旗路驿站")
    await tab.looks_at("console")
    second = tab.page.locator("#steps button").nth(1)
    await second.focus()
    await tab.page.keyboard.press("Enter")
    await expect(second).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
    if not tab.is_narrow:  # a narrow screen turns to the phone
        await expect(second).to_be_focused()


async def test_steps_and_calls_leave_the_map_its_room(tab: Tab, city: City) -> None:
    await tab.opens()
    title = {"zh-Hans": "周三中午，安娜在市中心发位置", "en": "Wednesday noon"}
    await tab.is_offered(*[{"title": title, "look": title, "actions": []}] * 9)
    draw(city, "红旗路驿站")
    await tab.looks_at("console")
    await tab.page.locator("#strip button").click(timeout=PATIENCE_MS)
    await expect(tab.page.locator("#strip ol")).to_be_visible()
    await tab.looks_at("map")
    assert await tab.page.locator("#map-frame").evaluate("(frame) => frame.clientHeight") > 200
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert await tab.page.evaluate(wide), "nothing to push sideways"

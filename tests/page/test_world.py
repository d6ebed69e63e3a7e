"""The world on the page: two phones at once, the hour, the weather, trouble, and each call for everybody to see."""

import json
import re

from playwright.async_api import WebSocketRoute, expect

from playground.playground import Playground
from tests.homes import only_sqlite
from tests.page.tab import PATIENCE_MS, SPITE, Tab

pytestmark = only_sqlite


class Pictures:
    """The pictures of the world on their way to a page."""

    def __init__(self) -> None:
        self._held: list[str | bytes] | None = None

    def pass_by(self, page: WebSocketRoute) -> None:
        self._page = page
        page.connect_to_server().on_message(self._bring)

    def hold(self, **also: object) -> None:
        """From now on they wait; in their place comes the last one that did not, where this is otherwise."""
        self._held = self._held or []
        self._page.send(json.dumps(self._last | also))

    def let_go(self) -> None:
        held, self._held = self._held or [], None
        for picture in held:
            self._bring(picture)

    def _bring(self, picture: str | bytes) -> None:
        if self._held is None:
            self._last = json.loads(picture)
            self._page.send(picture)
        else:
            self._held.append(picture)


async def test_two_workers_have_a_phone_each(tab: Tab) -> None:
    await tab.opens("Ana")
    await tab.taps("开始")
    await tab.sees("暖驿")
    await tab.first.locator(".who").select_option(label="＋ 再来一位")
    await expect(tab.first.get_by_role("button", name="开始")).to_be_visible(timeout=PATIENCE_MS)
    await tab.gets("sendMessage", text="Ana's only")
    await expect(tab.chat).not_to_contain_text("Ana's only")
    await tab.first.locator(".who").select_option(label="Ana 的手机")
    await tab.sees("Ana's only")
    assert [person.first_name for person in tab.playground.state.people.values()] == ["Ana", "Bao"]


async def test_the_clock_is_stopped_and_turned_on(tab: Tab) -> None:
    await tab.opens()
    menu = await tab.opens_menu("clock")
    await menu.get_by_role("button", name="停住").click()
    await expect(menu.get_by_role("button", name="停住")).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
    await menu.locator("input").fill("2026-07-17T06:20")
    await expect(tab.page.locator("#world .time")).to_have_text("7/17周五 06:20", timeout=PATIENCE_MS)
    assert tab.playground.state.clock.now == "2026-07-16T22:20:00+00:00"
    await menu.get_by_role("button", name="＋6 小时").click()
    await expect(tab.page.locator("#world .time")).to_have_text("7/17周五 12:20", timeout=PATIENCE_MS)


async def test_what_is_sent_after_the_clock_was_turned_bears_that_hour(tab: Tab) -> None:
    await tab.opens()
    menu = await tab.opens_menu("clock")
    await menu.get_by_role("button", name="停住").click()
    await menu.locator("input").fill("2026-07-17T06:20")
    await expect(tab.page.locator("#world .time")).to_have_text("7/17周五 06:20", timeout=PATIENCE_MS)
    await tab.gets("sendMessage", text="早")
    await tab.looks_at("phone")
    await tab.sees("06:20")


async def test_the_weather_is_made_hot(tab: Tab) -> None:
    await tab.opens()
    menu = await tab.opens_menu("weather")
    await menu.get_by_role("slider").fill("38")
    await expect(tab.page.locator("#world .weather summary")).to_contain_text("38℃", timeout=PATIENCE_MS)
    assert tab.playground.state.celsius == 38


async def test_trouble_is_switched_on_and_off_and_never_hides(tab: Tab) -> None:
    await tab.opens()
    menu = await tab.opens_menu("trouble")
    async with tab.page.expect_response(lambda answer: "lost" in (answer.request.post_data or "")):
        for name in ("429", "500", "回答慢", "回话丢了"):
            await menu.get_by_label(name).check()
    await expect(tab.page.locator("#world .trouble summary")).to_contain_text("出毛病了", timeout=PATIENCE_MS)
    assert all(tab.playground.state.bad_day.troubles.values())
    for name in ("429", "500", "回答慢", "回话丢了"):
        await menu.get_by_label(name).uncheck()
    await expect(tab.page.locator("#world .trouble summary")).to_contain_text("一切正常", timeout=PATIENCE_MS)


async def test_a_picture_from_before_takes_nothing_back_that_somebody_turns(tab: Tab) -> None:
    pictures = Pictures()
    await tab.page.route_web_socket(re.compile("/page/world"), pictures.pass_by)
    await tab.opens()
    menu = await tab.opens_menu("trouble")
    too_many, hot, trouble = (
        menu.get_by_label("429"),
        tab.page.locator("#world .weather summary"),
        tab.page.locator("#world .trouble summary"),
    )
    await too_many.hover()
    await tab.page.mouse.down()
    pictures.hold(weather={"celsius": 40})
    await expect(hot).to_contain_text("40℃", timeout=PATIENCE_MS)
    await tab.page.mouse.up()
    await expect(too_many).to_be_checked(timeout=PATIENCE_MS)
    pictures.hold(weather={"celsius": 41})
    await expect(hot).to_contain_text("41℃", timeout=PATIENCE_MS)
    await expect(too_many).to_be_checked()
    pictures.let_go()
    await expect(trouble).to_contain_text("出毛病了", timeout=PATIENCE_MS)
    await too_many.uncheck()
    await expect(trouble).to_contain_text("一切正常", timeout=PATIENCE_MS)
    assert not any(tab.playground.state.bad_day.troubles.values())


async def test_who_blocks_the_bot_is_not_reached(tab: Tab, playground: Playground) -> None:
    await tab.opens()
    await tab.taps("开始")
    await tab.sees("暖驿")
    menu = await tab.opens_menu("trouble")
    await menu.get_by_label("Ana 屏蔽了机器人").check()
    await expect(tab.page.locator("#world .trouble summary")).to_contain_text("出毛病了", timeout=PATIENCE_MS)
    assert tab.phone.chat.closed


async def test_each_call_is_seen_with_the_verdict_of_the_specification(tab: Tab) -> None:
    await tab.opens()
    await tab.gets("sendMessage", text=SPITE, unheard_of=1)
    await tab.looks_at("console")
    strip = tab.page.locator("#strip")
    await expect(strip.locator(".newest")).to_contain_text("sendMessage", timeout=PATIENCE_MS)
    await strip.get_by_role("button", name="都看").click()
    newest = strip.locator("li").first
    await expect(newest).to_contain_text("unheard_of")
    await expect(newest).to_contain_text(SPITE[:20])
    assert await tab.page.title() == "口袋里的 Telegram"

"""An announcement on the page: sent on a bad day, followed on its author's phone to accounts that add up."""

import re

from playwright.async_api import expect

from playground.phones.phone import Phone
from tests.announcing import readers
from tests.city import City
from tests.handlers.staff import hire
from tests.homes import only_sqlite
from tests.page.tab import PATIENCE_MS, Tab

pytestmark = only_sqlite

READERS = 12
LONG_DAY_MS = 90_000
TOTAL = r"共(\d+)"


async def says(tab: Tab, words: str) -> None:
    """Type on the first phone."""
    await tab.first.get_by_role("textbox").fill(words)
    await tab.page.keyboard.press("Enter")


def numbers_in(result: str) -> tuple[list[int], int]:
    """The accounts of a result, all but those who tapped, and their total."""
    words = ("送到", "还没发", "屏蔽了", "号没了", "过时", "撤下", "不确定", "没成")
    found = [re.search(rf"{word}([\d,]+)", result) for word in words]
    total = re.search(TOTAL, result)
    assert all(found), result
    assert total, result
    return [int(each[1]) for each in found if each], int(total[1])


def has_it(phone: Phone) -> int:
    """How often the announcement stands on a phone."""
    return sum("停水" in card.text for card in phone.screen())


async def test_an_announcement_on_a_bad_day_ends_in_accounts_that_add_up(tab: Tab, city: City) -> None:
    await tab.opens("Dina")
    await hire(city, tab.phone, "announcer", "鹿城区")
    phones = [city.phone(f"worker {number}") for number in range(READERS)]
    for phone in phones:
        await readers(city.house.database, 1, phone.person.id)  # type: ignore[union-attr]
    await tab.taps("开始")
    await tab.sees("暖驿")
    city.clock.goes_on(seconds=1)
    await says(tab, "/broadcast")
    await tab.sees("把要发的直接发我")
    await says(tab, "今晚鹿城区停水")
    await tab.sees(f"发给{READERS}人")
    menu = await tab.opens_menu("trouble")
    for name in ("429", "500", "回话丢了"):
        await menu.get_by_label(name).check()
    await tab.looks_at("phone")
    await tab.taps("现在发")
    await expect(tab.chat).to_contain_text("30秒后发", timeout=LONG_DAY_MS)
    city.clock.goes_on(seconds=31)
    await expect(tab.chat).to_contain_text("号通知发完了", timeout=LONG_DAY_MS)
    result = await tab.chat.locator(".bubble", has_text="发完了").last.inner_text(timeout=PATIENCE_MS)
    numbers, total = numbers_in(result)
    sent, waiting, *_, uncertain, _ = numbers
    assert (sum(numbers), total, waiting) == (READERS, READERS, 0), result
    got = [has_it(phone) for phone in phones]
    assert max(got) <= 1
    assert sent <= sum(got) <= sent + uncertain

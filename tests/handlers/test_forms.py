"""Forms as a phone sees them: lost presses, double taps, days in between, a pause, and what is none of theirs."""

import pytest

from playground.phones.phone import Phone
from services.retention import delete_the_old
from tests.city import City, station
from tests.handlers.conftest import Kept, Known, Waits
from tests.handlers.hearing import carried, hears


async def test_a_press_on_an_earlier_card_changes_nothing_and_the_question_comes_anew(
    ana: Phone, kept: Kept, waits: Waits
) -> None:
    await ana.types("/start")
    await ana.reads()
    first = ana.last_card
    await ana.types("环卫")
    await hears(ana, "好，环卫。")
    await ana.taps_on(first, "货车")
    assert "按钮过期了" in await ana.reads_toast()
    assert "好，环卫。" in await ana.reads()
    assert ((await kept(ana)).occupation, await waits(ana)) == ("cleaner", ["travel"])
    await ana.taps("走路")
    assert (await ana.reads()).startswith("好了。")


async def test_a_press_that_overtakes_the_text_typed_before_it_loses_neither(
    ana: Phone, kept: Kept, waits: Waits
) -> None:
    await ana.types("/start")
    await ana.reads()
    await ana.taps("快递")  # the text "货车" was on its way when it was pressed
    await ana.types("货车")
    await hears(ana, "没听懂“货车”")
    assert ((await kept(ana)).occupation, await waits(ana)) == ("courier", ["travel"])


async def test_a_key_from_an_earlier_set_up_is_old_even_if_the_same_question_waits(
    ana: Phone, known: Known, kept: Kept
) -> None:
    await known(ana)
    await ana.types("换行当或走法")
    await ana.reads()
    old = ana.last_card
    await ana.types("不要了")
    await ana.reads()
    await ana.types("换行当或走法")
    await ana.reads()
    await ana.taps_on(old, "货车")
    assert "按钮过期了" in await ana.reads_toast()
    assert (await kept(ana)).occupation == "food_delivery"


@pytest.mark.parametrize("data", ["f:start:{version}:pilot", "f:start:999999999:courier", "f:nothing:1:x"])
async def test_forged_keys_change_nothing(ana: Phone, waits: Waits, data: str) -> None:
    await ana.types("/start")
    await ana.reads()
    version = carried(ana.last_card, "快递").split(":")[2]
    await ana.presses_forged(ana.last_card, data.format(version=version))
    assert "按钮过期了" in await ana.reads_toast()
    await hears(ana, "跑哪一行")
    assert await waits(ana) == ["occupation"]


async def test_a_second_tap_on_the_last_key_is_answered_silently(ana: Phone, known: Known) -> None:
    await known(ana, asks="travel")
    await ana.types("/start")
    await hears(ana, "怎么走")
    card = ana.last_card
    twice = carried(card, "走路")
    await ana.taps_on(card, "走路")
    await ana.presses_forged(card, twice)
    assert (await ana.reads()).startswith("好了。")
    assert await ana.reads_toast() == ""
    await ana.hears_nothing()


async def test_a_key_of_a_form_that_is_over_leads_to_fresh_ones(ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    old = ana.last_card
    for word in ("环卫", "走路"):
        await ana.types(word)
        await ana.reads()
    await ana.taps_on(old, "货车")
    assert "按钮过期了" in await ana.reads_toast()
    assert "再点“发送”" in await ana.reads()


async def test_a_form_waits_for_days_and_over_a_restart(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    async with quiet_city.at_work():
        await ana.types("/start")
        await ana.reads()
    quiet_city.clock.goes_on(days=6)
    async with quiet_city.at_work() as house:
        await delete_the_old(house.database.writing, quiet_city.clock.now())
        await ana.types("第三个")
        assert (await ana.reads()).startswith("好，环卫。")


async def test_after_a_week_a_form_is_gone_but_not_what_was_kept(city: City, ana: Phone, kept: Kept) -> None:
    await ana.types("/start")
    await ana.reads()
    await ana.taps("环卫")
    await ana.reads()
    city.clock.goes_on(days=7, minutes=1)
    assert city.house is not None
    await delete_the_old(city.house.database.writing, city.clock.now())
    await ana.types("走路")
    assert "好了。" not in await ana.reads()
    assert ((await kept(ana)).occupation, (await kept(ana)).travel) == ("cleaner", "")


@pytest.mark.parametrize("word", ["先停", "pause"])
async def test_a_paused_form_takes_nothing_until_it_is_woken(ana: Phone, waits: Waits, word: str) -> None:
    await ana.types("/start")
    await ana.reads()
    await ana.types(word)
    assert "答的存7天" in await ana.reads()
    await ana.types("环卫")
    assert "没听懂" in await ana.reads()
    await ana.types("接着答")
    assert "跑哪一行" in await ana.reads()
    await ana.types("环卫")
    assert "怎么走" in await ana.reads()


async def test_a_paused_form_is_woken_by_its_key(ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    await ana.types("先停")
    await ana.reads()
    await ana.taps("接着答")
    assert "跑哪一行" in await ana.reads()


async def test_a_form_that_is_dropped_waits_no_more(ana: Phone, waits: Waits) -> None:
    await ana.types("/start")
    await ana.reads()
    await ana.types("不要了")
    assert (await ana.reads()).startswith("好，不填了")
    assert await waits(ana) == []


async def test_the_words_of_the_keyboard_and_commands_leave_the_form_waiting(
    city: City, ana: Phone, waits: Waits
) -> None:
    await city.has(station("红旗路驿站"))
    await ana.types("/start")
    await ana.reads()
    for typed, heard in (("⚙️ 更多", "点下面的按钮就行"), ("/mydata", "我这里记着的"), ("免费餐", "还没有站报上来")):
        await ana.types(typed)
        await hears(ana, heard)
    await ana.shares_location()
    await hears(ana, "1 红旗路驿站")
    assert await waits(ana) == ["occupation"]


async def test_a_broken_step_says_that_earlier_answers_are_safe(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    async with quiet_city.at_work():
        await ana.types("/start")
        await ana.reads()
        nowhere = {"location": {"latitude": "x", "longitude": 1}}
        quiet_city.playground.state.receive(ana.person, ana.chat, nowhere)
        assert "前面答的都在" in await hears(ana, "没存上")
        await ana.types("环卫")
        assert "怎么走" in await ana.reads()

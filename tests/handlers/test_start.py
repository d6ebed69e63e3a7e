"""Start: the set-up of two taps, interrupted in every way a day on the road has."""

import pytest

from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.conftest import Kept, Known, Waits
from tests.handlers.hearing import carried, hears

FIRST_KEY = "📍 最近能进的驿站"


async def test_start_says_what_this_is_and_two_taps_set_it_up(ana: Phone, kept: Kept, waits: Waits) -> None:
    await ana.types("/start")
    assert "跑哪一行" in await ana.reads()
    assert ana.screen()[1].text.startswith("这里是暖驿")
    assert ana.keyboard[0] == [FIRST_KEY]
    await ana.taps("外卖跑腿")
    assert (await ana.reads()).startswith("好，外卖跑腿。")
    await ana.taps("电动车")
    assert (await ana.reads()).startswith("好了。")
    worker = await kept(ana)
    assert (worker.occupation, worker.travel, await waits(ana)) == ("food_delivery", "ebike", [])


async def test_the_set_up_edits_one_card_and_leaves_no_trail(ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    await ana.taps("环卫")
    await ana.reads()
    await ana.taps("走路")
    await ana.reads()
    assert [card.is_from_bot for card in ana.screen()] == [False, True, True]


async def test_a_location_before_start_is_answered(city: City, ana: Phone, kept: Kept) -> None:
    await city.has(station("红旗路驿站", meters_east=500))
    await ana.shares_location()
    assert "1 红旗路驿站" in await ana.reads()
    assert await kept(ana) is None


async def test_a_location_in_the_middle_of_the_set_up_is_answered_and_the_set_up_waits(
    city: City, ana: Phone, known: Known
) -> None:
    await city.has(station("红旗路驿站", meters_east=500))
    await known(ana, "", "", asks="occupation")
    await ana.shares_location()
    assert "1 红旗路驿站" in await ana.reads()
    await ana.types("快递")
    assert (await ana.reads()).startswith("好，快递。")


@pytest.mark.parametrize("words", [
    ("外卖跑腿", "电动车"), ("1", "1"), ("１", "１。"), ("1️⃣", " 1 "), ("food  DELIVERY", "E bike"),
], ids=["words", "numbers", "wide numbers", "number signs", "careless english"])  # fmt: skip
async def test_the_set_up_is_answered_by_typing(
    ana: Phone, known: Known, kept: Kept, waits: Waits, words: tuple[str, str]
) -> None:
    await known(ana, "", "", asks="occupation")
    for word in words:
        await ana.types(word)
        await ana.reads()
    worker = await kept(ana)
    assert (worker.occupation, worker.travel, await waits(ana)) == ("food_delivery", "ebike", [])


async def test_skipping_both_questions_keeps_neither_and_reckons_on_foot(
    city: City, ana: Phone, known: Known, kept: Kept, waits: Waits
) -> None:
    await city.has(station("红旗路驿站", meters_east=500))
    await known(ana, "", "", asks="occupation")
    await ana.types("先不选")
    assert "怎么走" in await ana.reads()
    await ana.taps("先不选")
    await ana.reads()
    worker = await kept(ana)
    assert (worker.occupation, worker.travel, await waits(ana)) == ("", "", [])
    await ana.shares_location()
    assert "走路约9分钟" in await ana.reads()


async def test_a_number_that_no_answer_has_is_no_answer(ana: Phone) -> None:
    await ana.types("/start")
    await ana.reads()
    await ana.types("7")
    assert "没听懂“7”" in await ana.reads()


async def test_a_number_means_nothing_when_no_question_waits(ana: Phone, known: Known) -> None:
    await known(ana)
    await ana.types("2")
    assert "没听懂“2”" in await ana.reads()


async def test_back_returns_to_the_first_question_by_tap(ana: Phone, known: Known) -> None:
    await known(ana, "truck", "", asks="travel")
    await ana.types("/start")
    await hears(ana, "怎么走")
    await ana.taps("返回")
    assert "跑哪一行" in await ana.reads()


@pytest.mark.parametrize("word", ["返回", "back"])
async def test_back_returns_to_the_first_question_by_word(ana: Phone, known: Known, word: str) -> None:
    await known(ana, "truck", "", asks="travel")
    await ana.types(word)
    assert "跑哪一行" in await ana.reads()


async def test_the_other_language_is_one_tap_away_and_reaches_the_keyboard(ana: Phone, known: Known) -> None:
    await known(ana, "", "", asks="occupation")
    await ana.types("/start")
    await hears(ana, "跑哪一行")
    await ana.taps("English")
    await hears(ana, "English from now on.")
    await hears(ana, "what do you do?")
    assert ana.keyboard[0] == ["📍 Nearest open station"]
    await ana.taps("Food delivery")
    await hears(ana, "How do you get around?")


async def test_a_language_typed_in_the_middle_asks_the_waiting_question_again(eve: Phone, known: Known) -> None:
    await known(eve, "truck", "", asks="travel")
    await eve.types("中文")
    await hears(eve, "好，用中文。")
    await hears(eve, "好，货车。")


async def test_start_again_goes_on_without_questions(ana: Phone, known: Known) -> None:
    await known(ana)
    await ana.types("/start")
    assert "接着用就行" in await ana.reads()
    assert ana.keyboard[0] == [FIRST_KEY]


async def test_start_again_in_the_middle_asks_the_question_that_waits(ana: Phone, known: Known) -> None:
    await known(ana, "courier", "", asks="travel")
    await ana.types("/start")
    await hears(ana, "怎么走")


@pytest.mark.parametrize("payload", ["d0127", "A" * 64, "<3 & more"], ids=["code", "longest", "odd"])
async def test_start_from_a_link_is_a_start(ana: Phone, payload: str) -> None:
    await ana.types(f"/start {payload}")
    await hears(ana, "跑哪一行")


async def test_trade_and_travel_can_be_changed_and_skipping_keeps_what_was_there(
    ana: Phone, known: Known, kept: Kept
) -> None:
    await known(ana, "food_delivery", "ebike")
    await ana.types("换行当或走法")
    await ana.reads()
    await ana.taps("出租网约车")
    await ana.reads()
    await ana.taps("先不选")
    await ana.reads()
    worker = await kept(ana)
    assert (worker.occupation, worker.travel) == ("taxi", "ebike")


async def test_a_double_tap_answers_one_question_once(ana: Phone, kept: Kept, waits: Waits) -> None:
    await ana.types("/start")
    await ana.reads()
    card = ana.last_card
    twice = carried(card, "环卫")
    await ana.taps_on(card, "环卫")
    await ana.presses_forged(card, twice)
    assert "怎么走" in await ana.reads()
    assert await ana.reads_toast() == ""
    assert ((await kept(ana)).occupation, await waits(ana)) == ("cleaner", ["travel"])


async def test_a_press_on_a_card_that_was_deleted_is_answered_with_a_new_one(ana: Phone, kept: Kept) -> None:
    await ana.types("/start")
    await ana.reads()
    card = ana.last_card
    card.message.is_deleted = True
    await ana.taps_on(card, "环卫")
    assert "怎么走" in await ana.reads()
    assert (await kept(ana)).occupation == "cleaner"


@pytest.mark.parametrize(
    ("spoken", "opening"),
    [
        ("zh-hant-raw", "这里是暖驿"),
        ("ZH", "这里是暖驿"),
        ("yue", "这里是暖驿"),
        (None, "这里是暖驿"),
        ("en", "This is Nuanyi"),
        ("xx-private", "This is Nuanyi"),
    ],
)
async def test_the_phone_decides_the_first_language(city: City, spoken: str | None, opening: str) -> None:
    bao = city.phone("<3", language_code=spoken)
    await bao.types("/start")
    await bao.reads()
    assert bao.screen()[1].text.startswith(opening)


async def test_in_a_group_start_is_met_with_silence(city: City, ana: Phone) -> None:
    group = city.playground.group("骑手群", [ana.person])
    there = ana.in_chat(group)
    await there.types("/start@nuanyi_bot")
    await there.shares_location()
    await there.types("最近能进的驿站")
    await there.types("/nearest@nuanyi_bot")
    await there.sends_photo()
    await there.hears_nothing()

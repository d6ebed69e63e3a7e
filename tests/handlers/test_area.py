"""Area: one district, offered under an answer, kept after a yes, changed and taken back at any time."""

import time

import pytest

from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.conftest import Kept, Known, Waits
from tests.handlers.hearing import hears

OFFER = "以后鹿城区的提醒发给我"


@pytest.fixture
async def doors(city: City) -> City:
    """A city with a door in 鹿城."""
    await city.has(station("红旗路驿站", adcode="330302005"))
    return city


async def offered(phone: Phone) -> None:
    """Share a location and tap what is offered below the answer."""
    await phone.shares_location()
    await phone.reads()
    await phone.taps(OFFER)
    assert "以后鹿城区的提醒发给您？" in await phone.reads()


async def test_the_district_is_offered_below_an_answer_and_kept_after_a_yes(
    doors: City, ana: Phone, kept: Kept
) -> None:
    await offered(ana)
    assert "只记一个区：温州市鹿城区" in ana.last_card.text
    assert ana.last_card.buttons == [["好，记这个区"], ["换个区", "不用"], ["看全文"]]
    assert (await kept(ana)).area == ""
    await ana.taps("好，记这个区")
    assert "记下了：温州市鹿城区" in await ana.reads()
    worker = await kept(ana)
    assert (worker.area, worker.area_agreed_at) == ("330302", doors.clock.now())


async def test_who_has_a_district_is_not_offered_one(doors: City, ana: Phone, known: Known) -> None:
    await known(ana, area="330302", area_agreed_at=doors.clock.now())
    await ana.shares_location()
    await ana.reads()
    assert OFFER not in str(ana.last_card.buttons)


@pytest.mark.parametrize("no", ["不用", "No, thanks"])
async def test_who_says_no_is_not_asked_again_and_still_finds_stations(
    doors: City, ana: Phone, kept: Kept, no: str
) -> None:
    await offered(ana)
    await ana.types(no)
    assert "不记区" in await ana.reads()
    assert (await kept(ana)).area == ""
    await ana.shares_location()
    assert "红旗路驿站" in await ana.reads()
    assert OFFER not in str(ana.last_card.buttons)


async def test_another_district_is_named_and_chosen_by_a_number(doors: City, ana: Phone, kept: Kept) -> None:
    await offered(ana)
    await ana.taps("换个区")
    assert "哪个区县" in await ana.reads()
    await ana.types("朝阳")
    assert "哪一个" in await ana.reads()
    assert ana.last_card.buttons[0] == ["1 北京市朝阳区", "2 朝阳市朝阳县"]
    await ana.types("第三个")
    assert "长春市朝阳区" in await ana.reads()
    await ana.types("好，记这个区")
    await ana.reads()
    assert (await kept(ana)).area == "220104"


async def test_a_second_thought_among_several_forgets_the_first_choice(doors: City, ana: Phone) -> None:
    await offered(ana)
    for word, heard in (("换个区", "哪个区县"), ("朝阳", "哪一个"), ("1", "北京市朝阳区"), ("换个区", "哪个区县"),
                        ("鼓楼", "哪一个"), ("1", "南京市鼓楼区")):  # fmt: skip
        await ana.types(word)
        assert heard in await ana.reads()


async def test_what_is_no_district_is_asked_again_with_what_would_be_right(doors: City, ana: Phone) -> None:
    await offered(ana)
    await ana.types("换个区")
    await ana.reads()
    await ana.types("江干区")
    assert await ana.reads() == "没听懂“江干区”。\n打区县名，如鹿城区。"


async def test_a_long_text_of_letters_that_unfold_keeps_nobody_waiting(doors: City, eve: Phone) -> None:
    await eve.types("/notices")
    await eve.reads()
    await eve.taps("Name a district")
    await eve.reads()
    begun = time.process_time()
    await eve.types("\ufdfa" * 4096)  # eighteen letters each
    await eve.reads()
    assert time.process_time() - begun < 0.5


async def test_a_place_shared_for_the_question_is_looked_at_for_its_district_only(
    doors: City, ana: Phone, kept: Kept
) -> None:
    await ana.types("🔔 我的提醒")
    assert "没记区" in await ana.reads()
    await ana.taps("记一个区")
    assert "哪个区县" in await ana.reads()
    await ana.shares_location()
    assert "以后鹿城区的提醒发给您？" in await ana.reads()


@pytest.mark.parametrize("hours", [0, 1, -1], ids=["live", "an hour later", "an hour back"])
async def test_a_place_that_is_live_or_of_another_hour_is_a_question_for_a_door(
    doors: City, ana: Phone, waits: Waits, hours: int
) -> None:
    await ana.types("/notices")
    await ana.reads()
    await ana.taps("记一个区")
    await ana.reads()
    doors.clock.goes_on(hours=hours)
    await ana.shares_location(live_period=None if hours else 900)
    assert "红旗路驿站" in await hears(ana, "红旗路驿站")
    assert await waits(ana) == ["district"]


async def test_notices_show_the_district_and_let_it_go_with_all_that_was_switched_on_for_it(
    doors: City, ana: Phone, kept: Kept
) -> None:
    await offered(ana)
    await ana.taps("好，记这个区")
    assert "开着：高温、免费餐、工会通知。" in await ana.reads()
    await ana.types("我的提醒")
    assert "温州市鹿城区，7月14日同意的" in await ana.reads()
    await ana.taps("不记我的区")
    assert await ana.reads() == "好，不记区了，提醒都关了。找站照样用。"
    await ana.types("我的提醒")
    assert "高温：关　工会通知：关\n免费餐：关　活动：关" in await ana.reads()
    worker = await kept(ana)
    assert (worker.area, worker.area_agreed_at) == ("", None)


async def test_a_no_to_another_district_leaves_the_one_that_is_kept(
    doors: City, ana: Phone, known: Known, kept: Kept
) -> None:
    await known(ana, area="330302", area_agreed_at=doors.clock.now())
    for word in ("我的提醒", "换个区"):
        await (ana.types(word) if word == "我的提醒" else ana.taps(word))
        await ana.reads()
    await ana.types("瓯海区")
    await hears(ana, "以后瓯海区的提醒发给您？")
    await ana.taps("不用")
    assert "还是温州市鹿城区" in await ana.reads()
    assert (await kept(ana)).area == "330302"


async def test_a_forged_district_is_none(doors: City, ana: Phone, kept: Kept) -> None:
    await ana.shares_location()
    await ana.reads()
    await ana.presses_forged(ana.last_card, "area:999999")
    assert "按钮过期了" in await ana.reads_toast()
    assert await kept(ana) is None


async def test_words_typed_at_the_consent_that_are_none_of_its_keys_are_taken_elsewhere(
    doors: City, ana: Phone
) -> None:
    await offered(ana)
    await ana.types("老王在哪")
    assert "没听懂“老王在哪”" in await ana.reads()


async def test_the_whole_text_is_one_tap_away(doors: City, ana: Phone, waits: Waits) -> None:
    await offered(ana)
    await ana.taps("看全文")
    assert "您的信息，暖驿怎么管" in await ana.reads()
    assert await waits(ana) == ["check"]

"""Filters: keys under the card that leave only the doors with what one needs, and a way out when there is none."""

import pytest

from handlers.keyboards import press
from handlers.question import LETTERS, Question
from playground.phones.phone import Phone
from services.places.position import Position, geohash
from tests.city import HERE, City, station
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears
from tests.handlers.test_nearest import ANYBODYS_FILTERS, asks

SWAP = "water;toilet;phone_charging;battery_swap"


async def test_a_tap_leaves_only_what_has_it_and_another_takes_it_off(city: City, ana: Phone, known: Known) -> None:
    await city.has(station("红旗路驿站", meters_east=500), station("鼓楼骑手驿站", meters_east=900, amenities=SWAP))
    await asks(await known(ana))
    await ana.taps("换电")
    assert (await ana.reads()).splitlines() == [
        "1 鼓楼骑手驿站 骑车约6分钟 · 900米",
        "全天开 · 今天未确认",
        "直接进 · 换电 手机充电 喝水",
        "",
        "只看有换电的。再点一下“换电”就取消",
    ]
    assert ana.last_card.buttons[1:] == [["24小时", "换电 ✓", "热饭"], ["手机充电", "厕所", "别的设施"]]
    await ana.taps("换电 ✓")
    assert (await ana.reads()).startswith("1 红旗路驿站")
    assert len(ana.screen()) == 2


async def test_several_filters_hold_together_and_are_named_first(city: City, ana: Phone, known: Known) -> None:
    things = "water;phone_charging;seat;battery_swap"
    await city.has(
        station("换电站", meters_east=100, amenities=SWAP),
        station("日站", "08:00-18:00", meters_east=200, amenities=f"{things};first_aid"),
        station("全站", meters_east=900, amenities=f"{things};first_aid"),
    )
    await asks(await known(ana))
    for label in ("换电", "24小时", "别的设施", "药箱"):
        await ana.taps(label)
        await ana.reads()
    lines = ana.last_card.text.splitlines()
    assert lines[0].startswith("1 全站")
    assert lines[2] == "直接进 · 换电 药箱 手机充电"
    assert lines[-1] == "只看全天开、有换电、药箱的。再点一下就取消"
    await ana.taps("收起")
    await ana.reads()
    assert ana.last_card.buttons[1:] == [
        ["24小时 ✓", "换电 ✓", "热饭"], ["手机充电", "厕所", "药箱 ✓"], ["别的设施"],
    ]  # fmt: skip


@pytest.mark.parametrize(("occupation", "first"), [
    ("food_delivery", ["换电", "热饭", "手机充电"]), ("cleaner", ["喝水", "厕所", "凉快"]),
    ("taxi", ["厕所", "停车位", "充电桩"]), ("truck", ["厕所", "停车位", "淋浴"]), ("", ["厕所", "凉快", "喝水"]),
])  # fmt: skip
async def test_what_a_trade_asks_for_hangs_first(
    city: City, ana: Phone, known: Known, occupation: str, first: list[str]
) -> None:
    await city.has(station("红旗路驿站"))
    await asks(await known(ana, occupation=occupation))
    assert [*ana.last_card.buttons[1], *ana.last_card.buttons[2]][:4] == ["24小时", *first]


async def test_a_filter_that_leaves_nothing_near_names_the_nearest_and_the_way_out(
    city: City, ana: Phone, known: Known
) -> None:
    await city.has(
        *(station(f"站{n}", meters_east=100 + n * 100) for n in range(3)),
        station("鼓楼骑手驿站", meters_east=9000, amenities=SWAP),
    )
    await asks(await known(ana))
    await ana.taps("换电")
    assert (await ana.reads()).splitlines() == [
        "30分钟内现在找不到有换电的。",
        "",
        "1 鼓楼骑手驿站 9公里 · 骑车约51分钟",
        "全天开 · 今天未确认",
        "直接进 · 换电 手机充电 喝水",
        "",
        "不挑的话，有3家开着。",
        "只看有换电的。再点一下“换电”就取消",
    ]
    assert ana.last_card.buttons[:3] == [["导航1"], ["看那3家"], ["24小时", "换电 ✓", "热饭"]]
    await ana.taps("看那3家")
    assert (await ana.reads()).startswith("1 站0")
    assert "换电" in ana.last_card.buttons[1]


async def test_what_is_shut_everywhere_is_named_with_its_hour(city: City, ana: Phone, known: Known) -> None:
    await city.has(station("站0"), station("鼓楼骑手驿站", "05:30-18:00", meters_east=9000, amenities=SWAP))
    city.clock.reads("02:10")
    await asks(await known(ana))
    await ana.taps("换电")
    assert (await ana.reads()).splitlines()[:3] == [
        "30分钟内现在找不到有换电的。",
        "最早开：1 鼓楼骑手驿站 05:30开",
        "9公里 · 骑车约51分钟 · 直接进",
    ]
    assert ana.last_card.buttons[:2] == [["导航1"], ["看那1家"]]


async def test_unknown_hours_are_offered_as_unknown(city: City, ana: Phone, known: Known) -> None:
    await city.has(
        station("老码头驿站", "", meters_east=300, amenities=SWAP), station("鼓楼站", meters_east=9000, amenities=SWAP)
    )
    await asks(await known(ana))
    await ana.taps("换电")
    lines = (await ana.reads()).splitlines()
    assert lines[0] == "有换电的，没有一家确认开着。"
    assert lines[2].startswith("1 老码头驿站")
    assert lines[6].startswith("2 鼓楼站")
    assert len(lines) <= 12


async def test_what_nobody_has_is_said_and_the_filter_can_be_taken_off(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站"))
    await asks(ana)
    await ana.taps("厕所")
    assert (await ana.reads()).splitlines()[:2] == ["30分钟内现在找不到有厕所的。", "再远也没有。"]
    assert ana.last_card.buttons[:2] == [["看那1家"], ["24小时", "厕所 ✓", "凉快"]]


async def test_filters_stay_while_the_card_is_turned_and_on_the_way_back_from_a_door(
    city: City, ana: Phone, known: Known
) -> None:
    await city.has(
        station("红旗路驿站", meters_east=10),
        *(station(f"站{n}", meters_east=100 + n, amenities=SWAP) for n in range(5)),
    )
    await asks(await known(ana))
    await ana.taps("换电")
    await ana.reads()
    await ana.taps("更多")
    assert (await ana.reads()).startswith("4 站3")
    await ana.taps("导航4")
    await hears(ana, "站3\n全天开")
    kerb = next(card for card in ana.screen() if card.text.startswith("站3\n全天开"))
    await ana.taps_on(kerb, "回到最近的")
    await hears(ana, "1 站0")
    assert "换电 ✓" in ana.last_card.buttons[1]


async def test_the_same_words_in_english(city: City, eve: Phone) -> None:
    await city.has(station("红旗路驿站"), station("鼓楼站", meters_east=9000, amenities="toilet"))
    await eve.shares_location()
    await eve.reads()
    await eve.taps("Toilet")
    lines = (await eve.reads()).splitlines()
    assert lines[0] == "None open in 30 min: toilet."
    assert lines[-2:] == ["Without this wish, 1 is open.", "toilet only. Tap “Toilet” again to clear"]
    assert eve.last_card.buttons[1:3] == [["Show the 1"], ["24 h", "Toilet ✓", "Cool air"]]


async def test_a_card_from_before_there_were_filters_still_answers(city: City, ana: Phone) -> None:
    await city.has(*(station(f"站{n}", meters_east=100 + n * 100) for n in range(4)))
    await asks(ana)
    place = geohash(Position(*HERE))
    landed = {f"near:{place}:3": "4 站3", f"near:{place}:0": "1 站0", f"again:{place}": "1 站0", f"go:1:{place}": "站0"}
    for data, first in landed.items():
        await ana.presses_forged(ana.screen()[1], data)
        assert first in await ana.reads()
    assert ana.screen()[1].buttons[1:3] == ANYBODYS_FILTERS


def test_every_question_fits_into_a_key_and_comes_back_out_of_it() -> None:
    widest = Question.read(geohash(Position(*HERE)), "".join(LETTERS.values()) + "z", "96")
    assert press("x", f"go:{10**18 - 1}:{widest.here}")
    _, place, skip, marks = widest.page(96).split(":")
    assert Question.read(place, marks, skip) == widest
    assert widest.needs == tuple(LETTERS)


def test_letters_keep_their_meaning() -> None:
    assert "".join(LETTERS.values()) == "abcdefghijklmno"
    assert [*LETTERS][:3] == ["24h", "battery_swap", "microwave"]

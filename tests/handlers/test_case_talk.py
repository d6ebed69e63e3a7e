"""Case talk: what a worker answers, adds and changes goes into their own case, and into nobody else's."""

import json

import pytest

from playground.phones.phone import Phone
from tests.cases import becomes, case_of, files
from tests.city import City, station
from tests.handlers.cases import card_with
from tests.handlers.complaining import said_of, taps_through
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears


@pytest.fixture
async def rider(city: City, ana: Phone, known: Known) -> Phone:
    """Ana, who has a case, and a message of ours that begins with its reference."""
    await known(ana, cases_agreed_at=city.clock.now())
    await files(city, ana, "微波炉不通电")
    await ana.types("/cases")
    await ana.reads()
    await ana.taps("A1")
    await ana.reads()
    return ana


async def texts(city: City) -> list[str]:
    return [said.text for said in await said_of(city, await case_of(city, "A1"))]


async def test_an_answer_goes_into_the_case_whole(city: City, rider: Phone) -> None:
    await rider.replies(rider.last_card, "长" * 4096)
    assert (await rider.reads()).startswith("A1 加上了")
    assert await texts(city) == ["微波炉不通电", "长" * 4096]


async def test_an_album_goes_into_the_case_with_one_answer(city: City, rider: Phone) -> None:
    await rider.answering(rider.last_card).sends_album(3)
    await rider.reads()
    await rider.hears_nothing()
    assert sum("加上了" in card.text for card in rider.screen()) == 1
    kinds = [said.file_kind for said in await said_of(city, await case_of(city, "A1"))]
    assert kinds == ["", "photo", "photo", "photo"]


async def test_a_change_goes_along_and_the_first_words_stay(city: City, rider: Phone) -> None:
    card = await rider.replies(rider.last_card, "插座也烧了")
    await rider.reads()
    await rider.edits(card, "插座没烧")
    assert await rider.reads() == "A1 改动已带给工会，原话也留着。"
    said = (await said_of(city, await case_of(city, "A1")))[-1]
    assert (said.text, json.loads(said.earlier or ""), said.revision) == ("插座没烧", ["插座也烧了"], 1)


async def test_words_that_nobody_understands_are_offered_to_the_open_case(city: City, rider: Phone) -> None:
    await rider.types("老王说明天来")
    assert "还没存" in await rider.reads()
    card = rider.last_card
    assert card.buttons == [["补充到A1"], ["拿它投诉"]]
    await rider.taps("补充到A1")
    await rider.reads()
    await rider.taps_on(card, "补充到A1")
    await rider.reads_toast()
    assert await texts(city) == ["微波炉不通电", "老王说明天来"]


async def test_a_photo_out_of_the_blue_can_be_added_to_the_open_case(city: City, rider: Phone) -> None:
    await rider.sends_photo("还没修")
    await rider.reads()
    assert (await taps_through(rider, "补充到A1")).startswith("A1 加上了")
    assert (await texts(city))[-1] == "还没修"


async def test_an_answer_to_a_closed_case_opens_it_again(city: City, rider: Phone) -> None:
    await becomes(city, "A1", state="closed", closed_at=city.clock.now())
    await rider.replies(rider.last_card, "又坏了")
    assert "重新打开" in await rider.reads()


async def test_the_card_of_a_station_that_is_called_like_a_case_is_none_of_it(city: City, rider: Phone) -> None:
    await city.has(station("A1号门驿站"))
    await rider.shares_location()
    await hears(rider, "A1号门驿站")
    await rider.presses_forged(rider.last_card, "full:1:wtmknq7y5")
    card = await card_with(rider, "怎么进")
    assert card.text.startswith("A1号门驿站")
    await rider.replies(card, "开着吗")
    assert "加上了" not in await rider.reads()
    assert await texts(city) == ["微波炉不通电"]


@pytest.mark.parametrize("state", ["withdrawn", "forgotten"])
async def test_what_nobody_would_read_any_more_is_not_taken_and_the_doors_are_shown(
    city: City, rider: Phone, state: str
) -> None:
    answered = rider.last_card
    await becomes(city, "A1", state=state, closed_at=city.clock.now())
    await rider.answering(answered).sends_album(2)
    assert (await rider.reads()).startswith("A1 已经不办了，刚才的没收。")
    assert rider.last_card.buttons == [["再报一件", "法律援助"]]
    await rider.hears_nothing()
    assert await texts(city) == ["微波炉不通电"]
    await rider.presses_forged(answered, "case:open:A1")
    await rider.reads()
    assert all("补充" not in label for row in rider.last_card.buttons for label in row)


async def test_nobody_adds_to_the_case_of_another(city: City, rider: Phone, bao: Phone, known: Known) -> None:
    await known(bao, cases_agreed_at=city.clock.now())
    await bao.sends_photo("看看")
    await bao.reads()
    await bao.presses_forged(bao.last_card, "talk:A1")
    await hears(bao, "照片收到")
    assert "按钮过期了" in await bao.reads_toast()
    assert await texts(city) == ["微波炉不通电"]

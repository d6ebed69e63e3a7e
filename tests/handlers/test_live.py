"""Live: one card that goes along with the person who shares where they are."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from models import DeliveryState, Kind, LiveCard
from playground.phones.card import Card
from playground.phones.phone import Phone
from playground.rules.faults import Rule, TooManyRequests
from services.retention import delete_the_old
from tests.city import HERE, METERS_PER_DEGREE_EAST, City, station
from tests.handlers.hearing import hears

FOLLOWING = "跟着您走，14:30更新。停止共享就停"


async def shares_live(city: City, phone: Phone, live_period: int = 3600) -> Card:
    """Two stations a kilometer apart, and somebody who sets out between them."""
    await city.has(
        station("西站", meters_east=-100, amenities="water"), station("东站", meters_east=1000, amenities="toilet")
    )
    card = await phone.shares_location(live_period=live_period)
    assert FOLLOWING in await phone.reads()
    await sent(city)
    return card


async def sent(city: City) -> None:
    """Wait until it is written down what became of everything owed."""
    while any(delivery.finished_at is None for delivery in await city.deliveries()):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def goes_east(city: City, phone: Phone, card: Card, meters: float, seconds: float = 10) -> None:
    """Be so many meters east of where the way began, so many seconds after the last look."""
    city.clock.goes_on(seconds=seconds)
    await phone.moves(card, HERE[0], HERE[1] + meters / METERS_PER_DEGREE_EAST)


async def live_cards(city: City) -> Sequence[LiveCard]:
    """What is kept."""
    assert city.house is not None
    async with city.house.database.reading() as session:
        return (await session.scalars(select(LiveCard))).all()


async def test_the_card_goes_along_and_says_so(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    assert ana.last_card.text.startswith("1 西站")
    await goes_east(city, ana, live, 900, seconds=60)
    lines = (await ana.reads()).splitlines()
    assert lines[0] == "1 东站 走路约2分钟 · 100米"
    assert lines[-1] == "跟着您走，14:31更新。停止共享就停"
    assert len([card for card in ana.screen() if card.is_from_bot]) == 1


async def test_steps_within_ten_seconds_and_steps_that_change_nothing_are_not_shown(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    await goes_east(city, ana, live, 900, seconds=9)
    await ana.hears_nothing()
    await goes_east(city, ana, live, 900, seconds=1)
    await ana.reads()
    await goes_east(city, ana, live, 901, seconds=120)
    await ana.hears_nothing()
    await goes_east(city, ana, live, 0)
    assert (await ana.reads()).startswith("1 西站")


async def test_the_card_goes_along_while_the_clock_stands(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    await goes_east(city, ana, live, 900, seconds=0)
    await ana.hears_nothing()
    assert city.house is not None
    faces = city.house.intake._services.faces
    faces[ana.chat.id] = replace(faces[ana.chat.id], shown_at=faces[ana.chat.id].shown_at - 10)
    await goes_east(city, ana, live, 900, seconds=0)
    assert (await ana.reads()).startswith("1 东站")


async def test_the_end_of_sharing_is_said_with_the_last_answer(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    city.clock.goes_on(seconds=3)
    await ana.stops_sharing(live)
    assert (await ana.reads()).splitlines()[-1] == "共享停了，这是14:30的结果"
    assert await live_cards(city) == []
    await ana.moves(live, *HERE)
    await ana.hears_nothing()


async def test_a_new_live_location_ends_the_earlier_card(city: City, ana: Phone) -> None:
    await shares_live(city, ana)
    first = ana.last_card
    second = await ana.shares_location(live_period=900)
    await hears(ana, "共享停了")
    while ana.last_card.id == first.id:
        await ana.reads()
    assert "共享停了" in first.text
    assert FOLLOWING in ana.last_card.text
    assert [card.live_message_id for card in await live_cards(city)] == [second.id]


async def test_filters_stay_in_force_along_the_way(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    await ana.taps("厕所")
    lines = (await ana.reads()).splitlines()
    assert lines[0].startswith("1 东站")
    assert lines[-1] == FOLLOWING
    await sent(city)
    await goes_east(city, ana, live, 500)
    assert (await ana.reads()).splitlines()[0] == "1 东站 走路约9分钟 · 500米"
    assert "厕所 ✓" in str(ana.last_card.buttons)


async def test_a_restart_on_the_way_goes_on(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    async with quiet_city.at_work():
        live = await shares_live(quiet_city, ana)
    async with quiet_city.at_work():
        await goes_east(quiet_city, ana, live, 900)
        assert (await ana.reads()).startswith("1 东站")


async def test_a_deleted_card_comes_once_more_and_then_no_more(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    for meters in (900, 0):
        await ana.deletes(ana.last_card)
        await goes_east(city, ana, live, meters)
        while not any(delivery.state == DeliveryState.FAILED for delivery in (await city.deliveries())[-1:]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await goes_east(city, ana, live, meters + 100)
        if meters:
            assert FOLLOWING in await ana.reads()
            await sent(city)
    await ana.hears_nothing()
    city.playground.ledger.clear()  # the refusals were meant


async def test_of_many_steps_during_a_hold_up_the_last_is_shown(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    city.playground.faults.add(Rule(TooManyRequests(retry_after=2), method="editMessageText", times=1))
    for meters in (300, 500, 700, 900):
        await goes_east(city, ana, live, meters)
        while (await live_cards(city))[0].edited_at != city.clock.now():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert (await ana.reads()).startswith("1 东站 走路约2分钟")
    await ana.hears_nothing()
    edits = [delivery for delivery in await city.deliveries() if delivery.kind == Kind.LIVE]
    assert len(edits) <= 2  # one that was on its way, one for all that came after it
    assert {edit.state for edit in edits} == {DeliveryState.SENT}
    city.playground.ledger.clear()  # the hold-up was meant


async def test_who_has_everything_forgotten_is_not_followed_any_more(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    await ana.types("/start")
    await ana.reads()
    await ana.types("/forget")
    while "删掉" not in str(ana.last_card.buttons):
        await ana.reads()
    await ana.taps("删掉")
    await hears(ana, "删好了")
    assert await live_cards(city) == []
    await goes_east(city, ana, live, 900)
    await ana.hears_nothing()


async def test_nothing_of_the_way_is_kept(city: City, ana: Phone) -> None:
    live = await shares_live(city, ana)
    await goes_east(city, ana, live, 900)
    await ana.reads()
    await sent(city)
    (kept,) = await live_cards(city)
    assert (kept.chat_id, kept.live_message_id, kept.needs) == (ana.person.id, live.id, "")
    assert all(delivery.body is None for delivery in await city.deliveries())


async def test_what_was_never_stopped_is_forgotten(city: City, ana: Phone) -> None:
    await shares_live(city, ana, live_period=0x7FFFFFFF)
    assert city.house is not None
    await delete_the_old(city.house.database.writing, city.clock.now())
    assert len(await live_cards(city)) == 1
    city.clock.goes_on(days=1, seconds=1)
    await delete_the_old(city.house.database.writing, city.clock.now())
    assert await live_cards(city) == []

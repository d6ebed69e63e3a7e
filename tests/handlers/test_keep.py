"""Keep: Ana has a portion kept, gets a number, and what she does not fetch in time is somebody else's again."""

from sqlalchemy import select

from models import Reservation
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.hearing import carried, hears
from tests.handlers.serving import FRIDAY, NEAR, keeps, minute, open_breakfast, serving_row, tell_of, wants_meals


async def served(city: City, ana: Phone, **columns: object) -> Phone:
    """Breakfast began a minute ago; Ana was told, Chen counts."""
    city.clock.reads("06:10", FRIDAY)
    event_id = await open_breakfast(city, **columns)
    chen = await keeps(city)
    await wants_meals(city, ana)
    await tell_of(city, event_id)
    await ana.reads()
    await minute(city, "06:30")
    await hears(ana, "在发")
    await hears(chen, "还剩")
    await minute(city, "06:31")
    return chen


async def test_ana_keeps_one_says_her_number_and_chen_counts_it_off(city: City, ana: Phone) -> None:
    chen = await served(city, ana)
    await ana.taps("给我留1份")
    assert await ana.reads() == "留好了，取餐号101\n06:46前到，报号就行；过点给别人。\n总工会大楼东侧驿站，骑车约6分钟"
    assert ana.last_card.buttons == [["导航", "不要了"]]
    assert "101号，06:46前来" in await hears(chen, "101号")
    await chen.taps("101取了")
    assert "还剩99份" in await hears(chen, "还剩99份")
    notice = ana.screen()[0]
    await ana.presses_forged(notice, f"keep:{(await serving_row(city)).id}")
    assert "一人一份" in await ana.reads_toast()


async def test_a_second_tap_says_what_is_kept_and_sends_nothing_more(city: City, ana: Phone) -> None:
    await served(city, ana)
    notice = ana.last_card
    await ana.taps("给我留1份")
    await ana.reads()
    await ana.taps_on(notice, "给我留1份")
    assert "给您留着呢，101号，06:46前到" in await ana.reads_toast()
    assert sum("留好了" in card.text for card in ana.screen()) == 1


async def test_who_gives_it_back_leaves_it_to_the_next(city: City, ana: Phone, bao: Phone) -> None:
    await served(city, ana, portions=1)
    await wants_meals(city, bao)
    await bao.shares_location()
    await bao.reads()
    keep = f"keep:{(await serving_row(city)).id}"
    await ana.taps("给我留1份")
    await ana.reads()
    await bao.presses_forged(bao.last_card, keep)
    assert "都有人留着" in await bao.reads_toast()
    await ana.taps("不要了")
    assert "101号给别人了" in await hears(ana, "给别人了")
    await bao.presses_forged(bao.last_card, keep)
    assert "取餐号102" in await hears(bao, "留好了")


async def test_what_nobody_fetched_in_time_is_told_and_free_again(city: City, ana: Phone) -> None:
    chen = await served(city, ana, portions=12)
    await ana.taps("给我留1份")
    await ana.reads()
    await hears(chen, "101号")
    await minute(city, "06:46")
    assert await hears(ana, "不再留着") == "101号过点了，不再留着。\n还剩12份，到得快就再留。"
    await ana.taps("给我留1份")
    assert "取餐号102" in await hears(ana, "102")


async def test_a_long_way_is_not_kept_for(city: City, ana: Phone, bao: Phone) -> None:
    await served(city, ana)
    await wants_meals(city, bao, near="江滨驿站")
    await bao.shares_location()
    await bao.reads()
    await bao.presses_forged(bao.last_card, f"keep:{(await serving_row(city)).id}")
    assert "骑车过去要34分钟，留不住，先到先得" in await bao.reads_toast()


async def test_when_the_keeper_sees_that_fewer_are_left_the_last_numbers_hear_it(
    city: City, ana: Phone, bao: Phone
) -> None:
    chen = await served(city, ana)
    await wants_meals(city, bao, near=NEAR)
    await bao.shares_location()
    await bao.reads()
    await ana.taps("给我留1份")
    await ana.reads()
    await bao.presses_forged(bao.last_card, f"keep:{(await serving_row(city)).id}")
    await hears(bao, "取餐号102")
    await chen.taps("报个数")
    await hears(chen, "打个数")
    await chen.types("1")
    assert "102号没留住" in await hears(bao, "没留住")
    assert "101号" in await hears(chen, "还剩1份")
    await chen.taps("发完了")
    assert "都发完了" not in await hears(chen, "还剩1份")  # that one is kept


async def test_whoever_has_everything_forgotten_leaves_the_portion_to_others(city: City, ana: Phone) -> None:
    await served(city, ana)
    await ana.taps("给我留1份")
    await ana.reads()
    give_back = carried(ana.last_card, "不要了")
    await ana.types("/mydata")
    assert "留过的取餐号：1个，记2天" in await hears(ana, "留过")
    await ana.types("/forget")
    await hears(ana, "全删掉吗")
    await ana.taps("删掉")
    await hears(ana, "删好了")
    await ana.presses_forged(ana.last_card, give_back)
    await ana.reads()
    async with city._house.database.reading() as session:
        assert (await session.scalars(select(Reservation))).all() == []

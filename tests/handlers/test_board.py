"""Board: a keeper says which doors are theirs, and what stands in the fridge."""

import pytest
from sqlalchemy import delete, select

from models import StaffMember, StationKeeper, Supply
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.hearing import carried, hears
from tests.handlers.keeping import cool, keeps
from tests.handlers.staff import hire


@pytest.fixture
async def chen(city: City) -> Phone:
    """Mr Chen, a keeper of the district who has not said which door is his."""
    await city.has(
        cool("红旗路驿站", code="D0127"), cool("南门驿站", code="D0128", meters_east=300),
        cool("瓯海驿站", code="O0001", adcode="330304", meters_north=200),
    )  # fmt: skip
    chen = city.phone("Chen")
    await keeps(city, chen)
    return chen


async def kept(city: City, phone: Phone) -> int:
    """How many stations the bot holds for theirs."""
    assert city.house is not None
    async with city.house.database.reading() as session:
        mine = select(StationKeeper).where(StationKeeper.telegram_id == phone.person.id)
        return len((await session.scalars(mine)).all())


async def takes(phone: Phone, *codes: str) -> None:
    """Say by their codes which stations are theirs."""
    for number, code in enumerate(codes):
        await phone.types("/board") if not number else await phone.taps("加一个站")
        await hears(phone, "管哪个站")
        await phone.types(code)
        await hears(phone, "今天08:00")


async def test_he_says_which_door_is_his_and_a_second_one(city: City, chen: Phone) -> None:
    await takes(chen, "D0127", "D0128")
    await chen.types("/board")
    assert (await hears(chen, "我管的站")).splitlines() == [
        "我管的站", "", "红旗路驿站", "今天08:00–12:00，13:30–18:00", "", "南门驿站", "今天08:00–12:00，13:30–18:00",
    ]  # fmt: skip
    await chen.taps("南门驿站")
    await hears(chen, "南门驿站\n")
    await chen.taps("不管这个站了")
    while await kept(city, chen) != 1:
        await chen.reads()


async def test_a_place_near_offers_only_the_doors_of_his_union(city: City, chen: Phone) -> None:
    await chen.types("/board")
    await hears(chen, "管哪个站")
    await chen.shares_location()
    await hears(chen, "哪一个")
    assert "瓯海驿站" not in str(chen.last_card.buttons)
    await chen.taps("南门驿站")
    await hears(chen, "南门驿站\n今天")


async def test_a_door_of_another_union_is_not_his_to_keep(city: City, chen: Phone) -> None:
    await chen.types("/board")
    await hears(chen, "管哪个站")
    await chen.types("O0001")
    await hears(chen, "那里的站不归您的工会")
    for data in ("board:3", "board:keep:3", "supply:put:3", "board:99"):
        await chen.presses_forged(chen.last_card, data)
        await chen.reads_toast()
    await chen.types("没有这个站")
    await hears(chen, "没找到")
    assert await kept(city, chen) == 0


async def test_other_staff_hear_what_it_takes_and_a_stranger_nothing(city: City, chen: Phone, eve: Phone) -> None:
    dina = city.phone("Dina")
    await hire(city, dina, "announcer", "鹿城区")
    await dina.types("/board")
    await hears(dina, "这件事要“站长”")
    await eve.types("/board")
    heard = await eve.reads()
    await eve.types("/nonsense")
    assert await eve.reads() == heard


async def test_he_puts_out_soup_in_one_line_counts_it_down_and_workers_see_it(
    city: City, chen: Phone, ana: Phone
) -> None:
    await takes(chen, "D0127")
    await chen.taps("摆出吃喝")
    await hears(chen, "摆出了什么")
    await chen.types("绿豆汤 28份 到17:00")
    await hears(chen, "绿豆汤还剩28份，到17:00")
    five = carried(chen.last_card, "-5")
    await chen.presses_forged(chen.last_card, five)
    await chen.presses_forged(chen.last_card, five)
    await hears(chen, "绿豆汤还剩23份")
    await ana.types("D0127")
    await hears(ana, "今天有：绿豆汤还剩23份，到17:00")
    await chen.taps("没了")
    await hears(chen, "红旗路驿站\n今天08:00–12:00，13:30–18:00")
    while "绿豆汤" in chen.last_card.text:
        await chen.reads()
    await ana.types("D0127")
    assert "绿豆汤" not in await ana.reads()


async def test_the_usual_things_are_put_out_with_three_taps(city: City, chen: Phone) -> None:
    await takes(chen, "D0127")
    await chen.taps("摆出吃喝")
    await hears(chen, "摆出了什么")
    await chen.taps("西瓜")
    await hears(chen, "西瓜有几份")
    await chen.taps("不数")
    await hears(chen, "西瓜摆到几点")
    await chen.taps("2小时")
    await hears(chen, "西瓜，到16:30")
    assert chen.last_card.buttons[0] == ["西瓜 没了"]
    await chen.taps("西瓜 没了")
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        while (await session.scalars(select(Supply.gone_at))).all() == [None]:
            await session.rollback()


async def test_a_removed_keeper_puts_nothing_out_and_counts_nothing(city: City, chen: Phone) -> None:
    await takes(chen, "D0127")
    await chen.taps("摆出吃喝")
    await hears(chen, "摆出了什么")
    await chen.types("西瓜 20份 到17:00")
    await hears(chen, "西瓜还剩20份")
    one = carried(chen.last_card, "西瓜 -1")
    await chen.taps("摆出吃喝")
    await hears(chen, "摆出了什么")
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        await session.execute(delete(StaffMember).where(StaffMember.telegram_id == chen.person.id))
    await chen.presses_forged(chen.last_card, one)
    await chen.reads_toast()
    await chen.types("绿豆汤 28份 到17:00")
    await chen.types("/board")
    await chen.reads()
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        assert [(row.what, row.left) for row in await session.scalars(select(Supply))] == [("watermelon", 20)]

"""Meal: Chen adds what his station offers, changes one thing of it, stops it for a day, and ends it."""

import asyncio

from sqlalchemy import select, update

from models import Event, EventDay, StaffMember
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.announcing import trail
from tests.handlers.hearing import carried, hears
from tests.handlers.serving import FRIDAY, keeps, minute, open_breakfast, tell_of, wants_meals


async def answers(phone: Phone, *steps: tuple[str, str]) -> None:
    """Hear each question and answer it, by its key if it has one, else in words."""
    for words, answer in steps:
        await hears(phone, words)
        labels = [label for row in phone.last_card.buttons for label in row]
        key = next((label for label in labels if label.partition(" ")[2] == answer or label == answer), "")
        await (phone.taps(key) if key else phone.types(answer))


async def events(city: City) -> list[Event]:
    async with city._house.database.reading() as session:
        return list(await session.scalars(select(Event).order_by(Event.id)))


SOUP = (
    ("要办什么", "送清凉"), ("叫什么", "绿豆汤"), ("哪天办", "每周一三五"), ("对吗", "对"),
    ("几点到几点", "13点到15:30"), ("一次几份", "60"), ("什么时候告诉", "当天提前30分钟"),
    ("红色预警也办吗", "风雨无阻"), ("碰上节假日", "停"),
)  # fmt: skip


async def test_chen_adds_what_his_station_offers_and_sees_the_next_days(city: City) -> None:
    city.clock.reads("09:00", FRIDAY)
    await open_breakfast(city)
    chen = await keeps(city)
    await chen.types("/meal")
    assert "1 总工会大楼东侧驿站，免费早餐" in await chen.reads()
    await chen.taps("加一个")
    await hears(chen, "要办什么")
    await answers(chen, *SOUP[:3])
    assert await hears(chen, "对吗") == (
        "每周一三五，接下来是：\n今天\n7月20日（周一）\n7月22日（周三）\n对吗？不对就点返回，再打一次。"
    )
    await answers(chen, *SOUP[3:])
    assert "13:00–15:30，60份" in await hears(chen, "（送清凉）")
    await chen.taps("发布")
    assert "接下来\n今天\n7月20日（周一）\n7月22日（周三）" in await hears(chen, "接下来\n")
    soup = (await events(city))[1]
    kept = (soup.kind, soup.title, soup.rule, soup.serves_from, soup.serves_until, soup.portions, soup.notify)
    assert kept == ("supplies", "绿豆汤", "每周一三五", 780, 930, 60, "morning")
    assert (soup.weather_exempt, soup.on_holiday) == (True, "skip")
    assert await trail(city) == [("added_event", str(soup.id))]


async def test_dina_who_keeps_no_station_says_where_and_is_asked_again_for_what_is_not_there(
    city: City, dina: Phone
) -> None:
    await open_breakfast(city)
    await dina.types("/meal")
    await dina.reads()
    await dina.taps("加一个")
    await hears(dina, "在哪个站？打站名、站号")
    await dina.types("火星")
    assert (await hears(dina, "没找到您能管的站")).endswith("在哪个站？打站名、站号，或发那儿的位置。")
    await dina.types("总工会大楼东侧驿站")
    await hears(dina, "总工会大楼东侧驿站：要办什么？")


async def test_a_rule_that_nobody_understands_is_asked_for_again_with_an_example(city: City) -> None:
    await open_breakfast(city)
    chen = await keeps(city)
    await chen.types("/meal")
    await chen.reads()
    await chen.taps("加一个")
    await answers(chen, *SOUP[:2])
    await hears(chen, "哪天办")
    await chen.types("有空的时候")
    assert "如 每周五、每月5日、单次 2026-05-28，几点下面再问" in await hears(chen, "没听懂")
    await chen.types("端午")
    assert "2027年6月9日（周三）" in await hears(chen, "对吗")


async def test_one_thing_is_changed_and_the_rest_stays(city: City) -> None:
    event_id = await open_breakfast(city)
    chen = await keeps(city)
    await chen.types("/meal")
    await chen.reads()
    await chen.taps("1")
    await hears(chen, "前一晚20:00告诉")
    card = chen.last_card
    for label, words in (("改一项", "接下来："), ("改一项", "改哪"), ("几份", "一次几份")):
        await chen.taps(label)
        await hears(chen, words)
    await chen.types("80")
    await hears(chen, "80份")
    await chen.taps("发布")
    await hears(chen, "接下来\n")
    [event] = await events(city)
    assert (event.id, event.portions, event.version) == (event_id, 80, 2)
    await chen.presses_forged(card, f"meal:{event_id}:1:ended")
    assert "现在是这个数" in await chen.reads_toast()
    assert (await events(city))[0].ended_at is None


async def test_stopping_it_today_is_read_by_who_was_told_and_by_nobody_else(city: City, ana: Phone, bao: Phone) -> None:
    city.clock.reads("20:00", FRIDAY)
    city.clock.goes_on(days=-1)
    event_id = await open_breakfast(city)
    chen = await keeps(city)
    await wants_meals(city, ana)
    await wants_meals(city, bao, quiet_from=19 * 60)
    await tell_of(city, event_id)
    assert "免费早餐" in await ana.reads()
    await chen.types("/meal")
    await chen.reads()
    await chen.taps("1")
    await hears(chen, "告诉附近的师傅")
    await chen.taps("明天停一次")
    assert "明天的免费早餐停一次？" in await hears(chen, "停一次？")
    await chen.taps("停一次")
    assert "免费早餐停一次" in await hears(ana, "停一次")
    assert "接下来\n7月24日（周五）" in await hears(chen, "接下来\n")
    await minute(city, "06:31")
    await bao.hears_nothing()
    await chen.taps("明天加一次")  # as it was when the card was shown
    assert "在发" in await hears(ana, "在发")
    assert "在发" in await bao.reads()  # who waited for the morning when it was stopped
    assert [act for act, _ in await trail(city)] == ["called_off_event_day", "added_event_day"]


async def test_a_key_pressed_on_another_day_means_the_day_it_was_shown_for(city: City) -> None:
    city.clock.reads("23:59")
    event_id = await open_breakfast(city, rule="每天")
    chen = await keeps(city)
    await chen.types("/meal")
    await chen.reads()
    await chen.taps("1")
    await hears(chen, "告诉附近的师傅")
    await chen.taps("明天停一次")
    await hears(chen, "停一次？")
    city.clock.goes_on(minutes=2)
    await chen.taps("停一次")
    await hears(chen, "接下来\n")
    async with city._house.database.reading() as session:
        [said] = await session.scalars(select(EventDay))
    assert (said.event_id, str(said.day), said.takes_place) == (event_id, "2026-07-15", False)


async def test_what_is_ended_is_called_off_for_who_was_told_and_who_has_a_number(city: City, ana: Phone) -> None:
    city.clock.reads("06:10", FRIDAY)
    event_id = await open_breakfast(city)
    chen = await keeps(city)
    await wants_meals(city, ana)
    await tell_of(city, event_id)
    await ana.reads()
    await minute(city, "06:30")
    await hears(ana, "在发")
    await ana.taps("给我留1份")
    await hears(ana, "取餐号101")
    await chen.types("/meal")
    await hears(chen, "1 总工会")
    await chen.taps("1")
    await hears(chen, "告诉附近的师傅")
    await chen.taps("不再办")
    await hears(chen, "以后都不办了？")
    await chen.taps("不再办了")
    await hears(chen, "以后不办了")
    async with asyncio.timeout(10):
        while [card.text for card in ana.screen()].count("今天的免费早餐停一次。") < 2:  # the notice, and the number
            await ana.reads()


async def test_rights_are_judged_when_a_key_is_pressed(city: City, eve: Phone) -> None:
    event_id = await open_breakfast(city)
    chen = await keeps(city)
    await eve.types("/meal")
    assert "meal" not in (await eve.reads()).lower()
    await chen.types("/meal")
    await chen.reads()
    await chen.taps("1")
    await hears(chen, "告诉附近的师傅")
    end = carried(chen.last_card, "不再办")
    async with city._house.database.writing() as session, session.begin():
        await session.execute(update(StaffMember).values(role="lawyer"))
    await chen.presses_forged(chen.last_card, end.replace("end", "ended"))
    await chen.reads_toast()
    assert (await events(city))[0].ended_at is None
    await eve.presses_forged(eve.last_card, f"meal:{event_id}:1:ended")
    await eve.reads_toast()
    assert (await events(city))[0].ended_at is None

"""Count: Chen says how much is left, and whoever was told reads the number where the notice stands."""

from sqlalchemy import delete, select

from models import Event, StaffMember, Station
from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.hearing import hears
from tests.handlers.serving import FRIDAY, NEAR, keeps, minute, open_breakfast, serving_row, tell_of, wants_meals
from tests.handlers.staff import hire


def notice_of(phone: Phone) -> str:
    """What the first message of the bot says now."""
    return next(card.text for card in phone.screen() if card.is_from_bot)


async def test_chen_counts_and_ana_reads_the_number_where_her_notice_stands(city: City, ana: Phone) -> None:
    city.clock.reads("06:10", FRIDAY)
    event_id = await open_breakfast(city)
    chen = await keeps(city)
    await wants_meals(city, ana)
    await tell_of(city, event_id)
    assert "免费早餐" in await ana.reads()
    await minute(city, "06:30")
    assert "免费早餐，还剩100份" in await chen.reads()
    assert chen.last_card.buttons == [["-1", "-5", "-10"], ["报个数", "发完了"]]
    assert "免费早餐在发，100份" in await ana.reads()
    assert ana.last_card.buttons == [["给我留1份", "导航"], ["今天别再发", "少发点"]]
    await chen.taps("-10")
    assert "还剩90份" in await chen.reads()
    await ana.hears_nothing()  # it was said a moment ago
    await minute(city)
    assert await ana.reads() == "免费早餐在发，还剩90份，06:30报的\n总工会大楼东侧驿站 · 1公里\n到08:30"


async def test_a_second_tap_on_the_same_key_counts_once(city: City) -> None:
    chen, _ = await begun(city)
    card = chen.last_card
    for _ in range(2):
        await chen.taps_on(card, "-5")
    await hears(chen, "还剩95份")
    assert "现在是这个数" in await chen.reads_toast()
    assert (await serving_row(city)).left == 95


async def test_of_two_who_count_both_see_the_number_and_an_old_card_counts_nothing(city: City) -> None:
    chen, dina = await begun(city, dina=True)
    await chen.taps("-1")
    await hears(chen, "还剩99份")
    await minute(city)
    assert "还剩99份" in await dina.reads()
    await dina.taps("报个数")
    assert "打个数" in await dina.reads()
    await dina.types("40")
    assert "还剩40份" in await dina.reads()
    await minute(city)
    assert "还剩40份" in await chen.reads()


async def test_when_all_is_gone_everybody_reads_it_at_once_with_the_next_time(city: City, ana: Phone) -> None:
    chen, _ = await begun(city, ana)
    await chen.taps("-10")
    await hears(ana, "还剩90份")
    await chen.taps("发完了")
    assert "免费早餐发完了，06:31" in await hears(chen, "发完了")
    assert await hears(ana, "发完了") == "免费早餐发完了，06:31。\n下次7月24日（周五）06:30。"
    assert ana.last_card.buttons == [["看附近别的"]]
    assert chen.last_card.buttons == [["还有，报个数"]]
    await chen.taps("还有，报个数")
    await chen.reads()
    await chen.types("7")
    await hears(chen, "还剩7份")
    await minute(city)
    assert "还剩7份" in await hears(ana, "在发")


async def test_who_comes_too_late_reads_what_else_there_is_near_by(city: City, ana: Phone) -> None:
    chen, _ = await begun(city, ana)
    async with city._house.database.writing() as session, session.begin():
        near_id = await session.scalar(select(Station.id).where(Station.name == NEAR))
        canteen = {"kind": "canteen", "title": "10元餐", "rule": "每天", "serves_from": 660, "serves_until": 810}
        given = {"weather_exempt": True, "on_holiday": "run", "made_at": city.clock.now()}
        session.add(Event(station_id=near_id, **canteen, **given))
    await chen.taps("发完了")
    assert (await hears(ana, "发完了")).endswith("下次7月24日（周五）06:30。\n附近有10元餐，11:00–13:30。")


async def test_at_the_end_everybody_reads_that_it_is_over_and_nothing_is_sent_after_it(city: City, ana: Phone) -> None:
    chen, _ = await begun(city, ana)
    card = chen.last_card
    await chen.taps("-10")
    await hears(chen, "还剩90份")
    await minute(city, "08:30")
    assert await hears(ana, "收了") == "今天的免费早餐08:30收了，发出10份。\n下次7月24日（周五）06:30。"
    assert ana.last_card.buttons == []
    assert "收了，发出10份" in await hears(chen, "收了")
    await chen.presses_forged(card, f"count:{(await serving_row(city)).id}:2:10")
    assert "已经收了" in await chen.reads_toast()
    bao = await wants_meals(city, city.phone("Bao"))
    await minute(city)
    await bao.hears_nothing()


async def test_the_number_counts_for_who_may_when_they_press_it(city: City, eve: Phone) -> None:
    chen, _ = await begun(city)
    serving_id = (await serving_row(city)).id
    await eve.shares_location()
    await eve.reads()
    await eve.presses_forged(eve.last_card, f"count:{serving_id}:1:10")
    assert "old" in await eve.reads_toast()
    async with city._house.database.writing() as session, session.begin():
        await session.execute(delete(StaffMember))
    await chen.taps("-10")
    await chen.reads_toast()
    assert (await serving_row(city)).left is None


async def test_where_nobody_keeps_the_station_those_of_the_union_are_asked(city: City) -> None:
    city.clock.reads("06:29", FRIDAY)
    await open_breakfast(city)
    dina = city.phone("Dina")
    await hire(city, dina, "announcer", "鹿城区")
    mei = city.phone("Mei")
    await hire(city, mei, "announcer", "瓯海区")
    await minute(city, "06:30")
    assert "免费早餐，还剩100份" in await dina.reads()
    await mei.hears_nothing()
    await minute(city)
    await dina.hears_nothing()


async def begun(city: City, ana: Phone | None = None, *, dina: bool = False) -> tuple[Phone, Phone]:
    """Breakfast is served since a minute: Chen has the card, Dina too if she counts, Ana was told if she wants it."""
    city.clock.reads("06:10", FRIDAY)
    event_id = await open_breakfast(city)
    chen = await keeps(city)
    second = await keeps(city, "Dina") if dina else chen
    if ana:
        await wants_meals(city, ana)
        await tell_of(city, event_id)
        await ana.reads()
    await minute(city, "06:30")
    await hears(chen, "还剩100份")
    if dina:
        await hears(second, "还剩100份")
    if ana:
        await hears(ana, "在发")
    await minute(city)
    return chen, second

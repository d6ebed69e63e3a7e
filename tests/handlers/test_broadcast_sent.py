"""Broadcasts on their way: agreed to, begun, held, stopped, accounted for; mended, withdrawn and corrected."""

import asyncio

from sqlalchemy import delete, select

from models import Delivery, StaffMember, Subscription, Worker
from models.subscription import Topic
from models.worker import newcomer
from playground.phones.phone import Phone
from playground.rules.faults import BLOCKED
from tests.city import City
from tests.handlers.announcing import TEXT, drafted, trail
from tests.handlers.hearing import hears
from tests.handlers.staff import hire


async def gone_out(city: City, dina: Phone) -> str:
    """Send what is drafted, let half a minute pass, and read the result."""
    await dina.taps("现在发")
    await hears(dina, "30秒后发")
    city.clock.goes_on(seconds=31)
    return await hears(dina, "发完了")


def stands_on(phone: Phone, words: str) -> bool:
    """Whether a message of the bot with these words stands on a phone."""
    return any(words in card.text for card in phone.screen() if card.is_from_bot)


async def many_readers(city: City, number: int) -> list[Phone]:
    """So many more workers of the district who want announcements."""
    phones = [city.phone(f"R{each}") for each in range(number)]
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        for phone in phones:
            worker: Worker = newcomer(phone.person.id, city.clock.now())
            worker.area = "330302"
            topic = Topic.ANNOUNCEMENTS
            session.add(worker)
            session.add(Subscription(worker_id=worker.id, topic=topic, since=city.clock.now()))
    return phones


# --- the plain way ---------------------------------------------------------------------------------


async def test_everybody_gets_it_and_the_card_of_its_author_ends_in_the_accounts(
    city: City, dina: Phone, readers: list[Phone]
) -> None:
    await drafted(dina, f"{TEXT}\n报名 https://example.com/a")
    result = await gone_out(city, dina)
    assert result.splitlines() == [
        "1号通知发完了，14:30:31", "送到2，点过导航0", "屏蔽了0　号没了0　过时0　撤下0", "不确定0　没成0　还没发0　共2",
    ]  # fmt: skip
    assert dina.last_card.buttons == [["改错字", "撤下来"], ["给收到的人补一条", "看没成的"]]
    for phone in readers:
        assert await hears(phone, TEXT) == TEXT
        assert phone.last_card.buttons == [["报名"], ["今天别再发", "少发点"]]


async def test_the_keys_to_its_station_lead_there_and_count_once(city: City, dina: Phone, readers: list[Phone]) -> None:
    ana, _ = readers
    await drafted(dina)
    await dina.taps("改内容")
    await hears(dina, "新的文字换掉旧的")
    await dina.types("红旗路驿站")
    await hears(dina, "上面就是师傅收到的样子")
    await gone_out(city, dina)
    await hears(ana, TEXT)
    notice = ana.last_card
    for key, heard in (("导航", "红旗路驿站"), ("看站", "站号D0127"), ("导航", "红旗路驿站")):
        await ana.taps_on(notice, key)
        await hears(ana, heard)
    async with city.house.database.reading() as session:  # type: ignore[union-attr]
        tapped = await session.scalars(select(Delivery.chat_id).where(Delivery.tapped_at.is_not(None)))
        assert tapped.all() == [ana.person.id]


async def test_who_did_not_get_it_is_told_in_numbers_without_a_name(
    city: City, dina: Phone, readers: list[Phone]
) -> None:
    readers[0].chat.closed = BLOCKED  # which nobody has told us yet
    await drafted(dina)
    assert "屏蔽了1" in await gone_out(city, dina)
    await dina.taps("看没成的")
    assert (await hears(dina, "没收到的")).splitlines() == ["1号通知没收到的，只有数：", "· 屏蔽了机器人：1"]


async def test_what_was_begun_in_one_life_goes_on_in_the_next(quiet_city: City) -> None:
    dina = quiet_city.phone("Dina")
    async with quiet_city.at_work():
        await hire(quiet_city, dina, "announcer", "鹿城区")
        [reader] = await many_readers(quiet_city, 1)
        await dina.types("/broadcast")
        await hears(dina, "把要发的直接发我")
    async with quiet_city.at_work():
        await dina.types(TEXT)
        await hears(dina, "上面就是师傅收到的样子")
    async with quiet_city.at_work():
        await dina.taps("现在发")
        await hears(dina, "30秒后发")
    quiet_city.clock.goes_on(seconds=31)
    async with quiet_city.at_work():
        await hears(reader, TEXT)
        await hears(dina, "发完了")


# --- at night --------------------------------------------------------------------------------------


async def test_at_night_the_author_asks_to_hurry_and_a_second_person_lets_it_through(
    city: City, dina: Phone, readers: list[Phone]
) -> None:
    chidi = city.phone("Chidi")
    city.clock.reads("23:10")
    await drafted(dina)
    await dina.taps("现在发")
    assert "明天06:00发" in await hears(dina, "号通知明天06:00发")
    await dina.taps("请人加急")
    assert "没有别的发布员" in await dina.reads_toast()
    await hire(city, chidi, "announcer", "温州市", "王强")
    await dina.taps("请人加急")
    assert "问了王强" in await dina.reads_toast()
    await hears(chidi, "Dina说急")
    await chidi.taps("加急发")
    await hears(dina, "王强同意发1号通知了，加急")
    city.clock.goes_on(seconds=31)
    await hears(readers[0], TEXT)


# --- on its way ------------------------------------------------------------------------------------


async def test_whose_role_is_gone_when_the_time_comes_sends_nothing(
    city: City, dina: Phone, readers: list[Phone]
) -> None:
    await drafted(dina)
    await dina.taps("现在发")
    await hears(dina, "30秒后发")
    async with city.house.database.writing() as session, session.begin():  # type: ignore[union-attr]
        await session.execute(delete(StaffMember))
    city.clock.goes_on(seconds=31)
    await hears(dina, "不要了，没发")
    assert not any(stands_on(phone, TEXT) for phone in readers)


async def test_it_is_paused_goes_on_and_is_stopped_and_adds_up(city: City, dina: Phone) -> None:
    phones = await many_readers(city, 120)
    await drafted(dina)
    await dina.taps("现在发")
    await hears(dina, "30秒后发")
    city.clock.goes_on(seconds=31)
    await hears(dina, "号通知在发")
    await dina.taps("先停一停")
    assert "停着" in await hears(dina, "停着")
    await dina.taps("接着发")
    await hears(dina, "号通知在发")
    await dina.taps("停")
    await hears(dina, "号通知停了")
    got = sum(stands_on(phone, TEXT) for phone in phones)
    assert 0 < got < 120
    assert f"送到{got}，" in dina.last_card.text
    assert f"撤下{120 - got}" in dina.last_card.text
    assert "共120" in dina.last_card.text
    acts = [act for act, _ in await trail(city)]
    assert acts == ["sent_broadcast", "paused_broadcast", "resumed_broadcast", "stopped_broadcast"]


# --- afterwards ------------------------------------------------------------------------------------


async def test_a_slip_is_mended_on_every_phone(city: City, dina: Phone, readers: list[Phone]) -> None:
    await drafted(dina)
    await gone_out(city, dina)
    await dina.taps("改错字")
    await hears(dina, "把改好的整段发我")
    await dina.types("明早8点起停水")
    assert "上面就是改好的样子" in await hears(dina, "上面就是改好的样子")
    await dina.taps("都改成这样")
    await hears(dina, "号在改")
    for phone in readers:
        await hears(phone, "明早8点起停水")
        assert not stands_on(phone, TEXT)


async def test_what_is_withdrawn_is_gone_from_the_phones(city: City, dina: Phone, readers: list[Phone]) -> None:
    await drafted(dina)
    await gone_out(city, dina)
    await dina.taps("撤下来")
    assert "手机上能删2条" in await hears(dina, "撤下1号通知？")
    await dina.taps("撤下来")
    await hears(dina, "号在撤")
    async with asyncio.timeout(10):
        while any(stands_on(phone, TEXT) for phone in readers):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_correction_goes_to_those_who_got_it(city: City, dina: Phone, readers: list[Phone]) -> None:
    readers[0].chat.closed = BLOCKED
    await drafted(dina)
    await gone_out(city, dina)
    await dina.taps("给收到的人补一条")
    await hears(dina, "要说什么")
    await dina.types("更正：是8点")
    assert "发给1人：收到1号的人" in await hears(dina, "上面就是师傅收到的样子")
    await dina.taps("现在发")
    await hears(dina, "2号通知30秒后发")
    city.clock.goes_on(seconds=31)
    await hears(readers[1], "更正：是8点")

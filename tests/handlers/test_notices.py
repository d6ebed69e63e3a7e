"""My notices: switched with a tap, quiet at night, hushed for today; and what is pushed obeys at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select

from models import Delivery, Subscription, Worker
from playground.phones.phone import Phone
from services.delivery.notices import Reached, address
from services.notices.quiet import SPANS, Quiet
from services.notices.subscriptions import topics_of
from tests.city import City, station
from tests.handlers.conftest import Kept, Known, Waits
from tests.handlers.hearing import carried, hears
from tests.handlers.staff import hire
from tests.services.test_courier import settled
from tests.services.test_notices import at_rest, notice

WEDNESDAY = date(2026, 7, 15)
PUSHED = "今晚停电"

Wants = Callable[..., Awaitable[Phone]]


@pytest.fixture
def wants(city: City, known: Known) -> Wants:
    """Somebody in 鹿城 who wants to hear of these topics."""

    async def switch_on(phone: Phone, *topics: str, **more: Any) -> Phone:
        await known(phone, **{"area": "330302", "area_agreed_at": city.clock.now()} | more)
        async with city._house.database.writing() as session, session.begin():
            chosen = topics or ("announcements",)
            session.add_all(
                Subscription(worker_id=phone.person.id, topic=topic, since=city.clock.now()) for topic in chosen
            )
        return phone

    return switch_on


@pytest.fixture
async def doors(city: City) -> City:
    """Three doors, one far off."""
    await city.has(
        station("红旗路驿站", code="D1", meters_east=200),
        station("体育馆驿站", code="D2", meters_east=900),
        station("江滨驿站", code="D3", meters_east=9000),
    )
    return city


async def on(city: City, phone: Phone) -> Sequence[str]:
    async with city._house.database.reading() as session:
        return await topics_of(session, phone.person.id)


async def push(city: City, phone: Phone, **what: Any) -> int:
    """Owe somebody a notice with the two keys under it; gives its number."""
    house = city._house
    async with house.database.writing() as session, session.begin():
        told = notice(city, **{"expires_at": city.clock.now().replace(day=20)} | what)
        session.add(told)
        await session.flush()
        keys = [[{"text": "今天别再发", "callback_data": f"hush:{told.id}"},
                 {"text": "少发点", "callback_data": f"fewer:{told.id}"}]]  # fmt: skip
        told.letters = (
            f'{{"zh-Hans": {{"text": "{PUSHED}", "reply_markup": {{"inline_keyboard": {keys!r}}}}}}}'.replace("'", '"')
        )
        await address(session, told, Worker.id == phone.person.id, Reached(), 10, city.clock.now())
    house.courier.wake()
    return told.id


async def waits_for(city: City, notice_id: int) -> list[str]:
    """The states of a notice's deliveries."""
    async with city._house.database.reading() as session:
        return list(await session.scalars(select(Delivery.state).where(Delivery.notice_id == notice_id)))


# --- the card ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["🔔 我的提醒", "我的提醒", "/notices"])
async def test_a_stranger_sees_that_all_is_off(city: City, ana: Phone, kept: Kept, typed: str) -> None:
    await ana.types(typed)
    assert (await ana.reads()).startswith(
        "我的提醒，点一下开或关\n高温：关　工会通知：关\n免费餐：关　活动：关\n"
        "安静时间：22:00–06:00，一天最多2条\n没记区"
    )
    assert ana.last_card.buttons == [
        ["⬜ 高温", "⬜ 免费餐"], ["⬜ 工会通知", "⬜ 活动"], ["换地方", "安静时间"], ["记一个区"],
    ]  # fmt: skip
    assert await kept(ana) is None


async def test_each_tap_turns_one_topic_on_the_card_itself(city: City, ana: Phone, wants: Wants) -> None:
    await wants(ana, "heat", "announcements")
    await ana.types("/notices")
    await ana.reads()
    card = ana.last_card
    await ana.taps("✅ 高温")
    assert "高温：关" in await ana.reads()
    await ana.taps("⬜ 活动")
    assert "活动：开" in await ana.reads()
    assert ana.last_card.id == card.id
    assert ana.last_card.buttons[:2] == [["⬜ 高温", "⬜ 免费餐"], ["✅ 工会通知", "✅ 活动"]]
    assert await on(city, ana) == ["announcements", "events"]


async def test_a_key_of_yesterdays_card_does_what_it_said(city: City, ana: Phone, wants: Wants) -> None:
    await wants(ana, "heat")
    await ana.types("/notices")
    await ana.reads()
    off = carried(ana.last_card, "✅ 高温")
    for _ in range(2):
        await ana.presses_forged(ana.last_card, off)
    await hears(ana, "高温：关")
    assert await on(city, ana) == []


async def test_who_switches_on_what_hangs_on_a_district_is_asked_for_one_first(
    city: City, ana: Phone, known: Known, kept: Kept
) -> None:
    await known(ana)
    await ana.types("/notices")
    await ana.reads()
    await ana.taps("⬜ 活动")
    assert "哪个区县" in await ana.reads()
    assert await on(city, ana) == []
    await ana.types("鹿城区")
    assert "开着高温、免费餐、工会通知" in await ana.reads()
    await ana.taps("好，记这个区")
    assert "开着：高温、免费餐、工会通知、活动。" in await ana.reads()
    assert (await kept(ana)).area == "330302"
    await ana.taps("🔔 我的提醒")
    assert "活动：开" in await ana.reads()


async def test_what_the_union_announces_can_be_heard_without_a_district(city: City, ana: Phone, kept: Kept) -> None:
    await ana.types("/notices")
    await ana.reads()
    await ana.taps("⬜ 工会通知")
    assert "工会通知：开" in await ana.reads()
    assert await on(city, ana) == ["announcements"]
    assert (await kept(ana)).area == ""


async def test_another_district_leaves_the_topics_as_they_were_chosen(
    city: City, ana: Phone, wants: Wants, kept: Kept
) -> None:
    await wants(ana, "announcements")
    await ana.types("/notices")
    await ana.reads()
    await ana.taps("换个区")
    await ana.reads()
    await ana.types("瓯海区")
    await hears(ana, "以后瓯海区的提醒发给您？")
    await ana.taps("好，记这个区")
    assert "开着：工会通知。" in await ana.reads()
    assert await on(city, ana) == ["announcements"]


async def test_all_off_is_one_tap(city: City, ana: Phone, wants: Wants) -> None:
    await wants(ana, "heat", "meals", "announcements")
    await ana.types("/notices")
    await ana.reads()
    await ana.taps("全关掉")
    assert "高温：关　工会通知：关\n免费餐：关　活动：关" in await ana.reads()
    assert "全关掉" not in str(ana.last_card.buttons)
    assert await on(city, ana) == []


# --- quiet ---------------------------------------------------------------------------------------------


async def test_quiet_hours_and_how_many_a_day_are_chosen_on_the_card(ana: Phone, wants: Wants, kept: Kept) -> None:
    await wants(ana)
    await ana.types("/notices")
    await ana.reads()
    await ana.taps("安静时间")
    assert "几点别吵您" in await ana.reads()
    assert ana.last_card.buttons == [
        ["22:00–06:00 ✓", "不设"], ["08:00–16:00 上夜班"], ["一天1条", "一天2条 ✓", "一天5条"], ["返回"],
    ]  # fmt: skip
    await ana.taps("08:00–16:00 上夜班")
    assert "安静时间：08:00–16:00，一天最多2条" in await ana.reads()
    await ana.taps("安静时间")
    await ana.reads()
    await ana.taps("一天1条")
    assert "一天最多1条" in await ana.reads()
    await ana.types("不设")
    assert "安静时间：不设" in await hears(ana, "不设")
    worker = await kept(ana)
    assert ((worker.quiet_from, worker.quiet_until), worker.notices_a_day) == (SPANS[Quiet.NEVER], 1)


async def test_who_sleeps_by_day_hears_of_it_after_four(city: City, ana: Phone, wants: Wants) -> None:
    await wants(ana, quiet_from=480, quiet_until=960)
    number = await push(city, ana)
    await at_rest(city, number)
    assert await waits_for(city, number) == ["queued"]
    city.clock.reads("16:00")
    assert await hears(ana, PUSHED)


async def test_what_is_urgent_wakes(city: City, ana: Phone, wants: Wants) -> None:
    city.clock.reads("02:00")
    await wants(ana)
    await push(city, ana, is_urgent=True)
    assert await hears(ana, PUSHED)


# --- under what is pushed ------------------------------------------------------------------------------


async def test_no_more_today_is_said_under_any_notice_and_can_be_taken_back(
    city: City, ana: Phone, wants: Wants, kept: Kept
) -> None:
    await wants(ana, "announcements", "heat")
    await push(city, ana)
    await hears(ana, PUSHED)
    pushed = ana.last_card
    await ana.taps("今天别再发")
    assert await ana.reads() == "好，今天不发了，明天06:00恢复。红色高温照发。"
    second = await push(city, ana)
    await at_rest(city, second)
    assert await waits_for(city, second) == ["queued"]
    await ana.taps("恢复")
    assert "照常发" in await ana.reads()
    assert (await kept(ana)).hushed_until is None
    assert PUSHED in pushed.text


async def test_what_was_hushed_comes_in_the_morning(city: City, ana: Phone, wants: Wants) -> None:
    await wants(ana)
    await ana.types("别发了")
    assert await ana.reads() == "好，今天不发了，明天06:00恢复。"
    number = await push(city, ana)
    await at_rest(city, number)
    city.clock.reads("05:30", WEDNESDAY)
    await asyncio.sleep(1.5)  # the gate is asked anew, and says the same
    await at_rest(city, number)
    assert await waits_for(city, number) == ["queued"]
    city.clock.reads("06:00", WEDNESDAY)
    assert await hears(ana, PUSHED)


async def test_fewer_is_one_a_day_and_meals_close_by(doors: City, ana: Phone, wants: Wants, kept: Kept) -> None:
    city = doors
    await wants(ana, "announcements", "meals", near_station_id=1)
    await push(city, ana)
    await hears(ana, PUSHED)
    await ana.taps("少发点")
    assert (await ana.reads()).startswith("好，一天最多1条，免费餐只发1公里内的。")
    worker = await kept(ana)
    assert (worker.notices_a_day, worker.near_meters) == (1, 1000)
    second = await push(city, ana)
    await at_rest(city, second)
    assert await waits_for(city, second) == ["queued"]


async def test_close_by_needs_a_door(ana: Phone, wants: Wants) -> None:
    await wants(ana, "meals")
    await ana.types("少发点")
    assert await ana.reads() == "好，一天最多1条。\n选个站，免费餐就只发它附近的。"
    assert ana.last_card.buttons == [["🔔 我的提醒", "换地方"]]


async def test_who_switches_it_off_while_it_is_on_its_way_does_not_get_it(city: City, ana: Phone, wants: Wants) -> None:
    city.clock.reads("23:00")
    await wants(ana)
    number = await push(city, ana)
    await at_rest(city, number)
    await ana.types("退订")
    assert "工会通知：关" in await ana.reads()
    city.clock.reads("06:00", WEDNESDAY)
    await settled(city)
    assert await waits_for(city, number) == ["cancelled"]
    assert PUSHED not in str(ana.screen())


@pytest.mark.parametrize("data", ["hush:0", "fewer:0", "notices:on:wages", "notices:quiet:always", "notices:day:99"])
async def test_a_forged_key_changes_nothing(city: City, ana: Phone, wants: Wants, kept: Kept, data: str) -> None:
    await wants(ana)
    before = await kept(ana)
    await ana.types("/notices")
    await ana.reads()
    await ana.presses_forged(ana.last_card, data)
    assert "按钮过期了" in await ana.reads_toast()
    after = await kept(ana)
    wishes = ("hushed_until", "notices_a_day", "quiet_from", "near_meters")
    assert [getattr(after, wish) for wish in wishes] == [getattr(before, wish) for wish in wishes]
    assert await on(city, ana) == ["announcements"]


async def test_a_press_in_a_group_turns_nothing_and_tells_the_group_nothing(
    city: City, ana: Phone, wants: Wants, kept: Kept
) -> None:
    await wants(ana)
    await hire(city, ana, "admin", "鹿城区")
    desk = ana.in_chat(city.playground.group("办事群", [ana.person], type="supergroup", is_forum=True))
    await desk.types("/bind")
    await desk.reads()
    for data in ("notices:none", "hush:1", "area:none", "my_data", "forget:yes"):
        await desk.presses_forged(desk.last_card, data)
        assert "按钮过期了" in await desk.reads_toast()
    assert await on(city, ana) == ["announcements"]
    assert (await kept(ana)).hushed_until is None
    assert "办事群" in desk.last_card.text


# --- typed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "heard", "left"),
    [
        ("别发了", "今天不发了", ["heat", "announcements"]),
        ("今天别再发", "今天不发了", ["heat", "announcements"]),
        ("不要发", "今天不发了", ["heat", "announcements"]),
        ("少发点！", "一天最多1条", ["heat", "announcements"]),
        ("stop", "高温：关", []),
        ("全关掉", "高温：关", []),
        ("以后别发了", "高温：关", []),
        ("关高温", "高温：关", ["announcements"]),
        ("开活动", "活动：开", ["heat", "announcements", "events"]),
    ],
)
async def test_plain_words_do_what_the_keys_do(
    city: City, ana: Phone, wants: Wants, typed: str, heard: str, left: list[str]
) -> None:
    await wants(ana, "heat", "announcements")
    await ana.types(typed)
    assert heard in await ana.reads()
    assert await on(city, ana) == left


async def test_who_gets_none_anyway_is_shown_that(ana: Phone, kept: Kept) -> None:
    await ana.types("别发了")
    assert "工会通知：关" in await ana.reads()
    assert await kept(ana) is None


# --- the place -----------------------------------------------------------------------------------------


async def asked_where(phone: Phone) -> None:
    await phone.types("/notices")
    await phone.reads()
    await phone.taps("换地方")
    assert "发哪个站附近的" in await phone.reads()


@pytest.mark.parametrize("typed", ["D2", "体育馆驿站", "体育馆"])
async def test_a_station_is_named_and_how_far_is_near(
    doors: City, ana: Phone, wants: Wants, kept: Kept, typed: str
) -> None:
    await wants(ana, "meals")
    await asked_where(ana)
    await ana.types(typed)
    assert "体育馆驿站附近，多远算近？" in await hears(ana, "多远算近")
    await ana.taps("2 3公里内")
    assert "体育馆驿站3公里内" in await ana.reads()
    worker = await kept(ana)
    assert (worker.near_station_id, worker.near_meters) == (2, 3000)


async def test_a_shared_place_offers_the_doors_around_it_and_is_kept_nowhere(
    doors: City, ana: Phone, wants: Wants, kept: Kept, waits: Waits
) -> None:
    await wants(ana, "meals")
    await asked_where(ana)
    await ana.shares_location()
    assert "哪个站" in await hears(ana, "哪个站？")
    assert ana.last_card.buttons[0] == ["1 红旗路驿站", "2 体育馆驿站", "3 江滨驿站"]
    assert "30.27" not in str(doors.home.asks("select answers from form"))
    await ana.types("2")
    await hears(ana, "多远算近")
    await ana.types("1")
    assert "体育馆驿站1公里内" in await hears(ana, "1公里内")
    assert await waits(ana) == []


async def test_what_names_no_station_is_said_with_the_question(doors: City, ana: Phone, wants: Wants) -> None:
    await wants(ana)
    await asked_where(ana)
    await ana.types("老王家")
    assert (await ana.reads()).startswith("没找到“老王家”。\n免费餐和活动，发哪个站附近的？")


async def test_the_station_can_be_taken_back(doors: City, ana: Phone, wants: Wants, kept: Kept) -> None:
    await wants(ana, near_station_id=1)
    await ana.types("/notices")
    assert "红旗路驿站3公里内" in await ana.reads()
    await ana.taps("换地方")
    assert "现在是红旗路驿站" in await ana.reads()
    await ana.taps("不选站")
    assert "3公里内" not in await ana.reads()
    assert (await kept(ana)).near_station_id is None
    assert await on(doors, ana) == ["announcements"]


async def test_meals_around_a_door_alone_end_with_it(doors: City, ana: Phone, known: Known) -> None:
    await known(ana, near_station_id=1)
    await ana.types("/notices")
    await ana.reads()
    await ana.taps("⬜ 免费餐")
    assert "免费餐：开" in await ana.reads()
    await ana.taps("换地方")
    await ana.reads()
    await ana.taps("不选站")
    assert "免费餐：关" in await ana.reads()


# --- shown and forgotten -------------------------------------------------------------------------------


async def test_my_data_shows_topics_quiet_hours_and_the_place(doors: City, ana: Phone, wants: Wants) -> None:
    await wants(ana, "heat", "meals", near_station_id=1, near_meters=1000, quiet_from=480, quiet_until=960)
    await ana.types("今天别再发")
    await ana.reads()
    await ana.types("/mydata")
    said = await ana.reads()
    for line in ("提醒：高温、免费餐\n", "红旗路驿站1公里内", "安静时间：08:00–16:00，一天最多2条", "明天06:00前不发"):
        assert line in said


async def test_after_forgetting_nothing_comes_any_more_and_the_account_tells_not_whose_it_was(
    city: City, ana: Phone, wants: Wants
) -> None:
    await wants(ana)
    number = await push(city, ana)
    await hears(ana, PUSHED)
    async with city._house.database.writing() as session, session.begin():
        await session.execute(delete(Delivery).where(Delivery.kind == "reply"))
    await ana.types("/forget")
    await ana.reads()
    await ana.taps("删掉")
    await hears(ana, "删好了")
    async with city._house.database.reading() as session:
        row = (await session.scalars(select(Delivery).where(Delivery.notice_id == number))).one()
        assert (row.state, row.chat_id) == ("sent", 0)
    assert await on(city, ana) == []

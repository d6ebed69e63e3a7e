"""Approval: above a number of readers a second person looks at a broadcast before it goes out."""

import asyncio

import pytest

from playground.phones.phone import Phone
from tests.city import City
from tests.handlers.announcing import TEXT, broadcasts, drafted, trail
from tests.handlers.hearing import carried, hears
from tests.handlers.staff import hire


@pytest.fixture
async def quiet_city(quiet_city: City) -> City:
    """A city where whatever has more than one reader takes a second person."""
    quiet_city.settings = quiet_city.settings.model_copy(update={"approval_above": 1})
    return quiet_city


@pytest.fixture
async def chidi(city: City) -> Phone:
    """Chidi, who announces for the city and so agrees to what is announced in its districts."""
    chidi = city.phone("Chidi")
    await hire(city, chidi, "announcer", "温州市", "王强")
    return chidi


async def test_a_second_announcer_looks_and_agrees_and_the_author_hears_of_it(
    city: City, dina: Phone, chidi: Phone, readers: list[Phone]
) -> None:
    await drafted(dina)
    assert "超过1人，要第二个人同意" in dina.last_card.text
    await dina.taps("送去同意")
    assert "问了王强" in await hears(dina, "在等人同意")
    assert "Dina要发1号通知" in await hears(chidi, "看一遍再点")
    asked = chidi.last_card
    assert asked.buttons == [["同意发"], ["看一遍", "退回"]]
    await chidi.taps("看一遍")
    assert await hears(chidi, TEXT) == TEXT
    agree = carried(asked, "同意发")
    await chidi.taps_on(asked, "同意发")
    await hears(chidi, "30秒后发")
    await hears(dina, "王强同意发1号通知了")
    await chidi.presses_forged(asked, agree)
    assert "由王强点的" in await chidi.reads_toast()
    city.clock.goes_on(seconds=31)
    await hears(readers[0], TEXT)
    await hears(dina, "发完了")
    assert [act for act, _ in await trail(city)] == ["asked_to_send", "approved_broadcast"]


async def test_two_who_agree_at_once_send_it_once(
    city: City, dina: Phone, chidi: Phone, bao: Phone, readers: list[Phone]
) -> None:
    await hire(city, bao, "admin", "鹿城区", "李敏")
    await drafted(dina)
    await dina.taps("送去同意")
    await hears(chidi, "看一遍再点")
    await hears(bao, "看一遍再点")
    await asyncio.gather(chidi.taps("同意发"), bao.taps("同意发"))
    await hears(chidi, "30秒后发")
    await hears(bao, "30秒后发")
    toasts = [await phone.reads_toast() for phone in (chidi, bao)]
    assert sum("没有发第二遍" in toast for toast in toasts) == 1
    assert [act for act, _ in await trail(city)] == ["asked_to_send", "approved_broadcast"]


async def test_what_is_sent_back_is_a_draft_again(city: City, dina: Phone, chidi: Phone, readers: list[Phone]) -> None:
    await drafted(dina)
    await dina.taps("送去同意")
    await hears(chidi, "看一遍再点")
    await chidi.taps("退回")
    await hears(chidi, "退回来了")
    await hears(dina, "王强把1号通知退回来了")
    assert [broadcast.state for broadcast in await broadcasts(city)] == ["draft"]


async def test_in_quiet_hours_an_approver_lets_it_through(
    city: City, dina: Phone, chidi: Phone, readers: list[Phone]
) -> None:
    city.clock.reads("23:10")
    await drafted(dina)
    await dina.taps("送去同意")
    assert "明天06:00才送" in await hears(chidi, "看一遍再点")
    await chidi.taps("加急发")
    await hears(dina, "王强同意发1号通知了，加急")
    city.clock.goes_on(seconds=31)
    await hears(readers[0], TEXT)


async def test_nobody_agrees_to_what_they_wrote_themselves(
    city: City, dina: Phone, chidi: Phone, readers: list[Phone]
) -> None:
    await drafted(dina)
    await dina.taps("送去同意")
    await hears(dina, "在等人同意")
    [broadcast] = await broadcasts(city)
    await dina.presses_forged(dina.last_card, f"b:{broadcast.id}:{broadcast.version}:approve")
    assert "自己写的要别人同意" in await dina.reads_toast()
    assert [each.state for each in await broadcasts(city)] == ["asked"]


async def test_without_a_second_person_it_is_said_what_to_do(city: City, dina: Phone, readers: list[Phone]) -> None:
    await drafted(dina)
    await dina.taps("送去同意")
    assert "没有别的发布员" in await dina.reads_toast()


async def test_who_mends_more_than_a_slip_of_what_two_agreed_to_hears_why_not(
    city: City, dina: Phone, chidi: Phone, readers: list[Phone]
) -> None:
    await drafted(dina)
    await dina.taps("送去同意")
    await hears(chidi, "看一遍再点")
    await chidi.taps("同意发")
    await hears(dina, "王强同意发1号通知了")
    city.clock.goes_on(seconds=31)
    await hears(dina, "发完了")
    await dina.taps("改错字")
    await hears(dina, "把改好的整段发我")
    await dina.types("今晚站里放电影，都来")
    await hears(dina, "上面就是改好的样子")
    await dina.taps("都改成这样")
    assert "一个人只能改几个字" in await dina.reads_toast()
    assert await hears(readers[0], TEXT) == TEXT

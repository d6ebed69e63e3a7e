"""Complaining: three taps from the key to the receipt, with what was photographed and said on the way."""

import pytest

from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.complaining import cases_in, taps_through
from tests.handlers.conftest import Kept, Known
from tests.handlers.staff import hire


@pytest.fixture
async def doors(city: City) -> City:
    """A city with two stations, and Chidi at the desk of the district and of the city above."""
    await city.has(
        station("红旗路驿站", code="D0127", adcode="330302", host="红旗路营业厅"),
        station("新桥驿站", code="D0128", adcode="330304", meters_east=4000),
    )
    chidi = city.phone("Chidi")
    for union in ("鹿城区", "温州市"):
        await hire(city, chidi, "caseworker", union)
    return city


@pytest.fixture
async def rider(doors: City, ana: Phone, known: Known) -> Phone:
    """Ana, who agreed before."""
    return await known(ana, cases_agreed_at=doors.clock.now())


async def begun(phone: Phone) -> None:
    """Begin with the key."""
    await phone.types("📣 投诉建议")
    assert "哪儿不对劲？" in await phone.reads()


async def test_three_taps_file_a_complaint_about_the_station_one_went_to(doors: City, rider: Phone) -> None:
    await rider.shares_location()
    await rider.reads()
    await rider.taps("导航1")
    await rider.reads()
    doors.clock.goes_on(minutes=20)
    await begun(rider)
    check = await taps_through(rider, "东西坏了")
    assert check.splitlines() == [
        "东西坏了 · 红旗路驿站", "您14:30导航过，猜是这个站", "不署名，办事的人只看到一个号。"
    ]  # fmt: skip
    assert rider.last_card.buttons == [["发送"], ["换个站", "换类别"], ["再加一句", "不要了"]]
    receipt = await taps_through(rider, "发送")
    assert receipt.startswith("A1 收到，这是编号。\n谁办：红旗路营业厅，谁建谁管\n谁盯着：鹿城区")
    assert "自动转温州市" in receipt
    (case,) = await cases_in(doors)
    assert (case.category, case.worker_id, case.adcode) == ("broken", rider.person.id, "330302")


async def test_who_writes_for_the_first_time_is_told_first_what_becomes_of_it(
    doors: City, ana: Phone, kept: Kept
) -> None:
    await ana.types("/complain")
    consent = await ana.reads()
    assert "写之前先说清楚" in consent
    assert "办完180天后删掉" in consent
    assert ana.last_card.buttons == [["同意，开始写"], ["不同意，打12351"], ["看全文"]]
    assert await ana.taps("不同意，打12351") == "12351"
    assert (await kept(ana)) is None
    assert "哪儿不对劲？" in await taps_through(ana, "同意，开始写")
    assert (await kept(ana)).cases_agreed_at == doors.clock.now()

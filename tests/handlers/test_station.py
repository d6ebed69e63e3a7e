"""Station: the full card of one door, its week in plain words, and its picture."""

from typing import Any

import pytest
from sqlalchemy import select

from models import Role, StaffMember, Station, Union
from playground.phones.phone import Phone
from playground.rules.faults import BadRequest, Rule
from tests.city import City, station
from tests.handlers.conftest import Known
from tests.handlers.hearing import hears

FULL: dict[str, Any] = {
    "code": "D0127", "address": "红旗路88号，营业厅一楼", "kind": "commercial_district", "star": 3,
    "host": "红旗路营业厅", "adcode": "330302", "entry": "ring", "amenities": "water;battery_swap;雨衣免费借",
    "phone": "0000-88000127", "note": "左手第一间", "keeper": "陈师傅",
}  # fmt: skip
HOURS = "Mo-Fr 08:00-12:00,13:30-18:00; Sa,Su 09:00-17:00; PH off"


async def opens_full(phone: Phone) -> str:
    """The full card of the nearest station, by way of its kerb card."""
    await phone.shares_location()
    await phone.reads()
    await phone.taps("导航1")
    await hears(phone, "\n")
    while not any("看全部" in str(card.buttons) for card in phone.screen()):
        await phone.reads()
    await phone.taps("看全部")
    return await hears(phone, "怎么进")


@pytest.fixture
async def unions(city: City) -> None:
    """The union that answers for the station, and another."""
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        session.add(Union(id=1, adcode="330302", name="东岸区总工会"))
        session.add(Union(id=2, adcode="330303", name="西岸区总工会", parent_id=1))


async def test_all_that_is_known_of_a_station_stands_on_its_card(
    city: City, ana: Phone, known: Known, unions: None
) -> None:
    await city.has(station("红旗路驿站", HOURS, meters_east=500, **FULL))
    await city.hears_from_keeper("红旗路驿站", "08:00-20:00")
    assert (await opens_full(await known(ana))).splitlines() == [
        "红旗路驿站",
        "三星 · 综合商圈 · 站号D0127",
        "红旗路88号，营业厅一楼",
        "",
        "现在开着，到20:00",
        "今天08:00–20:00，站长14:30说的",
        "周一到周五 08:00–12:00，13:30–18:00",
        "周六周日 09:00–17:00",
        "法定节假日 关",
        "",
        "怎么进：按门铃进",
        "有：喝水 换电 雨衣免费借",
        "备注：左手第一间",
        "",
        "谁建谁管：红旗路营业厅，上面是东岸区总工会",
        "电话：0000-88000127",
        "时间是站里报的，14:30查的",
    ]
    assert ana.last_card.buttons == [["导航"], ["报这个站"], ["复制电话", "返回"]]
    await ana.taps("返回")
    assert (await ana.reads()).startswith("1 红旗路驿站")


async def test_a_station_of_which_little_is_known_says_so(city: City, eve: Phone) -> None:
    await city.has(station("老码头驿站", "", entry="", amenities="", code="D9"))
    await eve.shares_location()
    await eve.reads()
    await eve.presses_forged(eve.last_card, "full:1:wtmknq7y5")
    assert (await eve.reads()).splitlines() == [
        "老码头驿站", "code D9", "", "Hours unconfirmed", "", "How in: way in unconfirmed", "",
        "hours are the station's word, asked 14:30",
    ]  # fmt: skip
    assert eve.last_card.buttons == [["Go"], ["Report this station"], ["Back"]]


async def test_a_station_about_to_shut_is_still_called_open(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站", "08:00-18:00"))
    await ana.shares_location()
    await ana.reads()
    city.clock.reads("17:55")
    await ana.presses_forged(ana.last_card, "full:1:wtmknq7y5")
    assert "现在开着，到18:00" in await ana.reads()
    city.clock.reads("18:00")
    await ana.presses_forged(ana.last_card, "full:1:wtmknq7y5")
    assert "现在关着，明天08:00开" in await ana.reads()


async def test_a_station_that_is_gone_says_so(city: City, ana: Phone) -> None:
    await city.has(station("红旗路驿站"))
    await ana.shares_location()
    await ana.reads()
    for data in ("full:2:wtmknq7y5", "photo:1"):
        await ana.presses_forged(ana.last_card, data)
        assert "不在名单上了" in await ana.reads()


async def test_a_keepers_picture_hangs_under_the_station(city: City, ana: Phone, unions: None) -> None:
    await city.has(station("红旗路驿站", **FULL))
    chidi = await keeper(city, union_id=1)
    await chidi.sends_photo(caption=" d0127 ")
    assert "照片收下了" in await chidi.reads()
    await ana.shares_location()
    await ana.reads()
    await ana.presses_forged(ana.last_card, "full:1:wtmknq7y5")
    await ana.reads()
    assert ana.last_card.buttons[0] == ["导航", "照片"]
    await ana.taps("照片")
    assert await ana.reads() == "红旗路驿站 · 站号D0127"
    assert ana.last_card.data["photo"][0]["file_id"].startswith("photo-")


async def test_of_two_codes_that_differ_in_their_case_the_one_that_was_written_gets_the_picture(
    city: City, unions: None
) -> None:
    await city.has(station("红旗路驿站", **FULL), station("人民路驿站", **FULL | {"code": "d0127"}))
    chidi = await keeper(city, union_id=1)
    for code, name in (("D0127", "红旗路驿站"), ("d0127", "人民路驿站")):
        await chidi.sends_photo(caption=code)
        assert name in await chidi.reads()


async def test_a_picture_that_telegram_does_not_know_any_more_is_told(city: City, ana: Phone, unions: None) -> None:
    await city.has(station("红旗路驿站", photo="long gone", **FULL))
    await ana.shares_location()
    await ana.reads()
    city.playground.faults.add(Rule(BadRequest("wrong file identifier/HTTP URL specified"), method="sendPhoto"))
    await ana.presses_forged(ana.last_card, "photo:1")
    assert await ana.reads() == "红旗路驿站的照片打不开了，请站长再发一张。"
    city.playground.ledger.clear()  # the refusal was meant


async def test_nobody_else_hangs_pictures(city: City, ana: Phone, unions: None) -> None:
    await city.has(station("红旗路驿站", **FULL))
    stranger = await keeper(city, union_id=2)
    for phone in (ana, stranger):
        await phone.sends_photo(caption="D0127")
        assert "照片收下了" not in await phone.reads()
    assert city.house is not None
    async with city.house.database.reading() as session:
        assert (await session.scalars(select(Station.photo))).all() == [""]


async def keeper(city: City, union_id: int) -> Phone:
    """Chidi, who keeps the stations of a union."""
    assert city.house is not None
    phone = city.phone("Chidi")
    async with city.house.database.writing() as session, session.begin():
        session.add(
            StaffMember(
                telegram_id=phone.person.id,
                name="Chidi",
                role=Role.KEEPER,
                union_id=union_id,
                added_at=city.clock.now(),
            )
        )
    return phone


LONGEST: dict[str, Any] = {
    "code": "𠮷" * 64, "kind": "𠮷" * 64, "host": "𠮷" * 200, "entry": ";".join(["𠮷" * 20] * 9), "phone": "𠮷" * 100,
    "address": "<" * 30_000, "note": "𠮷" * 30_000, "amenities": ";".join(f"{n}{'𠮷' * 99}" for n in range(300)),
}  # fmt: skip
MANY = ",".join([*(f"{n // 4:02}:{n % 4 * 15:02}-{n // 4:02}:{n % 4 * 15 + 9:02}" for n in range(56)), "14:00-20:00"])
NEVER_ALIKE = ", ".join(
    [MANY, *(f"{day} 21:{n:02}-21:{n + 9:02}" for n, day in enumerate(("Mo", "Tu", "We", "Th", "Fr")))]
)


async def test_however_long_a_list_is_every_card_of_a_station_fits_into_one_message(
    city: City, ana: Phone, eve: Phone, unions: None
) -> None:
    await city.has(station("𠮷" * 200, NEVER_ALIKE, meters_east=50, adcode="330302", **LONGEST))
    await city.hears_from_keeper("𠮷" * 200, MANY)
    await ana.shares_location()
    await hears(ana, "𠮷")
    await ana.taps("导航1")
    await hears(ana, "𠮷" * 90)
    await ana.taps("看全部")
    await hears(ana, "备注")
    await eve.shares_location()
    await hears(eve, "𠮷")
    await eve.taps("Go 1")
    await hears(eve, "𠮷" * 90)
    await eve.taps("All")
    await hears(eve, "Note")

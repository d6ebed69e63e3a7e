"""A union's list, sent to the bot: checked, told about, taken on a second word, and only from who may."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from models import AuditEntry, Errand, StaffMember, Station
from playground.phones.phone import Phone
from tests.city import City, station
from tests.handlers.hearing import hears
from tests.handlers.staff import hire

HEADER = "编号,名称,纬度,经度,行政区划代码,开放时间\n"
LUCHENG = "D0127,红旗路驿站,28.0,120.65,330302,24小时\nD0128,体育馆驿站,28.01,120.66,330302,8:00-18:00\n"
HANGZHOU = "H1,西湖驿站,30.25,120.13,330106,24小时\n"


@pytest.fixture
async def dina(city: City) -> Phone:
    """Dina, an admin of the city's union."""
    phone = city.phone("Dina")
    await hire(city, phone, "admin", of="温州市")
    return phone


async def sends(phone: Phone, text: str, name: str = "名单.csv", map_: str = "GPS") -> None:
    await phone.sends_document(name, content=text.encode())
    assert "哪种地图" in await phone.reads()
    await phone.taps(map_)


async def listed(city: City) -> set[str]:
    assert city.house
    async with city.house.database.reading() as session:
        return set(await session.scalars(select(Station.code)))


async def test_an_admin_sends_a_list_and_workers_find_its_stations(city: City, dina: Phone, ana: Phone) -> None:
    await sends(dina, HEADER + LUCHENG)
    assert "查过了，没有错。\n新增2，改动0，不变0" in await hears(dina, "查过了")
    assert await listed(city) == set()
    await dina.taps("导入")
    assert "导入好了。\n新增2，改动0，不变0" in await hears(dina, "导入好了")
    assert await listed(city) == {"D0127", "D0128"}
    await asyncio.sleep(2.5)
    await ana.types("体育馆")
    assert "体育馆驿站" in await ana.reads()


async def test_the_import_stands_in_the_trail_and_nothing_of_the_file_is_kept(city: City, dina: Phone) -> None:
    await sends(dina, HEADER + LUCHENG)
    await hears(dina, "查过了")
    await dina.taps("导入")
    await hears(dina, "导入好了")
    assert city.house
    async with city.house.database.reading() as session:
        entries = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "imported_stations"))).all()
        assert [(entry.actor_id, entry.subject) for entry in entries] == [
            (dina.person.id, "added 2, changed 0, unchanged 0, missing 0")
        ]
        assert (await session.scalars(select(Errand.body))).all() == [None, None]


async def test_the_datum_that_was_chosen_is_believed(city: City, dina: Phone) -> None:
    await sends(dina, HEADER + LUCHENG, map_="高德")
    await hears(dina, "查过了")
    await dina.taps("导入")
    await hears(dina, "导入好了")
    assert city.house
    async with city.house.database.reading() as session:
        latitude = await session.scalar(select(Station.latitude).where(Station.code == "D0127"))
    assert latitude != pytest.approx(28.0, abs=1e-4)


async def test_the_first_faults_are_told_by_row_and_nothing_is_taken(city: City, dina: Phone) -> None:
    rows = "".join(f"D{number},红旗路驿站,120.65,28.0,330302,24小时\n" for number in range(8))
    await sends(dina, HEADER + rows)
    said = await hears(dina, "改好再发")
    assert said.count("\n· 第") == 5
    assert "第2行" in said
    assert await listed(city) == set()


async def test_what_is_no_table_is_told_in_one_sentence(city: City, dina: Phone) -> None:
    await dina.sends_document("名单.xls", content=b"\xd0\xcf\x11\xe0" + bytes(600))
    await dina.reads()
    await dina.taps("GPS")
    assert "旧的 .xls" in await hears(dina, "旧的")


async def test_a_list_that_changes_nothing_asks_nothing(city: City, dina: Phone) -> None:
    for _ in range(2):
        await sends(dina, HEADER + LUCHENG)
        if await listed(city):
            assert "2个站都和现在一样" in await hears(dina, "和现在一样")
            return
        await hears(dina, "查过了")
        await dina.taps("导入")
        await hears(dina, "导入好了")


async def test_a_list_that_is_not_wanted_after_all_changes_nothing(city: City, dina: Phone) -> None:
    await sends(dina, HEADER + LUCHENG)
    await hears(dina, "查过了")
    await dina.taps("不要了")
    await dina.reads()
    assert await listed(city) == set()


async def test_a_file_beyond_twenty_megabytes_is_too_big(dina: Phone) -> None:
    await dina.sends_document("名单.xlsx", content=bytes(20 * 1024 * 1024 + 1))
    assert "文件超过20MB" in await dina.reads()


async def test_stations_of_another_city_are_not_hers(city: City, dina: Phone) -> None:
    await sends(dina, HEADER + LUCHENG + HANGZHOU)
    assert "“H1”不归您的工会" in await hears(dina, "不归")


async def test_nobody_moves_another_citys_station_into_their_own(city: City, dina: Phone) -> None:
    await city.has(station("西湖驿站", code="D0127", adcode="330106"))
    await sends(dina, HEADER + LUCHENG)
    assert "“D0127”不归您的工会" in await hears(dina, "不归")


async def test_only_what_was_checked_is_taken(city: City, dina: Phone) -> None:
    await sends(dina, HEADER + LUCHENG)
    await hears(dina, "查过了")
    [(file_id, file)] = city.playground.state.files.sent.items()
    other = replace(file, content=(HEADER + LUCHENG.replace("红旗路", "别处")).encode())
    city.playground.state.files.sent[file_id] = other
    await dina.taps("导入")
    assert "文件拿不到了" in await hears(dina, "拿不到")
    assert await listed(city) == set()


async def test_a_second_tap_on_the_key_takes_nothing_in_twice(city: City, dina: Phone) -> None:
    await sends(dina, HEADER + LUCHENG)
    await hears(dina, "查过了")
    card = dina.last_card
    taken = next(key["callback_data"] for row in card.rows for key in row if key["text"] == "导入")
    await dina.taps("导入")
    await dina.presses_forged(card, taken)
    await hears(dina, "导入好了")
    assert city.house
    async with city.house.database.reading() as session:
        kinds = (await session.scalars(select(Errand.kind))).all()
    assert sorted(kinds) == ["check_list", "import_list"]


async def test_who_lost_the_post_in_between_takes_nothing_in(city: City, dina: Phone) -> None:
    await sends(dina, HEADER + LUCHENG)
    await hears(dina, "查过了")
    assert city.house
    async with city.house.database.writing() as session, session.begin():
        await session.execute(delete(StaffMember))
    await dina.taps("导入")
    assert "不归您的工会" in await hears(dina, "不归")
    assert await listed(city) == set()


async def test_a_worker_and_a_caseworker_hear_that_a_file_was_not_opened(city: City, ana: Phone) -> None:
    chidi = city.phone("Chidi")
    await hire(city, chidi, "caseworker", of="温州市")
    for phone in (ana, chidi):
        await phone.sends_document("名单.csv", content=(HEADER + LUCHENG).encode())
        assert "文件没打开" in await phone.reads()


async def test_an_admins_other_files_are_not_opened_either(dina: Phone) -> None:
    await dina.sends_document("病历.pdf")
    assert "文件没打开" in await dina.reads()


async def test_a_file_that_telegram_lost_is_asked_for_again(city: City, dina: Phone) -> None:
    await dina.sends_document("名单.csv", content=HEADER.encode())
    await dina.reads()
    city.playground.state.files.clear()
    await dina.taps("GPS")
    assert "文件拿不到了" in await hears(dina, "拿不到")
    city.playground.ledger.clear()

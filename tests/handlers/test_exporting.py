"""Exporting: Fang, an admin, gets a table of what became of cases, in private, without a word or a name in it."""

import csv
import io

import pytest
from sqlalchemy import select

from models import AuditEntry
from playground.phones.phone import Phone
from tests.cases import becomes, files, is_answered
from tests.city import City, station
from tests.handlers.staff import hire


@pytest.fixture
async def fang(city: City) -> Phone:
    """An admin of the city, whose union stands above the district."""
    fang = city.phone("Fang")
    await hire(city, fang, "admin", "温州市")
    return fang


async def test_what_fang_gets_has_no_words_and_nothing_that_a_spreadsheet_runs(
    city: City, ana: Phone, fang: Phone
) -> None:
    await hire(city, city.phone("Chidi"), "caseworker", "鹿城区")
    await city.has(station("红旗路驿站", code="=1+1", adcode="330302"))
    reference = await files(city, ana, "微波炉不通电", station_id=1)
    city.clock.goes_on(minutes=90)
    await is_answered(city, reference, "电工下午来", fang.person.id)
    await becomes(city, reference, revealed="Ana", rating="good")
    await fang.types("/desk")
    assert "没有原话" in await fang.reads()
    await fang.taps("导出表格")
    assert "1件" in await fang.reads()
    document = fang.last_card.data["document"]
    content = city.playground.state.files.known(document["file_id"]).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert row == {
        "reference": "A1", "kind": "complaint", "category": "broken", "urgent": "", "station": "'=1+1",
        "union": "330302", "state": "new", "filed_at": "2026-07-14 14:30", "first_answer_at": "2026-07-14 16:00",
        "first_answer_minutes": "90", "closed_at": "", "level": "0", "verdict": "", "rating": "good", "followers": "0",
    }  # fmt: skip
    for secret in ("微波炉", "电工", "Ana", str(ana.person.id)):
        assert secret not in content
    async with city._house.database.reading() as session:
        trail = await session.scalars(select(AuditEntry.actor_id).where(AuditEntry.action == "exported_cases"))
        assert trail.all() == [fang.person.id]


async def test_a_caseworker_and_a_stranger_get_no_table(city: City, ana: Phone, fang: Phone, eve: Phone) -> None:
    await files(city, ana, "微波炉不通电")
    chidi = city.phone("Chidi")
    await hire(city, chidi, "caseworker", "鹿城区")
    await chidi.types("/desk")
    await chidi.reads()
    assert "导出" not in str(chidi.last_card.buttons)
    for phone in (chidi, eve):
        await phone.types("/cases")
        await phone.reads()
        await phone.presses_forged(phone.last_card, "desk:export")
        await phone.reads_toast()
        assert not any("document" in card.data for card in phone.screen())

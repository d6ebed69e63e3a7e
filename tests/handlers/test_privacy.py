"""Privacy: the text says what this bot does, with the numbers it runs with, and nothing that it does not do."""

import re
from datetime import date

import pytest

from locales import locale
from models import Union
from playground.phones.phone import Phone
from services.retention import Keep
from tests.city import City, station
from tests.handlers.conftest import Kept


@pytest.mark.parametrize("typed", ["隐私说明", "Privacy", "看全文"])
async def test_the_text_says_who_answers_what_is_kept_and_how_long(ana: Phone, typed: str) -> None:
    await ana.types(typed)
    said = await ana.reads()
    for words in (
        "第3版，2026年11月23日",
        "7天没动就删",
        "30天后连记录也删",
        "办完180天后全删",
        "谁在管：当地工会，12351",
        "服务器，在国外",
    ):
        assert words in said


async def test_it_is_found_under_more(ana: Phone) -> None:
    await ana.types("⚙️ 更多")
    await ana.reads()
    await ana.taps("隐私说明")
    assert "暖驿怎么管" in await ana.reads()


async def test_the_numbers_are_those_the_bot_runs_with(quiet_city: City) -> None:
    ana = quiet_city.phone("Ana")
    days = {
        "keep_cases_days": 45,
        "keep_forms_days": 3,
        "keep_deliveries_days": 11,
        "keep_dead_letters_days": 2,
        "keep_audit_days": 200,
    }
    quiet_city.settings = quiet_city.settings.model_copy(update={"database_in_china": True, **days})
    async with quiet_city.at_work():
        await ana.types("看全文")
        said = await ana.reads()
    for words in ("办完45天后全删", "3天没动就删", "11天后连记录也删", "2天后删", "记200天", "存的库在国内"):
        assert words in said


async def test_the_union_above_all_answers_for_it(city: City, ana: Phone) -> None:
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        root = Union(adcode="330000", name="浙江省总工会", hotline="0571-12351")
        session.add(root)
        await session.flush()
        session.add(Union(adcode="330300", name="温州市总工会", parent_id=root.id))
    await ana.types("看全文")
    assert (await ana.reads()).endswith("谁在管：浙江省总工会，0571-12351")


async def test_where_the_database_is_stays_unsaid_unless_the_operator_says_so(ana: Phone) -> None:
    await ana.types("看全文")
    assert "国内" not in await ana.reads()


async def test_nothing_of_a_position_is_kept(city: City, ana: Phone, kept: Kept) -> None:
    await city.has(station("红旗路驿站", meters_east=500))
    await ana.shares_location()
    assert "红旗路驿站" in await ana.reads()
    assert await kept(ana) is None
    assert [delivery.body for delivery in await city.deliveries() if delivery.finished_at] in ([], [None])


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_nothing_is_promised_that_is_not_built(language: str) -> None:
    values = {"keep": Keep(), "in_china": False, "geocodes": False, "union": "", "hotline": "", "version": 1}
    said = locale(language).render("privacy", dated=date(2026, 11, 22), **values)
    assert not re.search("统计|格子|statistics", said), "say only what is so"

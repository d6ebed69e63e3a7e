"""A list of meals and events: all of it comes in, or every fault is named and nothing does."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models import Event, EventDay, Kind, Lane, Notice, Serving, Station, Topic
from models.database import Database
from services.errors import ImportRefused
from services.events.days import Days
from services.events.event_file import EventList, read_events
from services.events.event_import import import_events
from services.events.servings import about, serving_of
from services.events.telling import Teller
from services.hours.holidays import Calendar
from services.notices.places import Place
from services.notices.pushes import Push, push_all
from tests.city import ZONE

NOW = datetime(2026, 7, 1, tzinfo=UTC)
TELLER = Teller(Days(Calendar.load(), ZONE), "zh-Hans")
HEADER = "station_code,title,rule,serves_from,serves_until,portions,notify,weather_exempt,on_holiday"
BREAKFAST = "QD03,免费早餐,每周五,06:30,08:30,100,前一晚,是,ask"
CANTEEN = "QD05,十元餐,工作日,11:00,13:30,,当天,否,skip"


@pytest.fixture
async def stations(database: Database) -> None:
    async with database.writing() as session, session.begin():
        session.add_all(Station(code=code, name=code, latitude=28.0, longitude=120.0) for code in ("QD03", "QD05"))
        session.add(Station(code="QD09", name="gone", latitude=28.0, longitude=120.0, listed=False))


pytestmark = pytest.mark.usefixtures("stations")


def listing(folder: Path, *rows: str, header: str = HEADER) -> EventList:
    file = folder / "meals.csv"
    file.write_text("\n".join((header, *rows)), encoding="utf-8")
    return read_events(file)


async def take(database: Database, folder: Path, *rows: str, header: str = HEADER) -> str:
    async with database.writing() as session, session.begin():
        return str(await import_events(session, listing(folder, *rows, header=header), TELLER, NOW))


async def faults(database: Database, folder: Path, *rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        await take(database, folder, *rows, header=header)
    return [str(fault) for fault in refused.value.faults]


async def events(database: Database) -> dict[str, Event]:
    async with database.reading() as session:
        return {event.title: event for event in await session.scalars(select(Event))}


async def days(database: Database) -> dict[str, bool]:
    async with database.reading() as session:
        return {str(day.day): day.takes_place for day in await session.scalars(select(EventDay).order_by(EventDay.day))}


async def test_a_list_comes_in_and_the_same_file_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    assert await take(database, tmp_path, BREAKFAST, CANTEEN) == "added 2, changed 0, unchanged 0, missing 0"
    breakfast = (await events(database))["免费早餐"]
    assert (breakfast.rule, breakfast.serves_from, breakfast.serves_until, breakfast.portions) == (
        "每周五",
        390,
        510,
        100,
    )
    assert (breakfast.notify, breakfast.weather_exempt, breakfast.on_holiday) == ("evening", True, "ask")
    assert await take(database, tmp_path, BREAKFAST, CANTEEN) == "added 0, changed 0, unchanged 2, missing 0"
    assert breakfast.version == (await events(database))["免费早餐"].version


async def test_a_list_as_unions_write_it_is_understood(database: Database, tmp_path: Path) -> None:
    header = "驿站编号,名称,规则,开始,结束,份数,提醒,风雨无阻,节假日,类型,菜单,加开,停开"
    row = (
        "QD03,宵夜,FREQ=WEEKLY;BYDAY=FR,２２点,次日2点,100份,当天,是,停,十元餐,炒粉干,2026-07-20,2026-07-24、2026-07-31"
    )
    await take(database, tmp_path, row, header=header)
    supper = (await events(database))["宵夜"]
    assert (supper.kind, supper.rule, supper.serves_from, supper.serves_until) == ("canteen", "每周五", 1320, 1560)
    assert (supper.notify, supper.on_holiday, supper.details, supper.portions) == ("morning", "skip", "炒粉干", 100)
    assert await days(database) == {"2026-07-20": True, "2026-07-24": False, "2026-07-31": False}


async def test_every_fault_is_named_with_what_would_be_right_and_nothing_comes_in(
    database: Database, tmp_path: Path
) -> None:
    found = await faults(
        database, tmp_path, BREAKFAST,
        "qd-03,,每周八,6:75,25:00,许多,早点,也许,看情况",
        "QD 05,十元餐,每天,11:00,11:00,,,,",
        "QD09,没了的站,每天,11:00,12:00,,,,",
        BREAKFAST,
    )  # fmt: skip
    assert [fault.split("：")[0].split(" “")[0] for fault in found] == [
        "第3行 title", "第3行 rule", "第3行 serves_from", "第3行 serves_until", "第3行 portions", "第3行 notify",
        "第3行 weather_exempt", "第3行 on_holiday", "第4行 serves_until", "第4行 station_code", "第5行 station_code",
        "第6行 title",
    ]  # fmt: skip
    assert "可以写 每天、工作日、每周一三五" in found[1]
    assert "请写成 06:30" in found[2]
    assert "可以写 前一晚、当天" in found[5]
    assert "驿站名单里是“QD05”" in found[9]
    assert "和第2行是同一个站" in found[11]
    assert await events(database) == {}


async def test_a_column_that_the_file_lacks_keeps_and_an_empty_cell_clears(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, BREAKFAST)
    short = "station_code,title,rule,serves_from,serves_until,portions"
    assert await take(database, tmp_path, "QD03,免费早餐,每周五,06:30,09:00,", header=short) == (
        "added 0, changed 1, unchanged 0, missing 0"
    )
    breakfast = (await events(database))["免费早餐"]
    assert (breakfast.serves_until, breakfast.portions, breakfast.weather_exempt) == (540, None, True)
    assert breakfast.version == 2


async def test_what_the_list_lacks_is_told_and_goes_on(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, BREAKFAST, CANTEEN)
    assert await take(database, tmp_path, CANTEEN) == "added 0, changed 0, unchanged 1, missing 1"
    assert (await events(database))["免费早餐"].ended_at is None


async def test_a_list_changes_the_days_that_lists_said_and_leaves_the_keepers_word(
    database: Database, tmp_path: Path
) -> None:
    header = f"{HEADER},extra_days,except_days"
    await take(database, tmp_path, f"{BREAKFAST},2026-07-20,2026-07-24", header=header)
    async with database.writing() as session, session.begin():
        event_id = (await session.scalars(select(Event.id))).one()
        session.add(EventDay(event_id=event_id, day=date(2026, 7, 31), takes_place=True, said_at=NOW, said_by=7))
    assert "changed 1" in await take(database, tmp_path, f"{BREAKFAST},,2026-07-20、2026-07-31", header=header)
    assert await days(database) == {"2026-07-20": False, "2026-07-31": True}
    assert "unchanged 1" in await take(database, tmp_path, f"{BREAKFAST},,2026-07-20、2026-07-31", header=header)
    assert "unchanged 1" in await take(database, tmp_path, BREAKFAST)


async def test_what_is_odd_is_noted_and_stops_nothing(database: Database, tmp_path: Path) -> None:
    notes = listing(tmp_path, "QD03,早餐,隔周周五,06:30,20:30,,,,").all_notes
    assert ["从哪天算起" in str(notes[1]), "早晚写反" in str(notes[0])] == [True, True]


async def test_who_was_told_of_what_a_list_changes_reads_so(database: Database, tmp_path: Path) -> None:
    await take(database, tmp_path, BREAKFAST)
    async with database.writing() as session, session.begin():
        breakfast = (await session.scalars(select(Event))).one()
        [friday] = TELLER.days.of(breakfast, {}, date(2026, 7, 3), date(2026, 7, 3), NOW)
        serving = await serving_of(session, friday)
        what = Push(about(serving.id), Topic.MEALS, Kind.MEAL, Lane.BULK, serving.ends_at)
        await push_all(session, what, {Place("330302"): {"zh-Hans": {"text": "06:30"}}}, NOW)
    await take(database, tmp_path, BREAKFAST.replace("08:30", "09:00"))
    async with database.reading() as session:
        serving, notice = (
            (await session.scalars(select(Serving))).one(),
            (await session.scalars(select(Notice).where(Notice.amends.is_(None)))).one(),
        )
        assert notice is not None
        assert serving.ends_at == notice.expires_at == datetime(2026, 7, 3, 9, tzinfo=ZONE)
        assert "06:30–09:00" in (notice.letters or "")
    await take(database, tmp_path, f"{BREAKFAST},2026-07-03", header=f"{HEADER},except_days")
    async with database.reading() as session:
        serving = (await session.scalars(select(Serving))).one()
        assert serving.closed_at is not None

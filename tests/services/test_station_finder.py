"""A worker shares a place and gets doors that will be open on arrival."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from models import OpeningOverride, Revision, Station
from models.database import Database
from services.hours.holidays import Calendar
from services.places.position import Position
from services.places.travel import Travel
from services.stations.finder import StationFinder
from services.stations.offer import DoorState, Found, Offer
from services.stations.watch import follow, look

ZONE = ZoneInfo("Asia/Shanghai")
HERE = Position(30.27, 120.15)
METERS_A_DEGREE_EAST = 111_320 * math.cos(math.radians(HERE.latitude))


class StoppedClock:
    """A clock that shows what it was told."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class Town:
    """Stations east of HERE in a real database, and a finder that has read them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.finder = StationFinder(ZONE, Calendar.load())

    async def has(self, code: str, hours: str, meters_east: float = 300, **more: object) -> None:
        east = HERE.longitude + meters_east / METERS_A_DEGREE_EAST
        row = {"code": code, "name": code, "latitude": HERE.latitude, "longitude": east, "opening_hours": hours, **more}
        async with self.database.writing.begin() as session:
            await session.execute(insert(Station).values(**row))

    async def hears(self, station_id: int, day: date, hours: str, at: str, until: date | None = None) -> None:
        said = {"first_day": day, "last_day": until or day, "opening_hours": hours, "said_at": local(at)}
        async with self.database.writing.begin() as session:
            await session.execute(insert(OpeningOverride).values(station_id=station_id, **said))

    async def loads(self) -> None:
        async with self.database.reading() as session:
            await self.finder.load(session)

    async def near(self, at: str, travel: Travel = Travel.WALK, **question: object) -> Found:
        await self.loads()
        return self.finder.near(HERE, travel, local(at), **question)  # type: ignore[arg-type]

    async def first(self, at: str, travel: Travel = Travel.WALK) -> Offer:
        return (await self.near(at, travel)).offers[0]


def local(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZONE)


def codes(offers: tuple[Offer, ...]) -> str:
    return " ".join(offer.code for offer in offers)


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def test_a_station_that_shuts_before_you_arrive_is_not_offered(town: Town) -> None:
    await town.has("A", "08:00-18:00", meters_east=900)  # 16 minutes on foot
    assert codes((await town.near("2026-07-14T17:33")).offers) == "A"
    assert codes((await town.near("2026-07-14T17:35")).offers) == ""


async def test_a_station_is_offered_until_ten_minutes_after_arrival_are_left(town: Town) -> None:
    await town.has("A", "08:00-18:00", meters_east=0)
    assert codes((await town.near("2026-07-14T17:50")).offers) == "A"
    assert codes((await town.near("2026-07-14T17:50:01")).offers) == ""


async def test_a_station_that_opens_while_you_ride_is_offered(town: Town) -> None:
    await town.has("A", "14:30-18:00", meters_east=850)
    offer = await town.first("2026-07-14T14:19", Travel.EBIKE)
    assert (offer.state, offer.minutes, offer.wait_minutes) == (DoorState.OPENING, 5, 6)
    assert offer.opens_at == local("2026-07-14T14:30")
    assert not offer.open_on_arrival


async def test_a_wait_of_more_than_fifteen_minutes_is_not_offered(town: Town) -> None:
    await town.has("A", "14:30-18:00", meters_east=0)
    assert codes((await town.near("2026-07-14T14:14:59")).offers) == ""
    assert codes((await town.near("2026-07-14T14:15")).offers) == "A"


async def test_a_door_that_opens_for_less_than_ten_minutes_is_not_offered(town: Town) -> None:
    await town.has("A", "14:30-14:39", meters_east=0)
    assert codes((await town.near("2026-07-14T14:25")).offers) == ""


async def test_an_open_door_says_until_when(town: Town) -> None:
    await town.has("A", "08:00-18:00", meters_east=350)
    offer = await town.first("2026-07-14T17:30")
    assert (offer.state, offer.minutes, offer.minutes_left_on_arrival) == (DoorState.CLOSING, 6, 24)
    assert offer.closes_at == local("2026-07-14T18:00")
    assert offer.opens_at is None


async def test_a_door_that_never_shuts_says_so(town: Town) -> None:
    await town.has("A", "24/7")
    offer = await town.first("2026-07-14T02:10")
    assert offer.around_the_clock
    assert offer.closes_at is None


async def test_a_lunch_break_is_waited_out(town: Town) -> None:
    await town.has("A", "08:00-12:00,13:30-18:00", meters_east=0)
    assert codes((await town.near("2026-07-14T12:30")).offers) == ""
    assert (await town.first("2026-07-14T13:20")).opens_at == local("2026-07-14T13:30")


async def test_unknown_hours_come_last_and_only_within_reach(town: Town) -> None:
    await town.has("unknown", "", meters_east=100)
    await town.has("vague", "unknown", meters_east=200)
    await town.has("open", "24/7", meters_east=1_500)
    await town.has("far unknown", "", meters_east=2_500)
    found = await town.near("2026-07-14T12:00")
    assert codes(found.offers) == "open unknown vague"
    assert [offer.hours_known for offer in found.offers] == [True, False, False]


async def test_hours_that_nobody_can_read_are_unknown(town: Town) -> None:
    await town.has("A", "随缘")
    assert (await town.first("2026-07-14T12:00")).state is DoorState.UNKNOWN


async def test_beyond_thirty_minutes_the_nearest_open_doors_fill_up(town: Town) -> None:
    await town.has("near", "24/7", meters_east=1_000)
    await town.has("far", "24/7", meters_east=2_000)
    await town.has("farther", "24/7", meters_east=30_000)
    await town.has("shut", "Sa 08:00-09:00", meters_east=1_900)
    found = await town.near("2026-07-14T12:00")
    assert (codes(found.offers), codes(found.beyond)) == ("near", "far farther")


async def test_a_far_door_must_be_open_on_arrival_too(town: Town) -> None:
    await town.has("A", "08:00-18:00", meters_east=10_000)  # 168 minutes on foot
    assert codes((await town.near("2026-07-14T15:00")).beyond) == "A"
    assert codes((await town.near("2026-07-14T15:10")).beyond) == ""


async def test_when_all_is_shut_the_first_to_open_is_named(town: Town) -> None:
    await town.has("late", "08:00-18:00", meters_east=100)
    await town.has("early", "05:30-18:00", meters_east=850)
    await town.has("as early", "05:30-18:00", meters_east=900)
    found = await town.near("2026-07-14T02:10")
    assert found.offers == ()
    assert found.earliest is not None
    assert (found.earliest.code, found.earliest.opens_at) == ("early", local("2026-07-14T05:30"))
    assert found.earliest.state is DoorState.LATER


async def test_a_door_that_shuts_before_arrival_is_named_with_its_next_opening(town: Town) -> None:
    await town.has("A", "08:00-12:00,13:00-18:00", meters_east=900)
    found = await town.near("2026-07-14T11:50")
    assert found.earliest is not None
    assert found.earliest.opens_at == local("2026-07-14T13:00")


async def test_an_opening_that_is_over_before_arrival_is_not_the_earliest(town: Town) -> None:
    await town.has("brief", "12:01-12:12,20:00-21:00", meters_east=1_700)
    await town.has("later", "13:30-18:00", meters_east=1_700)
    found = await town.near("2026-07-14T12:00")
    assert found.earliest is not None
    assert (found.earliest.code, found.earliest.opens_at) == ("later", local("2026-07-14T13:30"))


async def test_with_an_open_door_no_earliest_is_named(town: Town) -> None:
    await town.has("A", "24/7")
    assert (await town.near("2026-07-14T02:10")).earliest is None


async def test_no_station_at_all_is_an_answer(town: Town) -> None:
    found = await town.near("2026-07-14T12:00")
    assert (found.offers, found.beyond, found.earliest, found.nearest_meters) == ((), (), None, None)


async def test_the_nearest_listed_station_is_told_even_if_it_is_shut(town: Town) -> None:
    await town.has("A", "off", meters_east=23_000)
    found = await town.near("2026-07-14T12:00")
    assert found.nearest_meters == pytest.approx(23_000, rel=0.01)


async def test_a_station_off_the_list_is_not_found(town: Town) -> None:
    await town.has("A", "24/7", listed=False)
    assert (await town.near("2026-07-14T12:00")).nearest_meters is None


async def test_every_needed_amenity_must_be_there(town: Town) -> None:
    await town.has("A", "24/7", meters_east=100, amenities="water")
    await town.has("B", "24/7", meters_east=200, amenities="water;toilet")
    await town.has("C", "", meters_east=300, amenities="toilet;water;shower")
    question = ["water", "toilet"]
    assert codes((await town.near("2026-07-14T12:00", need=question)).offers) == "B C"
    assert codes((await town.near("2026-07-14T12:00", need=["bed"])).offers) == ""


async def test_only_doors_that_never_shut_can_be_asked_for(town: Town) -> None:
    await town.has("A", "08:00-18:00", meters_east=100)
    await town.has("B", "24/7", meters_east=200)
    await town.has("C", "", meters_east=50)
    assert codes((await town.near("2026-07-14T12:00", need=["24h"])).offers) == "B"


async def test_a_rare_amenity_is_found_behind_hundreds_without_it(town: Town) -> None:
    for number in range(200):
        await town.has(f"A{number}", "24/7", meters_east=number)
    await town.has("B", "08:00-18:00", meters_east=1_000, amenities="shower")
    assert codes((await town.near("2026-07-14T12:00", need=["shower"])).offers) == "B"


async def test_more_goes_on_where_the_last_answer_ended(town: Town) -> None:
    for number in range(5):
        await town.has(f"A{number}", "24/7", meters_east=100 * number)
    first, second = await town.near("2026-07-14T12:00"), await town.near("2026-07-14T12:00", skip=3)
    assert (codes(first.offers), codes(second.offers)) == ("A0 A1 A2", "A3 A4")
    assert (first.has_more, second.has_more) == (True, False)


async def test_more_shows_every_station_once_and_in_order(town: Town) -> None:
    for number in range(100):
        await town.has(f"A{number}", "24/7", meters_east=10 * number)
    await town.loads()
    pages = [town.finder.near(HERE, Travel.WALK, local("2026-07-14T12:00"), skip=skip) for skip in range(0, 102, 3)]
    assert " ".join(codes(page.offers) for page in pages) == " ".join(f"A{number}" for number in range(100))
    assert [page.has_more for page in pages] == [True] * 33 + [False]


async def test_a_night_shift_runs_on_into_the_holiday(town: Town) -> None:
    await town.has("A", "Mo-Fr 18:00-02:00")
    assert (await town.first("2026-10-01T01:00")).closes_at == local("2026-10-01T02:00")
    assert codes((await town.near("2026-10-01T18:30")).offers) == ""
    assert codes((await town.near("2026-10-02T01:00")).offers) == ""


async def test_a_weekday_off_leaves_nothing_for_the_next_morning(town: Town) -> None:
    await town.has("A", "Mo-Su 18:00-02:00; We off")
    assert codes((await town.near("2026-07-15T01:00")).offers) == "A"
    assert codes((await town.near("2026-07-16T01:00")).offers) == ""


async def test_a_makeup_saturday_says_so(town: Town) -> None:
    await town.has("A", "Mo-Fr 08:00-18:00")
    offer = await town.first("2026-10-10T12:00")
    assert offer.is_makeup
    assert not (await town.first("2026-10-12T12:00")).is_makeup


async def test_other_hours_on_a_holiday_say_so(town: Town) -> None:
    await town.has("A", "Mo-Fr 08:00-18:00; PH 09:00-16:00")
    offer = await town.first("2026-10-01T12:00")
    assert (offer.is_holiday, offer.closes_at) == (True, local("2026-10-01T16:00"))


async def test_where_the_calendar_is_not_out_it_is_said_only_if_it_matters(town: Town) -> None:
    await town.has("workdays", "Mo-Fr 08:00-18:00", meters_east=100)
    await town.has("daily", "08:00-18:00", meters_east=200)
    holiday_season = await town.near("2027-10-01T12:00")
    assert [offer.calendar_known for offer in holiday_season.offers] == [False, True]
    assert [offer.calendar_known for offer in (await town.near("2027-07-14T12:00")).offers] == [True, True]


async def test_the_keepers_word_wins_over_the_posted_hours(town: Town) -> None:
    await town.has("A", "08:00-18:00")
    await town.hears(1, date(2026, 7, 14), "08:00-20:00", at="2026-07-14T07:42")
    offer = await town.first("2026-07-14T19:00")
    assert (offer.is_override, offer.closes_at) == (True, local("2026-07-14T20:00"))
    assert codes((await town.near("2026-07-15T19:00")).offers) == ""


async def test_of_two_words_for_a_day_the_newest_wins(town: Town) -> None:
    await town.has("A", "08:00-18:00")
    await town.hears(1, date(2026, 7, 14), "off", at="2026-07-14T09:00")
    await town.hears(1, date(2026, 7, 13), "08:00-18:00", at="2026-07-12T09:00", until=date(2026, 7, 15))
    assert codes((await town.near("2026-07-14T12:00")).offers) == ""
    assert codes((await town.near("2026-07-13T12:00")).offers) == "A"


async def test_closed_today_leaves_last_nights_shift(town: Town) -> None:
    await town.has("A", "18:00-02:00")
    await town.hears(1, date(2026, 7, 14), "off", at="2026-07-13T20:00")
    assert codes((await town.near("2026-07-14T01:00")).offers) == "A"
    assert codes((await town.near("2026-07-14T18:30")).offers) == ""
    assert codes((await town.near("2026-07-15T01:00")).offers) == ""


async def test_the_keepers_word_makes_unknown_hours_known_for_its_days(town: Town) -> None:
    await town.has("A", "")
    await town.hears(1, date(2026, 7, 14), "10:00-16:00", at="2026-07-14T09:00")
    assert (await town.first("2026-07-14T12:00")).state is DoorState.OPEN
    assert (await town.first("2026-07-15T12:00")).state is DoorState.UNKNOWN


async def test_a_clock_turned_to_and_fro_is_answered_rightly(town: Town) -> None:
    await town.has("day", "08:00-18:00", meters_east=100)
    await town.has("night", "20:00-06:00", meters_east=200)
    await town.loads()
    for at, code in [
        ("07-14T12:00", "day"),
        ("07-14T23:00", "night"),
        ("07-13T12:00", "day"),
        ("12-24T03:00", "night"),
    ]:
        assert codes(town.finder.near(HERE, Travel.WALK, local(f"2026-{at}")).offers) == code


async def test_a_day_that_passes_minute_by_minute_is_answered_from_trees_made_ahead(town: Town) -> None:
    await town.has("A", "08:00-12:00,14:00-18:00", meters_east=500)  # 9 minutes on foot
    await town.loads()
    offered = []
    moment = local("2026-07-13T23:00")
    while moment < local("2026-07-15T01:00"):
        await town.finder.refresh(moment)
        if town.finder.near(HERE, Travel.WALK, moment).offers:
            offered.append(moment)
        moment += timedelta(minutes=1)
    day = [each.strftime("%H:%M") for each in offered]
    assert (day[0], day[-1], len(day)) == ("07:37", "17:41", 2 * (4 * 60 + 5))


async def test_a_tree_of_a_minute_holds_what_opens_within_it(town: Town) -> None:
    await town.has("A", "14:30-18:00", meters_east=1_775)  # 29.8 minutes on foot
    await town.loads()
    await town.finder.refresh(local("2026-07-14T13:44:30"))
    offered = [
        codes(town.finder.near(HERE, Travel.WALK, local(f"2026-07-14T13:45:{second}")).offers)
        for second in ("05", "20")
    ]
    assert offered == ["", "A"]


async def test_what_opens_in_two_weeks_is_found_in_two_weeks(town: Town) -> None:
    await town.has("A", "2026 Jul 30 08:00-18:00")
    await town.loads()
    await town.finder.refresh(local("2026-07-14T12:00"))
    assert codes(town.finder.near(HERE, Travel.WALK, local("2026-07-30T12:00")).offers) == "A"


async def test_one_station_can_be_asked_about_by_its_id(town: Town) -> None:
    await town.has("A", "08:00-18:00", address="红旗路88号", phone="0000-88000127", entry="ring", amenities="water")
    await town.loads()
    offer = town.finder.offer(1, HERE, Travel.WALK, local("2026-07-14T19:00"))
    assert offer is not None
    assert (offer.state, offer.opens_at) == (DoorState.LATER, local("2026-07-15T08:00"))
    assert (offer.code, offer.address, offer.entry, offer.amenities) == ("A", "红旗路88号", ("ring",), ("water",))
    assert town.finder.offer(2, HERE, Travel.WALK, local("2026-07-14T19:00")) is None


@asynccontextmanager
async def watched(town: Town, clock: StoppedClock, seconds_between: float) -> AsyncIterator[None]:
    watch = asyncio.create_task(follow(town.finder, town.database.reading, clock, seconds_between))
    await asyncio.sleep(0.2)
    yield
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)


async def revision_is(town: Town, number: int) -> None:
    async with asyncio.timeout(5):
        while town.finder.revision != number:  # noqa: ASYNC110 -- it waits as a worker does: by asking again
            await asyncio.sleep(0.01)


async def raise_revision(town: Town) -> None:
    async with town.database.writing.begin() as session:
        if not (await session.execute(update(Revision).values(number=Revision.number + 1))).rowcount:  # type: ignore[attr-defined]
            await session.execute(insert(Revision).values(name="stations", number=1))


async def test_what_another_process_changed_is_answered_within_five_seconds(town: Town) -> None:
    clock = StoppedClock(local("2026-07-14T12:00"))
    async with watched(town, clock, seconds_between=2):
        await town.has("A", "24/7")
        await raise_revision(town)
        await revision_is(town, 1)
        assert codes(town.finder.near(HERE, Travel.WALK, clock.now()).offers) == "A"


async def test_no_door_waits_for_the_names_of_a_long_list(town: Town) -> None:
    await town.has("A", "24/7")
    assert codes((await town.near("2026-07-14T12:00")).offers) == "A"
    assert town.finder.names.with_code("A") is None
    await town.finder.learn_names()
    assert town.finder.names.with_code("A") == 1


async def test_the_watch_learns_the_names_of_what_is_listed(town: Town) -> None:
    clock = StoppedClock(local("2026-07-14T12:00"))
    await town.has("A", "24/7")
    await raise_revision(town)
    await look(town.finder, town.database.reading, clock)
    assert town.finder.names.with_code("A") == 1


async def test_a_database_that_is_away_leaves_the_old_stations_answering(town: Town) -> None:
    clock = StoppedClock(local("2026-07-14T12:00"))
    await town.has("A", "24/7")
    await raise_revision(town)
    await look(town.finder, town.database.reading, clock)
    async with town.database.engine.begin() as connection:
        await connection.exec_driver_sql("alter table station rename to elsewhere")
    await raise_revision(town)
    async with watched(town, clock, seconds_between=0.02):
        assert codes(town.finder.near(HERE, Travel.WALK, clock.now()).offers) == "A"
        async with town.database.engine.begin() as connection:
            await connection.exec_driver_sql("alter table elsewhere rename to station")
        await revision_is(town, 2)

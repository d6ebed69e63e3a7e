"""The demo city whole: its landmarks, its unions, its people, and the ground that the map shows."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from demo.city import DISTRICTS, MIDDLE
from demo.country import districts
from demo.ground import ground
from demo.landmarks import landmarks
from demo.lists import STATIONS, write_lists
from demo.people import DESK_ID, INHABITANTS, STAFF
from demo.stations import KINDS
from demo.steps import steps
from locales import LANGUAGES
from models import Role
from services.events.event_file import read_events
from services.events.rules import parse_rule
from services.hours.holidays import Calendar
from services.lists.station_file import read_station_file
from services.lists.station_rows import StationList, read_stations
from services.lists.union_file import UnionList, read_unions
from services.places.datum import Datum
from services.places.districts import Districts
from services.places.position import Position, ecef_of
from services.places.travel import Travel
from services.stations.finder import StationFinder
from services.stations.index import COLUMNS, StationIndex
from tests.city import ZONE

MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[StationList, UnionList]:
    """What the city's unions send, read by the importers."""
    stations_file, unions_file, _ = write_lists(tmp_path_factory.mktemp("lists"))
    return read_stations(read_station_file(stations_file), Datum.GCJ02), read_unions(unions_file)


@pytest.fixture(scope="module")
def finder(sent: tuple[StationList, UnionList]) -> StationFinder:
    """The city's stations, to be asked."""
    index = StationIndex()
    rows = [{"id": number, **station} for number, station in enumerate(sent[0].stations, start=1)]
    index.extend([row.get(column.key, "") for column in COLUMNS] for row in rows)
    index.seal()
    return StationFinder(ZONE, Calendar.load(), index)


def names_near_the_middle(finder: StationFinder, moment: datetime) -> list[str]:
    """The three doors of a card for somebody on foot."""
    found = finder.near(Position(*MIDDLE), Travel.WALK, moment)
    return [offer.name for offer in found.offers if offer.open_on_arrival][:3]


def test_the_lists_come_in_without_a_fault_or_a_note(sent: tuple[StationList, UnionList]) -> None:
    stations, unions = sent
    assert (len(stations.stations), stations.notes) == (STATIONS, [])
    assert (unions.faults, unions.all_notes) == ([], [])


def test_every_kind_of_station_stands_in_the_city(sent: tuple[StationList, UnionList]) -> None:
    kinds = {station["kind"] for station in sent[0].stations}
    assert len(kinds) == len(KINDS) + 2, "the six of the guideline, general ones and one on wheels"


def test_every_station_lies_in_a_union_and_the_city_s_union_has_the_desk(
    sent: tuple[StationList, UnionList],
) -> None:
    stations, unions = sent
    assert {station["adcode"] for station in stations.stations} <= {union.adcode for union in unions.unions}
    assert [union.desk_chat_id for union in unions.unions if union.parent == ""] == [DESK_ID]


@pytest.mark.parametrize("half_hours", range(0, 7 * 48, 6))
def test_at_any_hour_three_open_doors_are_near_the_middle(finder: StationFinder, half_hours: int) -> None:
    assert len(names_near_the_middle(finder, MONDAY + timedelta(minutes=30 * half_hours))) == 3


@pytest.mark.parametrize(("moment", "names"), [
    (MONDAY + timedelta(days=2, hours=12), ["工会大厦东侧驿站", "老渡口自助驿站", "十里便利店驿站"]),
    (MONDAY + timedelta(days=2, hours=11), ["市民大厅驿站", "工会大厦东侧驿站", "老渡口自助驿站"]),
    (MONDAY + timedelta(days=3, hours=3), ["老渡口自助驿站", "十里便利店驿站", "夜航面馆驿站"]),
    (MONDAY + timedelta(days=4, hours=6.33), ["工会大厦东侧驿站", "老渡口自助驿站", "十里便利店驿站"]),
    (MONDAY + timedelta(days=3, hours=6.33), ["老渡口自助驿站", "十里便利店驿站", "江风骑手之家"]),
], ids=["noon", "before noon", "night", "friday's breakfast", "thursday without"])  # fmt: skip
def test_around_the_middle_the_doors_are_those_that_the_steps_tell_of(
    finder: StationFinder, moment: datetime, names: list[str]
) -> None:
    assert names_near_the_middle(finder, moment) == names


def test_no_district_of_the_city_is_called_like_a_real_one() -> None:
    real, invented = Districts.of_china(), districts()
    for name in ["清渡市", *(name for reach in DISTRICTS for name, _ in reach)]:
        assert real.named(name) == []
        assert invented.named(name)


def test_each_meal_is_at_a_station_of_the_city_on_days_that_come(
    sent: tuple[StationList, UnionList], tmp_path: Path
) -> None:
    listing = read_events(write_lists(tmp_path)[2])
    listing.refuse_faults()
    assert listing.all_notes == []
    codes = {station["code"] for station in sent[0].stations}
    assert {event.station_code for event in listing.events} <= codes
    year = MONDAY.replace(month=1, day=1).date(), MONDAY.replace(month=12, day=31).date()
    assert all(parse_rule(event.values["rule"]).days(*year) for event in listing.events)


def test_the_invented_country_knows_no_real_place() -> None:
    assert districts().named("鹿城区") == []
    assert districts().near(Position(*MIDDLE)) is None
    assert districts().of("330302") is None


def test_nobody_s_number_can_be_real_and_everybody_says_that_they_are_invented(tmp_path: Path) -> None:
    stations_file, unions_file, _ = write_lists(tmp_path)
    rows = stations_file.read_text(encoding="utf-8").splitlines()[1:]
    assert all("虚构的" in row and "（虚构）" in row and ",0000-" in row for row in rows)
    assert all(",0000-" in row for row in unions_file.read_text(encoding="utf-8").splitlines()[1:])


def test_the_people_are_few_and_each_is_one() -> None:
    assert len({person.id for person in INHABITANTS}) == len(INHABITANTS)
    assert {Role(role) for person in STAFF for role, _ in person.posts} == {
        Role.CASEWORKER, Role.ANNOUNCER, Role.ADMIN, Role.KEEPER, Role.LAWYER,
    }  # fmt: skip


def test_the_map_has_a_river_roads_and_all_districts_around_the_middle() -> None:
    drawn = ground(STATIONS)
    kinds = [feature["properties"]["kind"] for feature in drawn]
    assert (kinds.count("district"), kinds.count("river")) == (6, 1)
    assert kinds.count("road") > 5
    for feature in drawn:
        coordinates = feature["geometry"]["coordinates"]
        line = coordinates[0] if feature["geometry"]["type"] == "Polygon" else coordinates
        assert all(abs(lat - MIDDLE[0]) < 0.11 and abs(lng - MIDDLE[1]) < 0.12 for lng, lat in line)


def test_every_landmark_stands_on_a_street_that_the_map_draws_or_in_a_place_of_its_own() -> None:
    roads = {feature["properties"]["name"] for feature in ground(STATIONS) if feature["properties"]["kind"] == "road"}
    elsewhere = [row[6] for row in landmarks(STATIONS) if not any(road in row[6] for road in roads)]
    assert all("体育公园" in address for address in elsewhere)


@pytest.mark.parametrize("step", steps(), ids=lambda step: str(step["title"]["en"]))
def test_a_step_says_what_it_does_and_where_to_look_in_both_languages(step: dict[str, dict[str, str]]) -> None:
    assert set(step["title"]) == set(step["look"]) == set(LANGUAGES)
    assert all([*step["title"].values(), *step["look"].values()])


def test_no_station_stands_in_the_river(sent: tuple[StationList, UnionList]) -> None:
    [river] = [feature for feature in ground(STATIONS) if feature["properties"]["kind"] == "river"]
    longitudes, latitudes = np.transpose(river["geometry"]["coordinates"])
    dense = np.linspace(latitudes.min(), latitudes.max(), 5_000)
    water = cKDTree(ecef_of(dense, np.interp(dense, latitudes, longitudes)))
    places = np.array([(station["latitude"], station["longitude"]) for station in sent[0].stations])
    meters, _ = water.query(ecef_of(places[:, 0], places[:, 1]))
    assert np.min(meters) > 80

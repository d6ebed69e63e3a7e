"""The demo city: what its union would send, and what is true of it."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from demo.city import MIDDLE
from demo.stations import HEADER, KINDS, stations
from services.lists.station_file import read_station_file
from services.lists.station_rows import StationList, read_stations
from services.places.datum import Datum
from services.station_words import AMENITIES, ENTRIES


def listed(directory: Path, count: int) -> StationList:
    file = directory / "stations.csv"
    with file.open("w", encoding="utf-8", newline="") as output:
        csv.writer(output).writerows([HEADER, *stations(count)])
    return read_stations(read_station_file(file), Datum.GCJ02)


@pytest.mark.parametrize("count", [1, 12, 300, 12_000])
def test_the_list_comes_in_without_a_fault_or_a_note(tmp_path: Path, count: int) -> None:
    listing = listed(tmp_path, count)
    assert len(listing.stations) == count
    assert listing.notes == []


def test_the_list_is_the_same_each_time() -> None:
    assert list(stations(300)) == list(stations(300))


def test_even_a_small_town_has_a_station_of_each_type() -> None:
    assert {row[HEADER.index("类型")] for row in stations(300)} >= set(KINDS)


def test_things_are_as_frequent_as_the_national_counts_say(tmp_path: Path) -> None:
    counts = Counter(code for station in listed(tmp_path, 12_000).stations for code in station["amenities"].split(";"))
    shares = {"battery_swap": 1.1, "hot_meal": 1.3, "first_aid": 61, "legal_window": 11, "haircut": 2.8, "water": 99}
    assert {code: 100 * counts[code] / 12_000 for code in shares} == pytest.approx(shares, rel=0.15)


def test_every_word_of_the_list_is_known(tmp_path: Path) -> None:
    found = listed(tmp_path, 12_000).stations
    assert {code for station in found for code in station["amenities"].split(";")} <= {*AMENITIES}
    assert {code for station in found for code in station["entry"].split(";")} == {*ENTRIES}


def test_the_town_lies_around_its_middle(tmp_path: Path) -> None:
    found = listed(tmp_path, 300).stations
    assert all(abs(station["latitude"] - MIDDLE[0]) < 0.11 for station in found)
    assert all(abs(station["longitude"] - MIDDLE[1]) < 0.13 for station in found)


def test_the_city_says_that_it_is_invented() -> None:
    assert all("虚构" in row[-1] and row[HEADER.index("电话")].startswith("0000-") for row in stations(12))

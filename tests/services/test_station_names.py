"""Stations by what people call them."""

import random
from collections.abc import Sequence

import pytest

from services.places.geocoding import Place
from services.stations.grams import Grams
from services.stations.index import StationIndex
from services.stations.names import StationNames

ROWS = (
    ("D0127", "红旗路驿站", "东岸区红旗路88号"),
    ("D0128", "体育馆驿站", "东岸区体育路1号"),
    ("D0129", "红旗路邮政驿站", "东岸区红旗路12号"),
    ("D0130", "老码头工会驿站", "桥北区人民路3号"),
    ("D0131", "便民服务中心驿站", "桥北区人民路5号，一楼"),
    ("D0132", "新村社区户外劳动者服务驿站", "清渡市西岸区人民路9号"),
    ("D0133", "人民路司机之家", "西岸区人民路20号"),
    ("Q-7", "KFC 世纪大道店", "浦东新区世纪大道100号"),
    ("桥北01", "望江门驿站", ""),
    ("D0135", "客运中心驿站", "东岸区客运中心旁"),
)  # fmt: skip


def names(rows: Sequence[tuple[str, str, str]] = ROWS) -> StationNames:
    index = StationIndex()
    index.extend(
        (number, 30.0 + number / 1000, 120.0, "", "", "", code, name, "", "", address)
        for number, (code, name, address) in enumerate(rows, start=1)
    )
    index.seal()
    return StationNames(index)


STATIONS = names()


def told(text: str) -> list[tuple[str, str]]:
    return [(place.name, place.area) for place in STATIONS.places(text)]


@pytest.mark.parametrize("typed", ["D0127", "d0127", "Ｄ０１２７", " D 0127 ", "D-0127", "d0127。"])
def test_a_code_is_known_whatever_its_width_case_and_blanks(typed: str) -> None:
    assert STATIONS.with_code(typed) == 1


@pytest.mark.parametrize(("typed", "station_id"), [("q7", 8), ("桥北01", 9), ("D01", None), ("", None), ("👍", None)])
def test_a_code_is_known_whole_or_not_at_all(typed: str, station_id: int | None) -> None:
    assert STATIONS.with_code(typed) == station_id


@pytest.mark.parametrize(
    ("typed", "station_id"),
    [("体育馆", 2), ("体育馆驿站", 2), ("体育馆工会驿站", 2), ("老码头", 4), ("老码头驿站", 4), ("红旗路邮政", 3),
     ("kfc世纪大道", 8), ("ＫＦＣ", 8), ("新村社区", 6), ("望江门", 9), ("客运中心", 10), ("红旗路驿站", 1)],
)  # fmt: skip
def test_a_name_leads_to_its_station_whatever_kind_it_says_it_is(typed: str, station_id: int) -> None:
    (place,) = STATIONS.places(typed)
    assert place.station_id == station_id


def test_a_station_comes_with_its_street() -> None:
    assert told("体育馆") == [("体育馆驿站", "东岸区体育路")]


def test_a_street_leads_to_the_middle_of_its_stations() -> None:
    (place,) = STATIONS.places("红旗路")
    assert (place.name, place.area, place.station_id) == ("红旗路", "东岸区", None)


@pytest.mark.parametrize("typed", ["人民路", "人民路口", "人民街", "人民大道", "人民路77号", "清渡市人民路"])
def test_a_street_of_several_districts_is_asked_back(typed: str) -> None:
    assert sorted(area for _, area in told(typed)) == ["桥北区", "西岸区"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("桥北区人民路", ("桥北区人民路", "")),
        ("清渡市桥北区人民路", ("人民路", "桥北区")),
        ("桥北区 人民路 3 号", ("桥北区人民路3号", "")),
        ("桥北区人民路99号", ("桥北区人民路", "")),
    ],
)
def test_a_street_with_its_district_is_clear(typed: str, place: tuple[str, str]) -> None:
    assert told(typed) == [place]


def test_a_street_in_a_district_where_it_is_not_is_not_found() -> None:
    assert told("东岸区人民路") == []


def test_a_district_leads_into_its_middle() -> None:
    assert told("桥北区") == [("桥北区", "")]


@pytest.mark.parametrize("typed", ["休育馆", "体肓馆", "育体馆", "体育育馆", "体育休馆"])
def test_one_slip_is_forgiven(typed: str) -> None:
    assert [place.station_id for place in STATIONS.places(typed)] == [2]


@pytest.mark.parametrize("typed", ["老马头驿站", "客运终心", "客中运心", "望江们驿站"])
def test_a_slip_in_a_longer_name_is_forgiven(typed: str) -> None:
    assert len(STATIONS.places(typed)) == 1


@pytest.mark.parametrize("typed", ["体育场", "光明电影院", "xx", "哈哈哈哈", "七里香", "", "路", "。"])
def test_what_no_station_is_called_is_not_found(typed: str) -> None:
    assert told(typed) == []


def test_an_empty_list_knows_no_names() -> None:
    empty = names(())
    assert (empty.places("体育馆"), empty.with_code("D0127")) == ((), None)


def test_every_text_with_a_word_is_among_those_that_may_hold_it() -> None:
    dice = random.Random(7)
    texts = ["".join(dice.choices("红旗路人民馆abc12", k=dice.randint(0, 9))) for _ in range(5_000)]
    grams = Grams(texts)
    for _ in range(300):
        word = "".join(dice.choices("红旗路人民馆abc12", k=dice.randint(2, 4)))
        holding = {number for number, text in enumerate(texts) if word in text}
        may = set(grams.holding(word).tolist())
        assert holding <= may
        assert word[0] == word[1] or len(may) < len(texts) / 2


def test_a_place_says_which_station_it_is() -> None:
    assert all(isinstance(place, Place) for place in STATIONS.places("人民路"))

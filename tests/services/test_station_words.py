"""The words of station files: English codes or Chinese, however they are spaced."""

import pytest

from services.station_words import (
    AMENITIES,
    AMENITY_CODES,
    ENTRIES,
    ENTRY_CODES,
    HEADERS,
    KIND_CODES,
    KINDS,
    STANDARD_EQUIPMENT,
    Words,
    codes_of,
    fold,
    split_amenities,
    split_entries,
)

TABLES = [(HEADERS, codes_of(HEADERS)), (KINDS, KIND_CODES), (AMENITIES, AMENITY_CODES), (ENTRIES, ENTRY_CODES)]


@pytest.mark.parametrize(("words", "codes"), TABLES, ids=["headers", "kinds", "amenities", "entries"])
def test_no_word_means_two_things(words: Words, codes: dict[str, str]) -> None:
    assert len(codes) == sum(len({fold(word) for word in (code, *chinese)}) for code, chinese in words.items())


def test_every_standard_equipment_is_an_amenity_of_a_known_kind() -> None:
    assert STANDARD_EQUIPMENT.keys() <= KINDS.keys()
    assert {code for codes in STANDARD_EQUIPMENT.values() for code in codes} <= AMENITIES.keys()


@pytest.mark.parametrize(
    "word", ["网约(出租)车司机", "网约（出租）车司机", " 网约 车司机", "ride_hailing_driver", "RIDE_HAILING_DRIVER"]
)
def test_widths_blanks_and_case_do_not_matter(word: str) -> None:
    assert KIND_CODES[fold(word)] == "ride_hailing_driver"


@pytest.mark.parametrize("word", ["wifi", "WiFi", "ＷＩＦＩ", "Wi-Fi", "无线网"])
def test_wifi_may_be_written_in_any_way(word: str) -> None:
    assert AMENITY_CODES[fold(word)] == "wifi"


def test_lists_split_at_every_sign_that_people_use() -> None:
    assert split_amenities("饮水；充电;空调，药箱,厕所、书 / wifi|床位｜冰箱") == [
        "饮水", "充电", "空调", "药箱", "厕所", "书", "wifi", "床位", "冰箱",
    ]  # fmt: skip


def test_ways_in_also_split_at_or() -> None:
    assert split_entries("扫码或按铃") == ["扫码", "按铃"]

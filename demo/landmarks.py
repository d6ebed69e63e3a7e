"""The stations around the middle, written by hand: whoever stands there is well answered at any hour."""

import csv
from collections.abc import Iterator
from importlib import resources

from demo.city import Place, as_sent, district_at, side_of
from demo.stations import NOTE, SURNAMES, Row


def landmarks(count: int) -> Iterator[Row]:
    """The rows of landmarks.csv as stations has them, in a city of so many stations."""
    text = (resources.files("demo") / "landmarks.csv").read_text(encoding="utf-8")
    written = list(csv.DictReader(text.splitlines()))
    places = [(float(row["北"]), float(row["东"])) for row in written]
    for number, (row, place, point) in enumerate(zip(written, places, as_sent(places), strict=True), 1):
        yield _station(number, row, _shares(place, side_of(count)), point)


def _shares(place: Place, side: float) -> Place:
    return place[0] / side + 0.5, place[1] / side + 0.5


def _station(number: int, row: dict[str, str], place: Place, point: Place) -> Row:
    district, adcode = district_at(*place)
    return (
        row["编号"],
        row["名称"],
        f"{point[0]:.6f}",
        f"{point[1]:.6f}",
        row["类型"],
        row["共建单位类型"],
        district + row["地址"],
        adcode,
        row["开放时间"],
        row["服务设施"],
        row["进入方式"],
        f"0000-{88_990_000 + number}",
        f"{SURNAMES[number % len(SURNAMES)]}师傅（虚构）",
        row["星级"],
        f"{row['备注']}。{NOTE}",
    )

"""The lists that the invented city's unions send: python -m demo.lists DIRECTORY writes them there."""

import argparse
import csv
import math
import shutil
from collections.abc import Iterator
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Final

from demo.city import METERS_PER_DEGREE, as_sent
from demo.landmarks import landmarks
from demo.stations import HEADER, Row, stations

STATIONS: Final = 300
MIDDLE_METERS: Final = 1500.0
"""Around the middle only the landmarks stand, so that a story told of it stays true."""


def write_lists(directory: Path) -> tuple[Path, Path, Path]:
    """Write stations.csv, in GCJ-02, unions.csv and meals.csv; give all three."""
    stations_file = directory / "stations.csv"
    with stations_file.open("w", encoding="utf-8", newline="") as output:
        csv.writer(output).writerows((HEADER, *rows()))
    return stations_file, _copied("unions.csv", directory), _copied("meals.csv", directory)


def _copied(name: str, directory: Path) -> Path:
    with resources.as_file(resources.files("demo") / name) as shipped:
        return Path(shutil.copyfile(shipped, directory / name))


def rows() -> list[Row]:
    """The stations of the city under HEADER: the landmarks, and around them what chance put there."""
    known = list(landmarks(STATIONS))
    return [*known, *islice(_farther_out(), STATIONS - len(known))]


def _farther_out() -> Iterator[Row]:
    [middle] = as_sent([(0.0, 0.0)])
    narrow = math.cos(math.radians(middle[0]))
    for row in stations(STATIONS):
        north, east = float(row[2]) - middle[0], (float(row[3]) - middle[1]) * narrow
        if math.hypot(north, east) * METERS_PER_DEGREE > MIDDLE_METERS:
            yield row


def main() -> None:
    """Write all lists into a directory."""
    parser = argparse.ArgumentParser(prog="python -m demo.lists", description=__doc__)
    parser.add_argument("directory", type=Path, help="where to")
    directory = parser.parse_args().directory
    directory.mkdir(parents=True, exist_ok=True)
    write_lists(directory)


if __name__ == "__main__":
    main()

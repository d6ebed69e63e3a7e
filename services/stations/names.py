"""Stations by what people call them: their code, their name, the street and the district they stand in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from services.places.geocoding import Place
from services.stations.grams import Grams, Rows
from services.stations.index import StationIndex
from services.stations.slips import meant_by, stem

WEIGHED: Final = 200  # of the stations with a word; of more every so-manieth
WEIGHED_ALIKE: Final = 100
BETWEEN: Final = "\x1e"
"""Between the name and the address of a station."""

_SIGNS: Final = re.compile(r"[\W_]+")
_STATION: Final = re.compile(
    "(?:户外|劳动者|工会|爱心|综合|服务|暖心|职工|骑手|司机)*(?:驿站|站点|服务站|休息点|之家)$"
)
_HOUSE: Final = re.compile(r"(?<=\D)\d+(?:号|弄|幢|栋|楼|室).*$|(?<=[路街道巷])口$")
_NO_AREA: Final = r"[^省市区县旗路街道巷号\d]"
_AREAS: Final = re.compile(f"(?:{_NO_AREA}{{2,7}}省)?(?:{_NO_AREA}{{2,7}}市)?({_NO_AREA}{{1,7}}[区县旗])?")


@dataclass(frozen=True, slots=True)
class Word:
    """What is looked for, and the district that it must stand in, if one was typed."""

    text: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A station whose words hold what was looked for; `wholly` if it is called so and nothing else."""

    row: int
    name: str
    address: str
    by_name: bool
    wholly: bool


class StationNames:
    """Finds stations by words, from memory; built once for an index."""

    def __init__(self, index: StationIndex) -> None:
        """Read the words of all stations; seconds for 180,000, so this is work for a thread."""
        self.index = index
        self._grams = Grams(_searched(*index.title(row)[1:]) for row in range(len(index)))
        codes = np.array([hash(plain(index.title(row)[0])) for row in range(len(index))], np.int64)
        self._by_code = np.argsort(codes, kind="stable").astype(np.int32)
        self._codes = codes[self._by_code]

    @property
    def nbytes(self) -> int:
        """Its size in memory."""
        return self._grams.nbytes + self._codes.nbytes + self._by_code.nbytes

    def with_code(self, text: str) -> int | None:
        """The id of the station whose code was typed, whatever its width, case, blanks and signs."""
        code = plain(text)
        first, last = (int(place) for place in np.searchsorted(self._codes, [hash(code), hash(code) + 1]))
        rows = (int(row) for row in self._by_code[first:last])
        row = next((row for row in rows if code and plain(self.index.title(row)[0]) == code), None)
        return None if row is None else self.index.details(row).station_id

    def called(self, text: str) -> int | None:
        """The id of the station with this code, or of the only one with exactly this name; None if there is none."""
        name = plain(text)
        rows = [named.row for named in self._named(Word(name)) if plain(named.name) == name] if name else []
        by_name = self.index.details(rows[0]).station_id if len(rows) == 1 else None
        return by_name if (by_code := self.with_code(text)) is None else by_code

    def places(self, text: str) -> Sequence[Place]:
        """The places that a text may mean, one for each district, those with the most stations first."""
        words = _words(text)
        for word in (*words, *self._meant(words[-1])):
            named = self._named(word)
            if named:
                return [self._place(word, group, district) for district, group in _by_district(named)]
        return ()

    def _named(self, word: Word) -> Sequence[Named]:
        """The stations with a word; of a word that is no road's, those that are called so alone, if any are."""
        found = [*filter(None, (self._look(row, word) for row in _some(self._grams.holding(word.text))))]
        return [each for each in found if each.wholly and not stem(word.text)] or found

    def _look(self, row: int, word: Word) -> Named | None:
        _, name, address = self.index.title(row)
        searched = _searched(name, address)
        if word.text not in searched or word.district not in searched:
            return None
        own = searched.partition(BETWEEN)[0]
        return Named(row, name, address, word.text in own, without_kind(own) == without_kind(word.text))

    def _meant(self, word: Word) -> Iterator[Word]:
        """What a word without any station was most probably meant to be."""
        pattern = meant_by(word.text)
        rows = [*_some(self._grams.holding(stem(word.text))), *self._grams.alike(word.text, WEIGHED_ALIKE).tolist()]
        texts = (_searched(*self.index.title(row)[1:]) for row in dict.fromkeys(rows))
        found = Counter(match[0] for match in map(pattern.search, texts) if match)
        yield from (Word(text, word.district) for text, _ in found.most_common(1))

    def _place(self, word: Word, group: Sequence[Named], district: str) -> Place:
        """One station, or the middle of several: the one among them that stands there."""
        first = group[0]
        if len(group) == 1 and first.by_name:
            station = self.index.details(first.row)
            return Place(first.name, _HOUSE.sub("", first.address), station.position, station.station_id)
        middle = self.index.middle_of(np.array([each.row for each in group]))
        return Place(word.text, "" if district in word.text else district, middle)


def plain(text: str) -> str:
    """The letters and digits of a text, whatever its width and case."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def without_kind(name: str) -> str:
    """A station's name without the word that says that it is one."""
    return _STATION.sub("", name) or name


def names_a_station(text: str) -> bool:
    """Whether a text says itself that it means a station and not what is around it: 红旗路驿站."""
    return without_kind(plain(text)) != plain(text)


def _words(text: str) -> list[Word]:
    """What to look for, first all of it, then with less and less around the name."""
    whole = plain(text)
    name = without_kind(whole)
    street = _HOUSE.sub("", name)
    areas = _AREAS.match(street)
    rest = street[areas.end() :] if areas else ""
    last = Word(rest, areas[1] or "") if areas and len(rest) > 1 else Word(street)
    return list(dict.fromkeys((Word(whole), Word(name), Word(street), last)))


def _searched(name: str, address: str) -> str:
    return plain(name) + BETWEEN + plain(address)


def _some(rows: Rows) -> list[int]:
    return [int(row) for row in rows[:: 1 + len(rows) // WEIGHED]]


def _by_district(named: Iterable[Named]) -> list[tuple[str, list[Named]]]:
    groups: dict[str, list[Named]] = {}
    for each in named:
        areas = _AREAS.match(each.address)
        groups.setdefault((areas and areas[1]) or "", []).append(each)
    return sorted(groups.items(), key=lambda group: -len(group[1]))

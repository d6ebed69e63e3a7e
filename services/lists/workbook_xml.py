"""XML out of a workbook: read in portions, without entities, without an end that never comes."""

from collections.abc import Callable, Iterator
from typing import IO, Final
from xml.parsers import expat

PORTION: Final = 1 << 16  # bytes
MOST_ELEMENTS: Final = 30_000_000  # of one part; 180,000 stations of fifteen columns have six million

Attributes = dict[str, str]


class Damaged(Exception):
    """A workbook that is not what it says it is; whoever opened it tells the person."""


class LocalNames(dict[str, str]):
    """Names of elements without the prefix that some programs give them."""

    def __missing__(self, name: str) -> str:
        """Cut it once."""
        self[name] = local = name.rpartition(":")[2]
        return local


def parser() -> expat.XMLParserType:
    """A parser that refuses what no spreadsheet writes and an attacker needs: declarations of entities."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.buffer_size = PORTION
    made.StartDoctypeDeclHandler = _refuse
    return made


def portions(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part, a portion at a time."""
    while portion := stream.read(PORTION):
        yield portion


def elements(content: bytes, tell: Callable[[str, Attributes], object]) -> None:
    """Tell each element of a small part, as it begins."""
    names, made = LocalNames(), parser()
    made.StartElementHandler = lambda name, attributes: tell(names[name], attributes)
    made.Parse(content, True)


def _refuse(*_: object) -> None:
    raise Damaged

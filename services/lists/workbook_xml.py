"""XML out of a workbook: read in portions, and without entities."""

from collections.abc import Callable, Iterator
from typing import IO, Final, Protocol
from xml.parsers import expat

PORTION: Final = 1 << 16  # bytes
LONGEST_TEXT: Final = 1 << 20  # characters; a cell has at most 32,767
DEEPEST: Final = 1_000  # elements within elements; a sheet has ten

Attributes = dict[str, str]


class Damaged(Exception):
    """A workbook that is not what it says it is; whoever opened it tells the person."""


class LocalNames(dict[str, str]):
    """Names of elements without the prefix that some programs give them."""

    def __missing__(self, name: str) -> str:
        """Cut it once."""
        self[name] = local = name.rpartition(":")[2]
        return local


class Gathering(Protocol):
    """What is told of a part as it is read: `depth` counts the open elements, `pieces` are of the text that is read."""

    depth: int
    pieces: list[str]

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A text, or a piece of it."""


def portions_told(stream: IO[bytes], gathering: Gathering) -> Iterator[None]:
    """Tell all of a part, and stop after each portion; Damaged if it is too deep or a text too long."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.buffer_size = PORTION
    # No spreadsheet declares a document type; an attacker needs it for entities.
    made.StartDoctypeDeclHandler = _refuse
    made.StartElementHandler, made.EndElementHandler = gathering.start, gathering.end
    made.CharacterDataHandler = gathering.text
    while portion := stream.read(PORTION):
        made.Parse(portion)
        if gathering.depth > DEEPEST or sum(map(len, gathering.pieces)) > LONGEST_TEXT:
            raise Damaged
        yield
    made.Parse(b"", True)
    yield


class _Elements:
    def __init__(self, tell: Callable[[str, Attributes], object]) -> None:
        self.depth = 0
        self.pieces: list[str] = []
        self._tell = tell
        self._names = LocalNames()

    def start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        self._tell(self._names[name], attributes)

    def end(self, _: str) -> None:
        self.depth -= 1

    def text(self, _: str) -> None:
        pass


def elements(stream: IO[bytes], tell: Callable[[str, Attributes], object]) -> None:
    """Tell each element of a part, as it begins."""
    for _ in portions_told(stream, _Elements(tell)):
        pass


def _refuse(*_: object) -> None:
    raise Damaged

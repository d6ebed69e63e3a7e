"""Which of many short texts may hold a word: an index of their pairs of characters, in three arrays of numbers."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Codepoints = npt.NDArray[np.uint32]

BUCKET_BITS: Final = 20
TEXTS_AT_ONCE: Final = 2_000
END: Final = "\n"
"""Between two texts; no pair reaches over it."""


class Grams:
    """Pairs of neighbors, and of neighbors but one, of every text; a text is known by its place in the order given.

    Pairs share buckets, so what is found may hold the word or not: the caller looks.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Read all texts; a second and a half for 180,000, most of it without holding the interpreter."""
        self._count, keys = 0, [np.empty(0, np.uint64)]
        for portion in _portions(texts):
            keys.append(np.unique(_keys(portion, self._count)))
            self._count += len(portion)
        every = np.concatenate(keys)
        every.sort()
        self._rows = (every & np.uint64(0xFFFFFFFF)).astype(np.int32)
        self._starts = np.searchsorted(every >> np.uint64(32), np.arange((1 << BUCKET_BITS) + 1)).astype(np.int32)

    @property
    def nbytes(self) -> int:
        """Its size in memory."""
        return self._rows.nbytes + self._starts.nbytes

    def holding(self, word: str) -> Rows:
        """The texts that may hold the word, in order."""
        buckets = np.unique(_neighbors(_codepoints(word)))
        return np.flatnonzero(self._counts(buckets) == len(buckets)) if len(buckets) else np.empty(0, np.int64)

    def alike(self, word: str, limit: int) -> Rows:
        """Up to `limit` texts that share the most pairs with the word, best first."""
        letters = _codepoints(word)
        counts = self._counts(np.unique(np.concatenate([_neighbors(letters), _but_one(letters)])))
        some = np.flatnonzero(counts)
        if len(some) > limit:
            some = some[np.argpartition(-counts[some], limit)[:limit]]
        return some[np.argsort(-counts[some], kind="stable")]

    def _counts(self, buckets: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        found = [self._rows[self._starts[bucket] : self._starts[bucket + 1]] for bucket in buckets.tolist()]
        return np.bincount(np.concatenate([np.empty(0, np.int32), *found]), minlength=self._count)


def _portions(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while portion := list(islice(rest, TEXTS_AT_ONCE)):
        yield portion


def _keys(texts: list[str], first: int) -> npt.NDArray[np.uint64]:
    """A bucket above, a text's number below, for each pair in the texts."""
    letters = _codepoints(END.join(texts))
    is_end = letters == ord(END)
    number = np.cumsum(is_end).astype(np.uint64) + np.uint64(first)
    keys = [np.empty(0, np.uint64)]
    for apart, buckets in ((1, _neighbors(letters)), (2, _but_one(letters))):
        within = number[:-apart] == number[apart:]
        within &= ~is_end[:-apart]
        keys.append((buckets.astype(np.uint64) << np.uint64(32) | number[:-apart])[within])
    return np.concatenate(keys)


def _codepoints(text: str) -> Codepoints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _neighbors(letters: Codepoints) -> Codepoints:
    return _bucket(letters[:-1], letters[1:])


def _but_one(letters: Codepoints) -> Codepoints:
    return _bucket(letters[:-2], letters[2:])


def _bucket(first: Codepoints, second: Codepoints) -> Codepoints:
    mixed = first * np.uint32(2_654_435_761) + second * np.uint32(2_246_822_519)
    return mixed >> np.uint32(32 - BUCKET_BITS)

"""What is known of the pieces of running text, those that spaces part.

Functions of all the country are made of some thousands of words, so what is found out about a piece
of one text (`tributaria,`) holds for the next texts too. A search that costs tens of microseconds is
then spared wherever no piece of the text can hold what is sought, and each text is parted once for
all who ask.

What is remembered is bounded: a table that is full begins anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

#: Pieces remembered by each table, some 2 MB, and the longest of them.
_MOST, _LONGEST = 16_384, 48
_DIGIT = re.compile(r"\d")

Value = TypeVar("Value")


class Table(dict[str, Value], Generic[Value]):
    """What a function gives for each piece, found out when first asked for: `table[piece]`."""

    def __init__(self, find: Callable[[str], Value]):
        super().__init__()
        self._find = find

    def __missing__(self, piece: str) -> Value:
        value = self._find(piece)
        # Numbers are too many to be met again.
        if len(piece) <= _LONGEST and not _DIGIT.search(piece):
            if len(self) >= _MOST:
                self.clear()
            self[piece] = value
        return value


class Sieve:
    """Tells whether a text may hold something that stands in one piece, or begins in one.

    `holds(piece)` says it of a piece as if nothing stood before and after it, with zeros for its
    digits. Of a text of which no piece holds it, nobody has to look at the whole. There is one for
    each thing sought, made when its module is read.
    """

    def __init__(self, holds: Callable[[str], object]):
        self._bit = 1 << len(_sought)
        _sought.append(holds)
        for remembered in (_marks.clear, _mark.cache_clear, _marked.cache_clear):
            remembered()

    def __call__(self, text: str) -> bool:
        """Whether some piece of the text holds it."""
        return _marked(text) & self._bit != 0


_sought: list[Callable[[str], object]] = []


@lru_cache(maxsize=_MOST)
def _mark(piece: str) -> int:
    """One bit for each thing that the piece holds."""
    return sum(1 << place for place, holds in enumerate(_sought) if holds(piece))


_marks = Table(lambda piece: _mark(_DIGIT.sub("0", piece)))


@lru_cache(maxsize=32_768)
def _marked(text: str) -> int:
    marks = 0
    for piece in set(map(_marks.__getitem__, text.split())):
        marks |= piece
    return marks

"""Width of text in Liberation Sans (metrically Arial and Helvetica) and line breaking, without a
font library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from unicodedata import combining, normalize

#: Advance widths of U+0020 to U+007E in thousandths of an em (Liberation Sans Regular, table hmtx).
_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_OTHER = {
    "°": 400, "º": 365, "ª": 370, "«": 556, "»": 556, "–": 556, "—": 1000, "“": 333, "”": 333,
    "‘": 222, "’": 222, "…": 1000, "·": 333, "¿": 611, "¡": 333, "§": 556,
}  # fmt: skip
_BLANK = _ASCII[0]
#: What we do not know is taken as wide as the widest glyph of the fallback font, so text never
#: leaves its box.
_UNKNOWN = 1200


@lru_cache(maxsize=4096)
def _character(char: str) -> int:
    base = normalize("NFD", char)[0]
    if " " <= base <= "~":
        return _ASCII[ord(base) - 32]
    return 0 if combining(char) else _OTHER.get(char, _UNKNOWN)


@lru_cache(maxsize=16384)
def width(text: str) -> int:
    """Return the width of a text in thousandths of the font size; never less than the real one."""
    return sum(map(_character, text))


def wrap(words: Iterable[str], limit: float) -> tuple[str, ...]:
    """Return the words in lines no wider than `limit` (thousandths of the font size).

    A word wider than the limit is cut; nothing is left out. Text without words gives one empty
    line.
    """
    lines: list[str] = []
    line, used = "", 0
    for word in words:
        size = width(word)
        if line and used + _BLANK + size <= limit:
            line, used = f"{line} {word}", used + _BLANK + size
            continue
        if line:
            lines.append(line)
        while size > limit:
            head = _fitting(word, limit)
            lines.append(word[:head])
            word = word[head:]
            size = width(word)
        line, used = word, size
    if line or not lines:
        lines.append(line)
    return tuple(lines)


def count_lines(words: Sequence[str], sizes: Sequence[int], limit: float) -> int:
    """Return how many lines `wrap` makes of words of these widths, without making them."""
    lines, used = 1, -_BLANK
    for size in sizes:
        if size > limit:
            return len(wrap(words, limit))
        used += _BLANK + size
        if used > limit:
            lines += 1
            used = size
    return lines


def _fitting(word: str, limit: float) -> int:
    used = 0
    for index, char in enumerate(word):
        used += _character(char)
        if used > limit and index:
            return index
    return max(len(word), 1)

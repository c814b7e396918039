"""The bundled fonts and what they can print. Open licences: see the LICENSE files beside them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from .. import resources
from ..printable import code, visible

if TYPE_CHECKING:
    from pathlib import Path

_FILES = ("LiberationSans-Regular.ttf", "DejaVuSans.ttf")
#: Unassigned for common use: PDF/A-2a wants a Unicode meaning for every glyph.
_PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))


def folder() -> Path:
    """Return the directory of the fonts, to be handed to the composition."""
    from pathlib import Path

    return Path(resources.place("render", "data", "fonts"))


def printable(text: str) -> str:
    """Return the text as the PDF prints it: `visible`, and a character that no bundled font has as
    its code.

    `Parque 😀🏞` gives `Parque 😀[U+1F3DE]`: nothing is lost in silence, and every text prints.
    """
    text = visible(text)
    if text.isascii():
        return text
    known = _known()
    if known.issuperset(text):
        return text
    return "".join(char if char in known else code(char) for char in text)


def has_glyphs(text: str) -> bool:
    """Return whether the first of the fonts, Liberation Sans, draws all of the text."""
    # It has all of Latin-1, and names of units seldom hold more: then its table is not read.
    return max(text, default="") <= "\xff" or _of_first().issuperset(text)


@cache
def _of_first() -> frozenset[str]:
    return frozenset(map(chr, _characters((folder() / _FILES[0]).read_bytes())))


@cache
def _known() -> frozenset[str]:
    found: set[int] = set()
    for name in _FILES:
        found.update(_characters((folder() / name).read_bytes()))
    for block in _PRIVATE:
        found.difference_update(block)
    return frozenset(map(chr, found))


def _characters(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font's character map (table cmap, formats 4 and 12; OpenType
    1.9).
    """
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, table + 2)
    for index in range(count):
        platform, _, offset = struct.unpack_from(">HHI", font, table + 4 + 8 * index)
        start = table + offset
        (form,) = struct.unpack_from(">H", font, start)
        if platform in (0, 3) and form == 4:
            yield from _segments(font, start)
        elif platform in (0, 3) and form == 12:
            (groups,) = struct.unpack_from(">I", font, start + 12)
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", font, start + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(font: bytes, start: int) -> Iterator[int]:
    """Code points of a format 4 map that have a glyph other than number 0."""
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends, starts = start + 14, start + 16 + 2 * count
    deltas, offsets = starts + 2 * count, starts + 4 * count
    for index in range(count):
        last, first, delta, offset = (
            struct.unpack_from(">H", font, base + 2 * index)[0]
            for base in (ends, starts, deltas, offsets)
        )
        for char in range(first, min(last, 0xFFFE) + 1):
            glyph = char
            if offset:
                place = offsets + 2 * index + offset + 2 * (char - first)
                (glyph,) = struct.unpack_from(">H", font, place)
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield char


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return offset
    raise ValueError(f"font without table {tag.decode()}")

"""Codes of units: the coded organic structure of the annex, and proposals for units that have no
code yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from . import placement
from .document import Document
from .placement import ChapterNode


@dataclass(frozen=True, slots=True)
class StructureRow:
    """A line of the annex «estructura orgánica». Depth 0 is a type of organ (no uid, level 0), 1 an
    organ.
    """

    code: str
    name: str
    level: int
    depth: int
    uid: str


def structure(document: Document) -> list[StructureRow]:
    """Return the coded organic structure for the annex: each type of organ, then its units with
    their depth.
    """
    rows = []
    for chapter in placement.place(document, by_level=False):
        if not chapter.roots:
            continue
        rows.append(StructureRow(type_code(chapter), chapter.chapter.heading, 0, 0, ""))
        for root in chapter.roots:
            for node in root.walk():
                unit = node.unit
                rows.append(StructureRow(unit.code, unit.name, unit.level, node.depth, unit.uid))
    return rows


def codes(document: Document, type_codes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a proposed code for every unit, by uid, in the present order of the text.

    `type_codes` gives the code of each nature (`{"advisory": "04"}`); without it, or for a nature
    it leaves out, the types that exist are numbered in the order of the template (`01`, `02`…).
    Organs are numbered within their type (`04.1`), from level 3 on within the unit they depend on
    (`04.1.1`): L02 Anexos 4 to 6.
    """
    proposed: dict[str, str] = {}
    last: dict[str, int] = {}
    for prefix, chapter in _prefixes(document, type_codes or {}):
        for root in chapter.roots:
            last[prefix] = last.get(prefix, 0) + 1
            proposed[root.unit.uid] = f"{prefix}.{last[prefix]}"
            for node in root.walk():
                for position, child in enumerate(node.children, start=1):
                    proposed[child.unit.uid] = f"{proposed[node.unit.uid]}.{position}"
    return proposed


def _prefixes(
    document: Document, type_codes: Mapping[str, str]
) -> Iterator[tuple[str, ChapterNode]]:
    used = set(type_codes.values())
    free = (code for number in count(1) if (code := f"{number:02d}") not in used)
    for chapter in placement.place(document, by_level=False):
        if chapter.roots:
            nature = chapter.roots[0].unit.nature
            yield type_codes.get(nature) or next(free), chapter


def type_code(chapter: ChapterNode) -> str:
    """Return the code of a type of organ as its first unit has it: `05` of `05.1`, `0.3` of
    `0.3.1`.
    """
    return chapter.roots[0].unit.code.rpartition(".")[0]

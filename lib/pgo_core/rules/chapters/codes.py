"""Codes: their format, the order of the types, the prefix of the parent (rules 25-27)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...document import Unit
from .. import texts
from ..context import Context
from ..engine import Hit, rule
from ..index import Index, name_of

_ROF = re.compile(r"\d{2}(?:\.\d+){0,4}", re.ASCII)
_MOP = re.compile(r"0\.\d(?:\.\d+)*", re.ASCII)
#: Numbered by their type whatever their level: they are an organ type of their own (L02 Anexo 6).
_BY_TYPE = frozenset({"deconcentrated", "academic"})


@rule(25, "codes", "warns", "lineamientos", reads=("units",))
def code_has_the_format(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """A code is the type's two digits and numbers parted by dots; organs of levels 1 and 2 have two
    parts, deeper units one part more than their parent (L02 Anexos 4-6)."""
    mop = index.document.kind == "mop"
    pattern = _MOP if mop else _ROF
    for unit in index.units:
        code = unit.code.strip()
        if not code:
            continue  # rule 1
        names = {"unit": name_of(unit), "code": code}
        if not pattern.fullmatch(code):
            yield Hit(unit.uid, "unit", "mop_format" if mop else "format", "code", names)
            continue
        parts = len(code.split("."))
        if mop:
            continue
        if _is_organ(unit, index) and parts != 2:
            yield Hit(unit.uid, "unit", "organ", "code", names)
        elif not _is_organ(unit, index) and parts < 3:
            yield Hit(unit.uid, "unit", "deeper", "code", names)


@rule(
    26,
    "codes",
    "warns",
    "lineamientos",
    kinds=("rof", "model"),
    requires=("type_codes",),
    reads=("units",),
)
def type_codes_in_order(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Types come in the order of the entity's table and their codes are consecutive from 01 over
    the types present (L02 Anexo 6); two natures of one row of the table share a code, and control
    may share its code with legal defence, for which the Anexo gives none."""
    rows: dict[str, list[str]] = {}
    for nature, code in context.type_codes.items():
        rows.setdefault(code, []).append(nature)
    expected = 0
    for natures in rows.values():
        units = [
            unit for unit in index.units if unit.nature in natures and _type_code(unit, index) >= 0
        ]
        if not units:
            continue
        shared = natures == ["legal_defense"] and all(
            _type_code(unit, index) == expected for unit in units
        )
        expected += 0 if shared else 1
        for unit in units:
            if _type_code(unit, index) != expected:
                names = {
                    "unit": name_of(unit),
                    "code": unit.code.strip(),
                    "nature": texts.label("nature", unit.nature),
                    "expected": f"{expected:02d}",
                }
                yield Hit(unit.uid, "unit", "found", "code", names)


@rule(27, "codes", "blocks", "loe", reads=("units",))
def codes_are_unique_and_follow_the_parent(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """No code twice (LOE 8.h: the structure is simple and clear). From level 3 a code begins with
    that of the parent of the same type and siblings count from 1: a warning (L02 Anexos 4-6)."""
    seen: dict[str, str] = {}
    expected: dict[tuple[str, str], int] = {}
    for unit in index.units:
        code = unit.code.strip()
        if not code:
            continue
        names = {"unit": name_of(unit), "code": code}
        if code in seen:
            yield Hit(unit.uid, "unit", "repeated", "code", {**names, "other": seen[code]})
            continue
        seen[code] = name_of(unit)
        yield from _prefix(unit, index, names)
        yield from _sequence(unit, index, names, expected)


def _prefix(unit: Unit, index: Index, names: dict[str, str]) -> Iterator[Hit]:
    parent = index.parent(unit)
    if parent is None or _is_organ(unit, index) or parent.nature != unit.nature:
        return
    above = parent.code.strip()
    code = names["code"]
    if above and not (code.startswith(above + ".") and code.count(".") == above.count(".") + 1):
        found = {**names, "parent": name_of(parent), "parent_code": above}
        yield Hit(unit.uid, "unit", "prefix", "code", found, at_most="warns", basis="lineamientos")


def _sequence(
    unit: Unit, index: Index, names: dict[str, str], expected: dict[tuple[str, str], int]
) -> Iterator[Hit]:
    """Numbers of one series run 1, 2, 3 in the order of the text; after a jump it goes on from
    there, so one gap is one finding."""
    head, dot, last = names["code"].rpartition(".")
    if not dot or not last.isdecimal() or len(last) > 6 or not head:
        return
    series = ("", head) if _is_organ(unit, index) else (unit.parent_uid, head)
    wanted = expected.get(series, 1)
    expected[series] = int(last) + 1
    if int(last) != wanted:
        found = {**names, "expected": f"{head}.{wanted}"}
        yield Hit(
            unit.uid, "unit", "sequence", "code", found, at_most="warns", basis="lineamientos"
        )


def _is_organ(unit: Unit, index: Index) -> bool:
    """Whether its code is numbered by type: levels 1 and 2, and the tops of the types that take the
    level of their dependence."""
    if unit.nature in _BY_TYPE:
        parent = index.parent(unit)
        return parent is None or parent.nature != unit.nature
    return unit.level <= 2


def _type_code(unit: Unit, index: Index) -> int:
    """The type code of an organ as a number, -1 for what is no organ or has no such code."""
    code = unit.code.strip()
    if not _is_organ(unit, index) or not _ROF.fullmatch(code):
        return -1
    return int(code[:2])

"""Structure, first part: the tree of units, its levels and natures (rules 1-3, 6, 7, 9, 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ... import keys
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import OWN_ORGANIZATION, Index, name_of
from ..language import fold

_GENERIC = re.compile(
    r"\bes\s+(?:el|la|un|una)\s+(organo|unidad\s+organica|subunidad\s+organica|area)\b"
)
_GENERIC_LEVELS = {
    "organo": (1, 2),
    "unidad organica": (3,),
    "subunidad organica": (4,),
    "area": (5,),
}


@rule(
    1,
    "structure",
    "blocks",
    "loe",
    parameters={"parent_from_level": Parameter(2, 1, 5)},
    reads=("units",),
)
def unit_is_complete(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Every unit has code, name and level, and from level 2 a unit it depends on (LOE 7.1, 9.1).

    At level 1 the parent is optional: consultative organs have no hierarchical dependence (LOE
    15.c).
    """
    by_uid = index.document.unit_by_uid
    for unit in index.units:
        names = {"unit": name_of(unit), "level": str(unit.level)}
        if not unit.name.strip():
            yield Hit(unit.uid, "unit", "no_name", "name", names)
        if not unit.code.strip():
            yield Hit(unit.uid, "unit", "no_code", "code", names)
        if unit.level < 1:
            yield Hit(unit.uid, "unit", "no_level", "level", names)
        if unit.parent_uid and unit.parent_uid not in by_uid:
            yield Hit(unit.uid, "unit", "unknown_parent", "parent_uid", names)
        elif not unit.parent_uid and unit.level >= params["parent_from_level"]:
            yield Hit(unit.uid, "unit", "no_parent", "parent_uid", names)


@rule(2, "structure", "blocks", "loe", reads=("units",))
def tree_is_sound(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """No ring of dependence, and the parent stands at a higher level than the child (LOE 9.1).

    A gap between levels is allowed (OV25 3.33), and level 1 under level 1 (Alcaldía under Concejo).
    A uid that comes twice is reported here too, because nothing else of such a document can be
    trusted.
    """
    seen: set[str] = set()
    for unit in index.units:
        if unit.uid in seen:
            yield Hit(unit.uid, "unit", "repeated", "uid", {"unit": name_of(unit)})
        seen.add(unit.uid)
    ringed: set[str] = set()
    for ring in index.cycles:
        ringed.update(unit.uid for unit in ring)
        path = " → ".join(name_of(unit) for unit in (*ring[:6], ring[0]))
        yield Hit(
            ring[0].uid, "unit", "cycle", "parent_uid", {"unit": name_of(ring[0]), "path": path}
        )
    for unit in index.units:
        parent = index.parent(unit)
        if (
            parent is None
            or unit.uid in ringed
            or parent.level < unit.level
            or unit.level == parent.level == 1
        ):
            continue
        names = {
            "unit": name_of(unit),
            "level": str(unit.level),
            "parent": name_of(parent),
            "parent_level": str(parent.level),
        }
        yield Hit(unit.uid, "unit", "level", "level", names)


@rule(3, "structure", "blocks", "loe", scope="unit")
def level_fits_generic_name(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The description calls the unit by the generic name of its level (LOE Anexo 1): levels 1-2
    órgano, 3 unidad orgánica, 4 subunidad orgánica, 5 área; there is no sixth.

    Deconcentrated and academic organs are exempt: their level follows their dependence (L02 D-F,
    pp. 33-34).
    """
    for unit in index.scan_units:
        if unit.nature in OWN_ORGANIZATION:
            continue
        names = {
            "unit": name_of(unit),
            "level": str(unit.level),
            "expected": texts.label("generic", str(unit.level)),
        }
        if unit.level > 5:
            yield Hit(unit.uid, "unit", "too_deep", "level", names)
            continue
        match = _GENERIC.search(fold(unit.description))
        if match and unit.level >= 1:
            generic = " ".join(match.group(1).split())
            if unit.level not in _GENERIC_LEVELS[generic]:
                names["generic"] = unit.description[match.start(1) : match.end(1)]
                yield Hit(unit.uid, "unit", "mismatch", "description", names, match.span(1))


@rule(6, "structure", "blocks", "loe", reads=("units",))
def first_level_natures(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Alta Dirección, resolutive, consultative, control, legal defence and coordination organs
    stand at level 1 only (LOE 9.1.a, 15.b, 15.c; OV25 3.6-3.10)."""
    for unit in index.units:
        if unit.nature in keys.FIRST_LEVEL_NATURES and unit.level > 1:
            yield Hit(unit.uid, "unit", field="level", params=_nature_params(unit))


@rule(7, "structure", "blocks", "loe", reads=("units",))
def advice_support_and_line_below_first(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Advisory, support and line organs never stand at level 1 (LOE 9.1.b; OV25 3.7)."""
    for unit in index.units:
        if unit.nature in ("advisory", "support", "line") and unit.level == 1:
            yield Hit(unit.uid, "unit", field="level", params=_nature_params(unit))


@rule(9, "structure", "blocks", "loe", reads=("units",))
def consultative_has_no_units(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A consultative organ has no units below it: it exercises no line of authority (LOE 15.c)."""
    for unit in index.units:
        if unit.nature == "consultative" and (children := index.children(unit)):
            names = {
                "unit": name_of(unit),
                "child": name_of(children[0]),
                "count": str(len(children)),
            }
            yield Hit(unit.uid, "unit", params=names)


@rule(10, "structure", "blocks", "loe", reads=("units",))
def administration_apart_from_line(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """No internal administration below a line organ (LOE 8.c); the reverse is a warning (L02 pp.
    30-31).
    """
    for unit in index.units:
        above = index.nearest.get(unit.uid, {})
        if unit.nature in keys.INTERNAL_ADMINISTRATION and "line" in above:
            names = {**_nature_params(unit), "parent": name_of(above["line"])}
            yield Hit(unit.uid, "unit", "inside_line", "parent_uid", names)
        elif unit.nature == "line" and "administration" in above:
            names = {**_nature_params(unit), "parent": name_of(above["administration"])}
            yield Hit(
                unit.uid,
                "unit",
                "line_inside",
                "parent_uid",
                names,
                at_most="warns",
                basis="lineamientos",
            )


def _nature_params(unit) -> dict[str, str]:
    return {
        "unit": name_of(unit),
        "level": str(unit.level),
        "nature": texts.label("nature", unit.nature),
    }

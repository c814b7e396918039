"""Tables that several papers show, all derived: structure in force and proposed, number of units,
what happens to each unit.
"""

from __future__ import annotations

from ..change_cases import unit_pairs
from ..coding import structure
from ..document import Document, Unit
from ..printable import visible
from ..rules.index import name_of
from .facts import Facts
from .paper import Cell, Table

#: Families of natures within a level, as Anexo 8 of the Lineamientos N° 02-2020-SGP groups them.
_FAMILIES = {
    "advisory": "internal",
    "support": "internal",
    "line": "line",
    "deconcentrated": "deconcentrated",
    "academic": "academic",
}
_ORDER = ("", "internal", "line", "deconcentrated", "academic", "other")


def group(unit: Unit) -> tuple[int, int]:
    """The level and the place of the family of a unit: what groups the rows of these tables."""
    if unit.level <= 1:
        return unit.level, 0
    return unit.level, _ORDER.index(_FAMILIES.get(unit.nature, "other"))


def group_name(facts: Facts, key: tuple[int, int]) -> str:
    """`Segundo nivel organizacional: órganos de línea`."""
    level, family = key
    ordinals = facts.words.all("tables.ordinals")
    name = ordinals[level - 1] if 1 <= level <= len(ordinals) else str(level)
    own = _ORDER[family]
    if not own:
        return facts.words("tables.level", ordinal=name)
    generic = "organ" if level == 2 and not facts.is_mop else "unit"
    kind = facts.words(f"tables.family.{generic}.{own}")
    return facts.words("tables.level_of", ordinal=name, family=kind)


def in_order(document: Document) -> list[Unit]:
    """The units in the order of the coded structure: below each organ those that depend on it."""
    units = document.unit_by_uid
    return [units[row.uid] for row in structure(document) if row.uid in units]


def structure_table(facts: Facts) -> Table:
    """Structure in force and proposed, by level and family (L02 Anexo 8, 1.2)."""
    words = facts.words
    rows: list[tuple[Cell, ...]] = []
    partner = _partners(facts)
    removed = facts.changes.removed if facts.changes and facts.base else ()
    groups: dict[tuple[int, int], list[tuple[Unit | None, Unit | None]]] = {}
    for unit in in_order(facts.document):
        groups.setdefault(group(unit), []).append((partner.get(unit.uid), unit))
    for unit in removed:
        groups.setdefault(group(unit), []).append((unit, None))
    for key in sorted(groups):
        rows.append((Cell(group_name(facts, key), span=4, strong=True),))
        for before, after in groups[key]:
            shown = after or before
            old = _named(before) if facts.base else words("tables.unknown")
            if facts.is_new:
                old = ""
            rows.append(
                (
                    Cell(old),
                    Cell(_named(after)),
                    Cell(facts.nature(shown)),
                    Cell(_what(facts, before, after)),
                )
            )
    return Table(
        words("tables.structure.caption"),
        words.all("tables.structure.head"),
        tuple(rows),
        (33, 33, 19, 15),
        words("tables.structure.empty"),
    )


def count_table(facts: Facts) -> Table:
    """Number of units by level and family, in force and proposed (L02 Anexo 8, 1.3)."""
    words = facts.words
    now = _counts(facts.document)
    before = _counts(facts.base) if facts.base else {}
    known = facts.base is not None or facts.is_new
    rows = []
    for key in sorted({*now, *before}):
        rows.append(_count_row(group_name(facts, key), before.get(key, 0), now.get(key, 0), known))
    total = _count_row(
        words("tables.total"), sum(before.values()), sum(now.values()), known, strong=True
    )
    return Table(
        words("tables.count.caption"),
        words.all("tables.count.head"),
        (*rows, total),
        (55, 15, 15, 15),
    )


def unit_table(facts: Facts) -> Table:
    """Units created, removed, renamed and that pass to another level (LOE 46.1)."""
    words = facts.words
    rows = []
    if found := facts.changes:
        for unit in found.created:
            rows.append(_unit_row(facts, "created", None, unit))
        for unit in found.removed:
            rows.append(_unit_row(facts, "removed", unit, None))
        for before, after in found.renamed:
            rows.append(_unit_row(facts, "renamed", before, after))
        for before, after in found.relevelled:
            rows.append(_unit_row(facts, "relevelled", before, after))
    return Table(
        words("tables.units.caption"),
        words.all("tables.units.head"),
        tuple(rows),
        (18, 32, 32, 18),
        words("tables.units.empty" if facts.changes else "tables.units.unknown"),
    )


def _partners(facts: Facts) -> dict[str, Unit]:
    if facts.base is None:
        return {}
    pairs = unit_pairs(facts.base, facts.document, facts.dossier.equivalences)
    return {after.uid: before for before, after in pairs}


def _named(unit: Unit | None) -> str:
    return f"{visible(unit.code)} {visible(name_of(unit))}".strip() if unit else ""


def _what(facts: Facts, before: Unit | None, after: Unit | None) -> str:
    """What happens to a unit, in a word; nothing while the text in force is not known."""
    words = facts.words
    if facts.is_new:
        return words("tables.what.created")
    if facts.base is None:
        return ""
    if before is None or after is None:
        return words("tables.what.created" if after else "tables.what.removed")
    told = []
    if any(pair[1] is after for pair in facts.changes.renamed):
        told.append(words("tables.what.renamed"))
    if before.level != after.level:
        told.append(words("tables.what.relevelled"))
    if before.nature != after.nature:
        told.append(words("tables.what.nature"))
    return "; ".join(told) or words("tables.what.same")


def _counts(document: Document) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for unit in document.units:
        found[group(unit)] = found.get(group(unit), 0) + 1
    return found


def _count_row(
    name: str, before: int, now: int, known: bool, strong: bool = False
) -> tuple[Cell, ...]:
    figures = (str(before), str(now), f"{now - before:+d}" if now != before else "0")
    if not known:
        figures = ("…", str(now), "…")
    return (Cell(name, strong=strong), *(Cell(one, number=True, strong=strong) for one in figures))


def _unit_row(facts: Facts, kind: str, before: Unit | None, after: Unit | None) -> tuple[Cell, ...]:
    levels = [str(unit.level) for unit in (before, after) if unit]
    return (
        Cell(facts.words(f"tables.kind.{kind}")),
        Cell(_named(before)),
        Cell(_named(after)),
        Cell(" → ".join(dict.fromkeys(levels))),
    )

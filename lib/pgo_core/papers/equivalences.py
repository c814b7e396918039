"""The cuadro de equivalencias: what becomes of each unit of the text in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..change_cases import unit_pairs
from ..coding import structure
from ..document import Document, Unit
from ..dossier import Dossier, Equivalence
from ..messages import text as message
from ..printable import visible
from ..rules.context import Context
from .paper import Blank, Cell, Paper, Paragraph, Part, Table

_WIDTHS = (9, 28, 9, 28, 20, 16)
#: What may happen to a unit, in the order in which the summary counts it.
KINDS = ("kept", "changed", "merged", "divided", "removed", "created")


@dataclass(frozen=True, slots=True)
class Step:
    """A unit in force and the one that takes its place, None where there is none. `kind` is one of
    `KINDS`; `changes` tells what differs in a unit that stays: `name`, `dependence`, `level`,
    `nature`, `code`.
    """

    before: Unit | None
    after: Unit | None
    kind: str
    changes: tuple[str, ...] = ()
    note: str = ""


def equivalences(document: Document, context: Context) -> Paper:
    """Return the cuadro de equivalencias of a text and the one in force (`context.base`).

    The dossier says which unit takes the place of which; where it says nothing, units are paired as
    `change_cases.changes` pairs them. Without a text in force the paper says so.
    """
    title = message("paper.equivalences.name")
    base = context.base
    if base is None:
        return Paper("equivalences", title, parts=(Paragraph(message("paper.no_base")),))
    heading = (
        (message("paper.base"), base.title),
        (message("paper.proposal"), document.title),
    )
    found = steps(base, document, context.dossier or Dossier())
    return Paper("equivalences", title, heading, tuple(_parts(found)), landscape=True)


def steps(base: Document, document: Document, dossier: Dossier) -> list[Step]:
    """Return what becomes of each unit of the text in force in the order of its structure, then the
    units that are created. A unit that several take the place of, or one that takes the place of
    several, is in a step for each.
    """
    told = [
        row
        for row in dossier.equivalences
        if row.from_uid in base.unit_by_uid
        and (not row.to_uid or row.to_uid in document.unit_by_uid)
    ]
    pairs = unit_pairs(base, document, dossier.equivalences)
    rows = told + _untold(pairs, told)
    leaving = Counter(row.from_uid for row in rows if row.to_uid)
    arriving = Counter(row.to_uid for row in rows)
    by_unit: dict[str, list[Equivalence]] = {}
    for row in rows:
        by_unit.setdefault(row.from_uid, []).append(row)
    replaced = {(row.from_uid, row.to_uid) for row in rows}
    found = []
    for before in _in_order(base):
        heirs = [row for row in by_unit.get(before.uid, ()) if row.to_uid]
        if not heirs:
            note = next((row.note for row in by_unit.get(before.uid, ()) if row.note), "")
            found.append(Step(before, None, "removed", note=note))
        for row in heirs:
            after = document.unit_by_uid[row.to_uid]
            changes = _changes(before, after, replaced)
            kind = "changed" if set(changes) - {"code"} else "kept"
            if arriving[row.to_uid] > 1:
                kind = "merged"
            elif leaving[row.from_uid] > 1:
                kind = "divided"
            found.append(Step(before, after, kind, changes, row.note))
    created = (unit for unit in _in_order(document) if not arriving[unit.uid])
    return found + [Step(None, unit, "created") for unit in created]


def _untold(pairs: list[tuple[Unit, Unit]], told: list[Equivalence]) -> list[Equivalence]:
    """The pairs of units that the dossier says nothing of: of neither side or, where a unit is still
    there under its own identity, not of both.
    """
    gone = {row.from_uid for row in told}
    come = {row.to_uid for row in told}
    return [
        Equivalence(before.uid, after.uid)
        for before, after in pairs
        if (before.uid in gone) + (after.uid in come) < 1 + (before.uid == after.uid)
    ]


def _changes(before: Unit, after: Unit, replaced: set[tuple[str, str]]) -> tuple[str, ...]:
    """What differs in a unit; not its dependence where it is on the unit that takes the place of
    the former one.
    """
    above = (before.parent_uid, after.parent_uid)
    same = above in replaced or not any(above)
    pairs = (
        ("name", _words(before.name) == _words(after.name)),
        ("dependence", same),
        ("level", before.level == after.level),
        ("nature", before.nature == after.nature),
        ("code", before.code == after.code),
    )
    return tuple(name for name, equal in pairs if not equal)


def _words(name: str) -> str:
    return " ".join(name.split())


def _in_order(document: Document) -> Iterator[Unit]:
    """The units in the order of the coded structure, each once."""
    units = dict(document.unit_by_uid)
    for row in structure(document):
        if unit := units.pop(row.uid, None):
            yield unit
    yield from units.values()


def _parts(found: list[Step]) -> Iterator[Part]:
    counts = Counter(step.kind for step in found)
    told = [
        message(f"paper.equivalences.count.{kind}", count=counts[kind])
        for kind in KINDS
        if counts[kind]
    ]
    if told:
        yield Paragraph(" ".join(told))
    heads = ["code", "before", "code", "after", "what", "note"]
    columns = len(heads) if any(step.note for step in found) else len(heads) - 1
    yield Table(
        "",
        tuple(message(f"paper.equivalences.head.{key}") for key in heads[:columns]),
        tuple(_row(step)[:columns] for step in found),
        _WIDTHS[:columns],
        message("paper.equivalences.none"),
    )
    lost = [visible(step.before.name) for step in found if _without_heir(step)]
    if lost:
        prompt = message("paper.equivalences.heir", units="; ".join(lost))
        yield Blank(prompt, message("paper.equivalences.heir.help"), "equivalences")


def _without_heir(step: Step) -> bool:
    """Whether a unit goes and nobody said what becomes of its functions."""
    return step.kind == "removed" and not step.note.strip()


def _row(step: Step) -> tuple[Cell, ...]:
    lacks = message("paper.equivalences.lacks")
    cells = []
    for unit in (step.before, step.after):
        cells.append(Cell(visible(unit.code) if unit else lacks))
        cells.append(Cell(visible(unit.name) if unit else lacks))
    return (*cells, Cell(_what(step)), Cell(visible(step.note)))


def _what(step: Step) -> str:
    if step.kind in ("changed", "kept") and step.changes:
        changes = [message(f"paper.equivalences.change.{name}") for name in step.changes]
        joined = message("render.citation.and").join(
            part for part in (", ".join(changes[:-1]), changes[-1]) if part
        )
        return message(f"paper.equivalences.what.{step.kind}.with", changes=joined)
    if step.kind in ("merged", "divided") and step.before.uid == step.after.uid:
        return message(f"paper.equivalences.what.{step.kind}.own")
    names = {"after": visible(step.after.name) if step.after else ""}
    return message(f"paper.equivalences.what.{step.kind}", **names)
